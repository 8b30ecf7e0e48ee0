import { setTimeout as delay } from 'node:timers/promises';
import { type Ask, required } from './google-api.ts';

/** What OWN_SERVICE_ACCOUNTS=true runs the functions as, with the roles that docs/operations.md lists. */
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

/** Its tasks call their function as itself. */
const CALLS_ITSELF = 'push-delivery';
const ACT_AS = 'roles/iam.serviceAccountUser';

export const emailOf = (name: string, project: string) =>
  `${name}@${project}.iam.gserviceaccount.com`;
const accountsOf = (project: string) =>
  `https://iam.googleapis.com/v1/projects/${project}/serviceAccounts`;
const projectOf = (project: string) =>
  `https://cloudresourcemanager.googleapis.com/v1/projects/${project}`;

interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: unknown;
}
type Policy = Readonly<Record<string, unknown>> & { readonly bindings?: readonly Binding[] };

/** A policy with a member in each of the roles. Conditional bindings are somebody else's. */
export function withRoles(policy: Policy, member: string, roles: readonly string[]): Policy {
  const bindings = [...(policy.bindings ?? [])];
  for (const role of roles) {
    const index = bindings.findIndex((each) => each.role === role && each.condition === undefined);
    const members = bindings[index]?.members ?? [];
    if (members.includes(member)) continue;
    bindings.splice(index < 0 ? bindings.length : index, 1, {
      role,
      members: [...members, member],
    });
  }
  return { ...policy, bindings };
}

/** A policy without a member. */
export function withoutMember(policy: Policy, member: string): Policy {
  const bindings = (policy.bindings ?? []).flatMap((each) => {
    const members = each.members.filter((one) => one !== member);
    return members.length > 0 ? [{ ...each, members }] : [];
  });
  return { ...policy, bindings };
}

/** A new account is known everywhere only after a while; a policy that others change is read anew. */
const TRIES = 8;
const PAUSE_MS = 2_000;

/** @param resource whose IAM policy is changed, an address */
async function changePolicy(ask: Ask, resource: string, change: (policy: Policy) => Policy) {
  for (let attempt = 1; ; attempt++) {
    const options = { options: { requestedPolicyVersion: 3 } };
    const read = await ask(`${resource}:getIamPolicy`, options);
    const policy = { version: 3, ...Object(required('IAM policy', read)) } as Policy;
    const answer = await ask(`${resource}:setIamPolicy`, { policy: change(policy) });
    const again = [400, 404, 409].includes(answer.status ?? 0) && attempt < TRIES;
    if (!again) return required('IAM policy', answer);
    await delay(PAUSE_MS);
  }
}

/** Makes the accounts, or gives them what they lack. Tells each account when it is done. */
export async function makeAccounts(ask: Ask, project: string, tell: (line: string) => void) {
  for (const [accountId, { title, roles }] of Object.entries(ACCOUNTS)) {
    const email = emailOf(accountId, project);
    const found = await ask(`${accountsOf(project)}/${email}`);
    if (found.status === 404) {
      const account = { accountId, serviceAccount: { displayName: title } };
      required(accountId, await ask(accountsOf(project), account));
    } else required(accountId, found);
    const member = `serviceAccount:${email}`;
    await changePolicy(ask, projectOf(project), (policy) => withRoles(policy, member, roles));
    if (accountId === CALLS_ITSELF) {
      const itself = `${accountsOf(project)}/${email}`;
      await changePolicy(ask, itself, (policy) => withRoles(policy, member, [ACT_AS]));
    }
    tell(`✔ ${accountId}: ${roles.join(', ')}`);
  }
}

/** The names of those that a project has. */
export async function accountsIn(ask: Ask, project: string): Promise<string[]> {
  const found = await Promise.all(
    Object.keys(ACCOUNTS).map(async (name) => {
      const answer = await ask(`${accountsOf(project)}/${emailOf(name, project)}`);
      if (answer.status === 404) return [];
      required(name, answer);
      return [name];
    }),
  );
  return found.flat();
}

export async function deleteAccount(ask: Ask, project: string, name: string): Promise<void> {
  const email = emailOf(name, project);
  await changePolicy(ask, projectOf(project), (policy) =>
    withoutMember(policy, `serviceAccount:${email}`),
  );
  required(name, await ask(`${accountsOf(project)}/${email}`, undefined, 'DELETE'));
}
