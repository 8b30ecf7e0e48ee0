import { Listr, type ListrTask, PRESET_TIMER } from 'listr2';
import { type AppClient, closeApps } from '../../../tools/launcher/app-client.ts';
import { LaunchError } from '../../../tools/launcher/launch-error.ts';
import { type Stack, startStack } from '../../../tools/launcher/stack.ts';
import { savePushToken, signUp, writeComment, writePost } from './person.ts';
import { type ArrivedPush, arrivalOn, createPhones, type Phone } from './phones.ts';

/** Params of the functions that show all they can: an inbox with badges, and each push heard. */
const SHOWN = { INBOX: 'true', ALERT_INTERVAL: '0' };

/** A function's process starts in a second or two, in several times that on a busy machine. */
const ARRIVAL_LIMIT_MS = 60_000;

const AUTHOR = 'Mina';
const COMMENTER = 'Joon';
const POST_TITLE = 'Sunrise over Seoraksan';
const COMMENT_TEXT = 'What a view! Which trail is this?';

/** What the tasks find out. */
export interface WalkThrough {
  stack: Stack;
  author: AppClient;
  commenter: AppClient;
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
        resources.defer(closeApps);
      },
    },
    {
      title: `${AUTHOR} and ${COMMENTER} sign in, each in an app of their own`,
      task: async (found) => {
        [found.author, found.commenter] = await Promise.all([signUp(AUTHOR), signUp(COMMENTER)]);
      },
    },
    {
      title: `${AUTHOR}'s phones register by savePushToken`,
      task: async (found) => {
        const { FCM_EMULATOR_HOST = '' } = found.stack.environment;
        found.phones = await createPhones(FCM_EMULATOR_HOST);
        for (const { registration } of found.phones) {
          await savePushToken(found.author, registration);
        }
      },
    },
    {
      title: `${AUTHOR} posts “${POST_TITLE}”`,
      task: async (found) => {
        found.postId = await writePost(found.author, POST_TITLE);
      },
    },
    {
      title: `${COMMENTER} comments “${COMMENT_TEXT}”, straight to Firestore`,
      task: ({ commenter, postId }) => writeComment(commenter, COMMENTER, postId, COMMENT_TEXT),
    },
    {
      title: `The push arrives on ${AUTHOR}'s phones`,
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
