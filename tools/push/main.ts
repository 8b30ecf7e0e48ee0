import { Command, CommanderError } from '@commander-js/extra-typings';
import { runProgram } from '../launcher/program.ts';
import { CLONE } from './app.ts';
import { accounts } from './commands/accounts.ts';
import { alarms } from './commands/alarms.ts';
import { deliveries } from './commands/deliveries.ts';
import { doctor } from './commands/doctor.ts';
import { emulators } from './commands/emulators.ts';
import { indexes } from './commands/indexes.ts';
import { migrate } from './commands/migrate.ts';
import { params } from './commands/params.ts';
import { pauseAndResume } from './commands/pause.ts';
import { replay } from './commands/replay.ts';
import { rules } from './commands/rules.ts';
import { uninstall } from './commands/uninstall.ts';
import { Misused, type Run, running } from './run.ts';

/** The status for wrong options or arguments. */
const USAGE_STATUS = 2;

const ABOUT = [
  'Operates a push backend on Firebase, with the params of the app’s dotenv files. Without',
  '--project it uses the emulators of this machine.',
].join(' ');
const STATUS =
  '\nThe status is 0; 1 if something failed or needs an operator; 2 for wrong options or arguments.';

/** In the order of --help: before the first deployment, while it runs, when it is removed. */
const COMMANDS = [
  ...[params, rules, indexes, doctor, emulators, migrate, accounts, alarms],
  ...[deliveries, replay, pauseAndResume],
  ...(CLONE ? [(await import('./commands/kit.ts')).kit] : []),
  uninstall,
];

await runProgram(async (interrupt) => {
  let status = 0;
  const program = new Command(CLONE ? 'npm run push --' : 'comment-push')
    .description(ABOUT)
    .option('--project <id>', 'the Firebase project, or an alias in .firebaserc')
    .option('--app <directory>', 'of the app’s firebase.json; default: here or above')
    .option('--kit <instance>', 'of the function kit, if the app has several')
    .option('--json', 'print the answer as JSON')
    .helpCommand(false)
    .addHelpText('after', STATUS)
    .configureHelp({
      showGlobalOptions: true,
      // The list of commands shows only the first sentence of each.
      subcommandDescription: (each) => each.description().split('. ')[0] ?? '',
    })
    .exitOverride();
  const run: Run = running(program, interrupt, (each) => {
    status = each;
  });
  for (const add of COMMANDS) add(program, run);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof Misused) console.error(error.message);
    else if (!(error instanceof CommanderError)) throw error;
    return USAGE_STATUS;
  }
  return status;
});
