import assert from 'node:assert/strict';
import { PROJECT_ID } from '../../../tools/launcher/addresses.ts';
import { ACCOUNTS, emailOf, makeAccounts } from '../../../tools/push/commands/accounts.ts';
import type { Ask } from '../../../tools/push/google-api.ts';
import { readText, tableUnder, unquoted } from '../docs/documents.ts';
import { discovered } from './discovered.ts';

const listed = (cell = ''): string[] => unquoted(cell).split(', ').sort();
const documented = tableUnder(readText('docs/operations.md'), '## Identities').map(
  ([account, functions, roles]) => ({
    account: unquoted(account),
    functions: listed(functions),
    roles: listed(roles),
  }),
);
const OWNERS = { role: 'roles/owner', members: ['user:a@example.com'] };

/** IAM as far as the accounts need it: policies by the address of what they are of. */
function emulatedIam(existing: readonly string[]) {
  const policies = new Map<string, object>();
  const created: string[] = [];
  const ask: Ask = async (url, body) => {
    const [resource = '', verb] = url.replace(/^https:\/\/[^/]+\/v1\//, '').split(':');
    if (verb === 'getIamPolicy') return { status: 200, body: policies.get(resource) ?? {} };
    if (verb === 'setIamPolicy') {
      policies.set(resource, Object(body).policy);
      return { status: 200, body };
    }
    if (body !== undefined) {
      created.push(Object(body).accountId);
      return { status: 200, body };
    }
    const known = existing.some((name) => resource.includes(`/${name}@`));
    return { status: known ? 200 : 404, body: {} };
  };
  return { ask, policies, created };
}

describe('Service accounts', function () {
  this.timeout(60_000);

  it('run the functions that the documentation says', async () => {
    const environment = { OWN_SERVICE_ACCOUNTS: 'true' };
    const { endpoints } = (await discovered({ environment })).manifest;
    const found = Object.fromEntries(
      Object.entries(endpoints).map(([name, { serviceAccountEmail }]) => [
        name,
        serviceAccountEmail,
      ]),
    );
    const expected = documented.flatMap(({ account, functions }) =>
      functions.map((name) => [name, emailOf(account, PROJECT_ID)]),
    );
    assert.deepEqual(found, Object.fromEntries(expected));
  });

  it('are made by the command, with the documented roles and no others', async () => {
    const { ask, policies, created } = emulatedIam([]);
    policies.set('projects/my-app', { etag: 'e', bindings: [OWNERS] });
    await makeAccounts(ask, 'my-app');
    assert.deepEqual(
      created,
      documented.map(({ account }) => account),
    );
    const { bindings } = policies.get('projects/my-app') as { bindings: (typeof OWNERS)[] };
    assert.deepEqual(bindings[0], OWNERS);
    for (const { account, roles } of documented) {
      const member = `serviceAccount:${emailOf(account, 'my-app')}`;
      const given = bindings.filter(({ members }) => members.includes(member));
      assert.deepEqual(given.map(({ role }) => role).sort(), roles, account);
    }
    const sender = emailOf('push-delivery', 'my-app');
    assert.deepEqual(
      [...policies.keys()],
      ['projects/my-app', `projects/my-app/serviceAccounts/${sender}`],
    );
    assert.partialDeepStrictEqual(policies.get(`projects/my-app/serviceAccounts/${sender}`), {
      bindings: [{ role: 'roles/iam.serviceAccountUser', members: [`serviceAccount:${sender}`] }],
    });
  });

  it('are not made again by a second run, and have no role twice', async () => {
    const { ask, policies, created } = emulatedIam(Object.keys(ACCOUNTS));
    await makeAccounts(ask, 'my-app');
    const once = structuredClone(policies);
    await makeAccounts(ask, 'my-app');
    assert.deepEqual(created, []);
    assert.deepEqual(policies, once);
  });
});
