import { ADDRESSES } from './addresses.ts';
import { hasWebDemo } from './builds.ts';
import { runProgram } from './program.ts';
import { startStack, untilInterrupted } from './stack.ts';
import { readArguments } from './usage.ts';

const USAGE =
  'Usage: npm run emulators -- [--verbose]\n\nStarts the emulators and leaves them up until Ctrl-C; --verbose shows their logs.';

await runProgram(async (interrupt) => {
  const { values } = readArguments({ options: { verbose: { type: 'boolean' } } }, USAGE);
  await using stack = await startStack({
    environment: process.env,
    signal: interrupt,
    onStep: (step) => console.error(`${step} …`),
    verbose: values.verbose === true,
  });
  console.log(
    [
      '',
      ...(hasWebDemo() ? [`Web demo      http://${ADDRESSES.hosting}`] : []),
      `FCM emulator  http://${stack.environment.FCM_EMULATOR_HOST}`,
      `Functions     http://${ADDRESSES.functions}`,
      `Firestore     http://${ADDRESSES.firestore}`,
      `Auth          http://${ADDRESSES.auth}`,
      `Cloud Tasks   http://${ADDRESSES.tasks}`,
      `Log           ${stack.environment.EMULATORS_LOG}`,
      '',
      'Ctrl-C stops them.',
    ].join('\n'),
  );
  await untilInterrupted(stack, interrupt);
  return 0;
});
