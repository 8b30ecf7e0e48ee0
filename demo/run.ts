import { once } from 'node:events';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { pushAccount, whatNext } from './walkthrough/account.ts';
import { walkThrough } from './walkthrough/tasks.ts';

await runProgram(async (interrupt) => {
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
  if (process.argv.includes('--once')) return 0;

  console.log(whatNext(stack.environment));
  if (!interrupt.aborted) await once(interrupt, 'abort');
  return 0;
});
