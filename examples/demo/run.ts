import { styleText } from 'node:util';
import { ADDRESSES } from '../../tools/launcher/addresses.ts';
import { closeApps } from '../../tools/launcher/app-client.ts';
import { LaunchError } from '../../tools/launcher/launch-error.ts';
import { runProgram } from '../../tools/launcher/program.ts';
import { startStack, untilInterrupted } from '../../tools/launcher/stack.ts';
import { readArguments } from '../../tools/launcher/usage.ts';
import { type Step, walkThrough } from './walkthrough.ts';

const USAGE =
  'Usage: npm run demo -- [--once]\n\nShows a push on its way through the emulators. They run until Ctrl-C; with --once, until the push has arrived.';

/** Params with which the functions show all their features, with retries after a short time. */
const SHOWN = {
  ALERT_INTERVAL: '0',
  RETRY_FLOOR_SECONDS: '4',
  QUOTA_RETRY_FLOOR_SECONDS: '8',
};

/** On a terminal, deletes the text of the line. */
const CLEAR = process.stdout.isTTY ? '\r\u001b[K' : '';

await runProgram(async (interrupt) => {
  const { values } = readArguments({ options: { once: { type: 'boolean' } } }, USAGE);
  const step: Step = async (title, run) => {
    const startedAt = performance.now();
    if (process.stdout.isTTY) begin(title);
    try {
      const result = await run();
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(
        `${CLEAR}${styleText('green', '✔')} ${title} ${styleText('dim', `${seconds} s`)}`,
      );
      return result;
    } catch (error) {
      console.log(interrupt.aborted ? CLEAR : `${CLEAR}${styleText('red', '✖')} ${title}`);
      throw error;
    }
  };

  await using stack = await step('The Firebase emulators and the FCM emulator are up', () =>
    startStack({ environment: { ...SHOWN, ...process.env }, signal: interrupt, onStep: begin }),
  );
  await using _apps = { [Symbol.asyncDispose]: closeApps };
  const { FCM_EMULATOR_HOST = '', EMULATORS_LOG = '' } = stack.environment;
  try {
    for (const { phone, title, body } of await walkThrough(FCM_EMULATOR_HOST, step, interrupt)) {
      const bar = styleText('dim', '│');
      console.log(`\n  ${styleText('dim', `On the ${phone}`)}`);
      console.log(`  ${bar} ${styleText('bold', title)}\n  ${bar} ${body}`);
    }
  } catch (error) {
    if (interrupt.aborted) throw error;
    stack.keepLogs();
    const why = error instanceof Error ? error.message : error;
    throw new LaunchError(`${why} The log of the functions: ${EMULATORS_LOG}`);
  }
  if (values.once) return 0;

  console.log(`
  Web demo      ${styleText('cyan', `http://${ADDRESSES.hosting}`)}
  FCM emulator  ${styleText('cyan', `http://${FCM_EMULATOR_HOST}`)}
  Log           ${EMULATORS_LOG}

  Next: open the web demo and comment from one phone to see the other buzz,
  or the FCM emulator to read each message and to make FCM answer with errors.
  Ctrl-C stops everything.`);
  await untilInterrupted(stack, interrupt);
  return 0;
});

/** Prints the step that has begun. On a terminal, the next step replaces the line. */
function begin(what: string): void {
  process.stdout.write(`${CLEAR}  ${what} …${process.stdout.isTTY ? '' : '\n'}`);
}
