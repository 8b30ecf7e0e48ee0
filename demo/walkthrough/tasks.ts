import { Listr, type ListrTask, PRESET_TIMER } from 'listr2';
import { LaunchError } from '../../launcher/launch-error.ts';
import { type Stack, startStack } from '../../launcher/stack.ts';
import { AppUser } from './app-user.ts';
import { type ArrivedPush, arrivalOn, createPhones, type Phone } from './phones.ts';

/** Params of the functions that show all they can: an inbox with badges, and each push heard. */
const SHOWN = { INBOX: 'true', ALERT_INTERVAL: '0' };

/** A function's process starts in a second or two, in several times that on a busy machine. */
const ARRIVAL_LIMIT_MS = 60_000;

const POST_TITLE = 'Sunrise over Seoraksan';
const COMMENT_TEXT = 'What a view! Which trail is this?';

/** What the tasks find out. */
export interface WalkThrough {
  stack: Stack;
  phones: Phone[];
  postId: string;
  pushes: ArrivedPush[];
}

/**
 * From nothing to a push on each of the author's phones.
 *
 * @param resources gets all that must be stopped afterwards
 */
export function walkThrough(
  resources: AsyncDisposableStack,
  interrupt: AbortSignal,
): Listr<WalkThrough> {
  const author = new AppUser('Mina');
  const commenter = new AppUser('Joon');

  const tasks: ListrTask<WalkThrough>[] = [
    {
      title: 'Start the Firebase emulators and the FCM emulator',
      task: async (found, task) => {
        found.stack = await startStack({
          environment: { ...SHOWN, ...process.env },
          signal: interrupt,
          onStep: (step) => {
            task.output = step;
          },
        });
        resources.use(found.stack);
        // The last first: the apps close their connections before the emulators stop.
        resources.use(author);
        resources.use(commenter);
      },
    },
    {
      title: `${author.name} and ${commenter.name} sign in, each in an app of their own`,
      task: async () => {
        await Promise.all([author.signUp(), commenter.signUp()]);
      },
    },
    {
      title: `${author.name}'s phones register by savePushToken`,
      task: async (found) => {
        const { FCM_EMULATOR_HOST = '' } = found.stack.environment;
        found.phones = await createPhones(FCM_EMULATOR_HOST);
        for (const { registration } of found.phones) await author.savePushToken(registration);
      },
    },
    {
      title: `${author.name} posts “${POST_TITLE}”`,
      task: async (found) => {
        found.postId = await author.writePost(POST_TITLE);
      },
    },
    {
      title: `${commenter.name} comments “${COMMENT_TEXT}”, straight to Firestore`,
      task: ({ postId }) => commenter.writeComment(postId, COMMENT_TEXT),
    },
    {
      title: `The push arrives on ${author.name}'s phones`,
      task: async (found) => {
        const arrivals = await Promise.all(
          found.phones.map((phone) => arrivalOn(phone, ARRIVAL_LIMIT_MS, interrupt)),
        );
        found.pushes = arrivals.filter((push) => push !== undefined);
        const missing = found.phones.filter((_, at) => arrivals[at] === undefined);
        if (missing.length > 0) throw noPush(missing, found.stack);
      },
    },
  ];
  return new Listr<WalkThrough>(tasks, {
    // The program ends by the interrupt's own path, which stops the emulators.
    registerSignalListeners: false,
    rendererOptions: { timer: PRESET_TIMER },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  });
}

function noPush(phones: readonly Phone[], stack: Stack): LaunchError {
  stack.keepLogs();
  const names = phones.map(({ name }) => name).join(' and ');
  return new LaunchError(
    `No push arrived on the ${names} within ${ARRIVAL_LIMIT_MS / 1000} s. What the functions said: ${stack.environment.EMULATORS_LOG}`,
  );
}
