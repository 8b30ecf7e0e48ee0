import { LaunchError } from '../../tools/launcher/launch-error.ts';
import { runProgram } from '../../tools/launcher/program.ts';
import { untilInterrupted } from '../../tools/launcher/stack.ts';
import { readArguments } from '../../tools/launcher/usage.ts';
import { pushAccount, whatNext } from './walkthrough/account.ts';
import { walkThrough } from './walkthrough/tasks.ts';

const USAGE =
  'Usage: npm run demo -- [--once]\n\nShows a push on its way through the emulators, which stay up until Ctrl-C; with --once, they do not.';

await runProgram(async (interrupt) => {
  const { values } = readArguments({ options: { once: { type: 'boolean' } } }, USAGE);
  await using resources = new AsyncDisposableStack();
  const tasks = walkThrough(resources, interrupt);
  try {
    await tasks.run();
  } catch (error) {
    interrupt.throwIfAborted();
    if (error instanceof LaunchError) return 1; // The task list has shown it.
    throw error;
  }
  const { stack, pushes } = tasks.ctx;
  console.log(`\n${pushAccount(pushes)}`);
  if (values.once) return 0;

  console.log(whatNext(stack.environment));
  await untilInterrupted(stack, interrupt);
  return 0;
});
