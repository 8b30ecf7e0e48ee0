import { probe as ask, reportOf } from '../../../packages/fcm-emulator/src/probe.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { accessToken, LOGIN } from '../google-api.ts';
import { type Program, projectOf, type Run } from '../run.ts';

export function probe(program: Program, run: Run): void {
  program
    .command('probe')
    .description(
      'Asks the real FCM by dry runs whether it still answers as it was recorded to, and as the emulator does. Takes --project.',
    )
    .option('--origin <url>', 'to ask in the place of FCM')
    .action(({ origin }) =>
      run(async ({ app }) => {
        const project = projectOf(app);
        const token = await accessToken();
        if (token === undefined) throw new LaunchError(`Log in first: ${LOGIN}`);
        const found = await ask({ project, origin, accessToken: async () => token });
        if (found.kind === 'unreachable') throw new LaunchError(`No answer: ${found.reason}`);
        if (found.kind === 'refused') {
          throw new LaunchError(
            `FCM looks at no message of this project or of these credentials: ${found.status} ${found.reason}`,
          );
        }
        const day = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
        const { text, findings } = reportOf(found.probed, project, day);
        return { text: [text], json: { findings, report: text }, failed: findings > 0 };
      }),
    );
}
