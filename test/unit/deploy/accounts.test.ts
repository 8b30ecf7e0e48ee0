import assert from 'node:assert/strict';
import { PROJECT_ID } from '../../../tools/launcher/addresses.ts';
import { emailOf, makeAccounts } from '../../../tools/push/commands/accounts.ts';
import type { Ask } from '../../../tools/push/google-api.ts';
import { readText, tableUnder, unquoted } from '../docs/documents.ts';
import { discovered } from './discovered.ts';

const listed = (cell = ''): string[] => unquoted(cell).split(', ').sort();
const DOCUMENTED = tableUnder(readText('docs/operations.md'), '## Identities').map(
  ([account, functions, roles]) => ({
    account: unquoted(account),
    functions: listed(functions),
    roles: listed(roles),
  }),
);
const PROJECT = 'projects/my-app';
const SENDER = emailOf('push-delivery', 'my-app');
const OWNERS = { role: 'roles/owner', members: ['user:a@example.com'] };

/** The part of IAM that the accounts need: accounts, and policies by the address of their resource. */
function emulatedIam() {
  const policies = new Map<string, object>([[PROJECT, { etag: 'e', bindings: [OWNERS] }]]);
  const accounts: string[] = [];
  const ask: Ask = async (url, body) => {
    const [resource = '', verb] = url.replace(/^https:\/\/[^/]+\/v1\//, '').split(':');
    if (verb === 'setIamPolicy') policies.set(resource, Object(body).policy);
    else if (verb === undefined && body !== undefined) accounts.push(Object(body).accountId);
    if (verb !== undefined) return { status: 200, body: policies.get(resource) ?? {} };
    const isThere = accounts.some((name) => resource.includes(`/${name}@`));
    return { status: isThere || body !== undefined ? 200 : 404, body: {} };
  };
  return { ask, policies, accounts };
}

describe('Service accounts', function () {
  this.timeout(60_000);

  it('run the functions that the documentation lists', async () => {
    const { manifest } = await discovered({ environment: { OWN_SERVICE_ACCOUNTS: 'true' } });
    const found = Object.entries(manifest.endpoints).map(([name, endpoint]) => {
      return [name, endpoint.serviceAccountEmail];
    });
    const expected = DOCUMENTED.flatMap(({ account, functions }) =>
      functions.map((name) => [name, emailOf(account, PROJECT_ID)]),
    );
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
  });

  it('are created by the command once, with the documented roles and no others', async () => {
    const { ask, policies, accounts } = emulatedIam();
    await makeAccounts(ask, 'my-app');
    const once = structuredClone(policies);
    await makeAccounts(ask, 'my-app');
    assert.deepEqual(policies, once);

    const names = DOCUMENTED.map(({ account }) => account);
    assert.deepEqual(accounts, names);
    const { bindings } = policies.get(PROJECT) as { bindings: (typeof OWNERS)[] };
    assert.deepEqual(bindings[0], OWNERS);
    for (const { account, roles } of DOCUMENTED) {
      const member = `serviceAccount:${emailOf(account, 'my-app')}`;
      const given = bindings.filter(({ members }) => members.includes(member));
      assert.deepEqual(given.map(({ role }) => role).sort(), roles, account);
    }
    const itself = `${PROJECT}/serviceAccounts/${SENDER}`;
    assert.deepEqual([...policies.keys()], [PROJECT, itself]);
    assert.partialDeepStrictEqual(policies.get(itself), {
      bindings: [{ role: 'roles/iam.serviceAccountUser', members: [`serviceAccount:${SENDER}`] }],
    });
  });
});
