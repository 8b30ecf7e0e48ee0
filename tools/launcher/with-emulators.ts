import { runCommand } from './command.ts';
import { LaunchError } from './launch-error.ts';
import { runProgram, UsageAsked } from './program.ts';
import { startStack } from './stack.ts';

const USAGE = 'Usage: npm run with-emulators -- [--verbose] COMMAND [ARGUMENTS…]';

await runProgram(async (interrupt) => {
  const args = process.argv.slice(2);
  const verbose = args[0] === '--verbose';
  const [command, ...rest] = verbose ? args.slice(1) : args;
  if (command === '--help') throw new UsageAsked(USAGE);
  if (command === undefined) throw new LaunchError(USAGE);

  await using stack = await startStack({
    environment: process.env,
    signal: interrupt,
    onStep: (step) => console.error(`${step} …`),
    verbose,
  });
  void stack.died.then(({ message }) => console.error(message));
  const environment = { ...process.env, ...stack.environment };
  const status = await runCommand([command, ...rest], environment, interrupt);
  if (status !== 0 && !interrupt.aborted) {
    stack.keepLogs();
    console.error(`The emulators' log: ${stack.environment.EMULATORS_LOG}`);
  }
  return status;
});
