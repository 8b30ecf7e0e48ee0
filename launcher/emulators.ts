import { once } from 'node:events';
import { ADDRESSES } from './addresses.ts';
import { runProgram } from './program.ts';
import { startStack } from './stack.ts';

await runProgram(async (interrupt) => {
  await using stack = await startStack({
    environment: process.env,
    signal: interrupt,
    onStep: (step) => console.error(`${step} …`),
    verbose: process.argv.includes('--verbose'),
  });
  console.log(
    [
      '',
      `Web demo      http://${ADDRESSES.hosting}`,
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
  if (!interrupt.aborted) await once(interrupt, 'abort');
  return 0;
});
