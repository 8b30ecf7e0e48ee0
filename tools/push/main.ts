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

/** Of a call that makes no sense. */
const USAGE_STATUS = 2;

const ABOUT = [
  'Operates a push backend on Firebase, by the names and params of the app’s dotenv files. Without',
  '--project it asks the emulators of this machine.',
].join(' ');
const STATUS =
  '\nThe status is 0; 1 where something fails or needs somebody; 2 for a call that makes no sense.';

/** In the order of --help: before the first deployment, while it runs, at its end. */
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
    .option('--app <directory>', 'of the app’s firebase.json, unless it is found from here upwards')
    .option('--kit <instance>', 'of the function kit, where the app has several')
    .option('--json', 'the answer as JSON')
    .helpCommand(false)
    .addHelpText('after', STATUS)
    .configureHelp({
      showGlobalOptions: true,
      // Of all of them, the first sentence.
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
