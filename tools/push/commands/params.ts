import { dotenvText, wrongParams } from '../param-list.ts';
import type { Program, Run } from '../run.ts';

export function params(program: Program, run: Run): void {
  program
    .command('params')
    .description(
      'Prints a dotenv file with every param, to copy. Names on standard error those that are refused.',
    )
    .action(() =>
      run(async ({ app, progress }) => {
        const wrong = await wrongParams(app);
        for (const sentence of wrong) progress(`✖ ${sentence}`);
        const json = { set: app.params, wrong };
        return { text: [await dotenvText(app)], json, failed: wrong.length > 0 };
      }),
    );
}
