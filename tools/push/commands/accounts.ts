import { setTimeout as delay } from 'node:timers/promises';
import { type Ask, answerTo, askAbout, bodyOf } from '../google-api.ts';
import { type Program, projectOf, type Run } from '../run.ts';

/** The accounts for OWN_SERVICE_ACCOUNTS=true, with the roles that docs/operations.md lists. */
export const ACCOUNTS = {
  'push-tokens': {
    title: 'Saves, removes and prunes push tokens',
    roles: ['roles/datastore.user'],
  },
  'push-delivery': {
    title: 'Sends pushes',
    roles: [
      'roles/datastore.user',
      'roles/firebasecloudmessaging.admin',
      'roles/cloudtasks.enqueuer',
      'roles/run.invoker',
      'roles/eventarc.eventReceiver',
    ],
  },
  'push-lifecycle': {
    title: 'Removes the devices of deleted users',
    roles: ['roles/datastore.user', 'roles/run.invoker', 'roles/eventarc.eventReceiver'],
  },
} as const;

/** The tasks of this account call their function with the same account. */
const CALLS_ITSELF = 'push-delivery';
const ACT_AS = 'roles/iam.serviceAccountUser';

export function accounts(program: Program, run: Run): void {
  program
    .command('accounts')
    .description(
      'Creates a service account for each kind of function, with the roles that it needs. OWN_SERVICE_ACCOUNTS=true runs the functions as these.',
    )
    .action(() =>
      run(async ({ app }) => {
        const project = projectOf(app);
        const text = await makeAccounts(await askAbout(project), project);
        return { text, json: text };
      }),
    );
}

export const emailOf = (name: string, project: string) =>
  `${name}@${project}.iam.gserviceaccount.com`;
const memberOf = (name: string, project: string) => `serviceAccount:${emailOf(name, project)}`;

const accountsOf = (project: string) =>
  `https://iam.googleapis.com/v1/projects/${project}/serviceAccounts`;
const accountOf = (name: string, project: string) =>
  `${accountsOf(project)}/${emailOf(name, project)}`;
const projectAt = (project: string) =>
  `https://cloudresourcemanager.googleapis.com/v1/projects/${project}`;

interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: unknown;
}
type Bindings = readonly Binding[];

/** Adds a member to each of the roles. Conditional bindings are not ours, so they stay. */
const withRoles = (bindings: Bindings, member: string, roles: readonly string[]): Bindings =>
  roles.reduce((all: Bindings, role) => {
    const found = all.find((each) => each.role === role && each.condition === undefined);
    const members = new Set([...(found?.members ?? []), member]);
    return [...all.filter((each) => each !== found), { role, members: [...members] }];
  }, bindings);

const withoutMember = (bindings: Bindings, member: string): Bindings =>
  bindings
    .map((each) => ({ ...each, members: each.members.filter((one) => one !== member) }))
    .filter(({ members }) => members.length > 0);

/** A new account is unknown to some services for a while, and others may change a policy meanwhile. */
const TRIES = 8;
const PAUSE_MS = 2_000;

/** @param resource the address of the resource with this IAM policy */
async function changePolicy(ask: Ask, resource: string, change: (bindings: Bindings) => Bindings) {
  for (let attempt = 1; ; attempt++) {
    const options = { options: { requestedPolicyVersion: 3 } };
    const read = await answerTo(ask, `${resource}:getIamPolicy`, options);
    const policy = { version: 3, ...Object(read) };
    const bindings = change(policy.bindings ?? []);
    const url = `${resource}:setIamPolicy`;
    const answer = await ask(url, { policy: { ...policy, bindings } });
    const again = [400, 404, 409].includes(answer.status ?? 0) && attempt < TRIES;
    if (!again) return bodyOf(url, answer);
    await delay(PAUSE_MS);
  }
}

/** Creates the accounts and gives them missing roles. Returns a line for each account. */
export async function makeAccounts(ask: Ask, project: string): Promise<string[]> {
  const there = await accountsIn(ask, project);
  const lines: string[] = [];
  for (const [accountId, { title, roles }] of Object.entries(ACCOUNTS)) {
    if (!there.includes(accountId)) {
      const account = { accountId, serviceAccount: { displayName: title } };
      await answerTo(ask, accountsOf(project), account);
    }
    const member = memberOf(accountId, project);
    await changePolicy(ask, projectAt(project), (bindings) => withRoles(bindings, member, roles));
    if (accountId === CALLS_ITSELF) {
      const itself = accountOf(accountId, project);
      await changePolicy(ask, itself, (bindings) => withRoles(bindings, member, [ACT_AS]));
    }
    lines.push(`✔ ${accountId}: ${roles.join(', ')}`);
  }
  return lines;
}

/** Returns the names of our accounts that exist in a project. */
export async function accountsIn(ask: Ask, project: string): Promise<string[]> {
  const found = await Promise.all(
    Object.keys(ACCOUNTS).map(async (name) => {
      const account = await answerTo(ask, accountOf(name, project));
      return account === undefined ? [] : [name];
    }),
  );
  return found.flat();
}

export async function deleteAccount(ask: Ask, project: string, name: string): Promise<void> {
  const member = memberOf(name, project);
  await changePolicy(ask, projectAt(project), (bindings) => withoutMember(bindings, member));
  await answerTo(ask, accountOf(name, project), undefined, 'DELETE');
}
