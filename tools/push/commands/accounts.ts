import { makeAccounts } from '../accounts.ts';
import { askAbout } from '../google-api.ts';
import { type Program, projectOf, type Run } from '../run.ts';

export function accounts(program: Program, run: Run): void {
  program
    .command('accounts')
    .description(
      'Creates a service account for each kind of function, with the roles that it needs. OWN_SERVICE_ACCOUNTS=true runs the functions as these.',
    )
    .action(() =>
      run(async ({ app }) => {
        const project = projectOf(app);
        const text: string[] = [];
        await makeAccounts(await askAbout(project), project, (line) => text.push(line));
        return { text, json: text };
      }),
    );
}
