import assert from 'node:assert/strict';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ID, PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../../tools/launcher/builds.ts';
import { discoverFunctions } from '../../../tools/launcher/functions-manifest.ts';
import { readText, tableUnder, unquoted } from '../docs/documents.ts';

const listed = (cell = ''): string[] => unquoted(cell).split(', ').sort();
const documented = tableUnder(readText('docs/operations.md'), '## Identities').map(
  ([account, functions, roles]) => ({
    account: unquoted(account),
    functions: listed(functions),
    roles: listed(roles),
  }),
);
const emailOf = (account: string, project: string) =>
  `${account}@${project}.iam.gserviceaccount.com`;

/** Writes down what it is called with. Accounts exist where `EXISTING` is set. */
const FAKE_GCLOUD = `#!/usr/bin/env bash
echo "$*" >> "$CALLS"
[[ "$*" != *" describe "* || -n "\${EXISTING:-}" ]]
`;

async function callsOf(existing: string): Promise<string[]> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'gcloud-'));
  const calls = join(directory.path, 'calls');
  await writeFile(join(directory.path, 'gcloud'), FAKE_GCLOUD, { mode: 0o755 });
  await execa(join(PROJECT_ROOT, 'tools', 'push', 'service-accounts.sh'), ['my-app'], {
    env: {
      PATH: `${directory.path}${delimiter}${process.env.PATH}`,
      CALLS: calls,
      EXISTING: existing,
    },
  });
  return (await readFile(calls, 'utf8')).trim().split('\n');
}

describe('Service accounts', function () {
  this.timeout(60_000);

  it('run the functions that the documentation says', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'accounts-'));
    const { signal } = new AbortController();
    await buildAll([FUNCTIONS], signal);
    await discoverFunctions(directory.path, signal, {
      environment: { OWN_SERVICE_ACCOUNTS: 'true' },
    });
    const { endpoints }: { endpoints: Record<string, { serviceAccountEmail?: string }> } =
      JSON.parse(await readFile(join(directory.path, 'functions-manifest.json'), 'utf8'));
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

  it('are made by the script, with the documented roles and no others', async () => {
    const calls = await callsOf('');
    const created = calls.flatMap((call) => /service-accounts create (\S+)/u.exec(call)?.[1] ?? []);
    assert.deepEqual(
      created,
      documented.map(({ account }) => account),
    );
    for (const { account, roles } of documented) {
      const member = `projects add-iam-policy-binding my-app --member serviceAccount:${emailOf(account, 'my-app')} `;
      const given = calls
        .filter((call) => call.startsWith(member))
        .map((call) => / --role (\S+)/u.exec(call)?.[1]);
      assert.deepEqual(given.sort(), roles, account);
    }
    const sender = emailOf('push-delivery', 'my-app');
    const itself = calls.filter((call) => call.includes('roles/iam.serviceAccountUser'));
    assert.equal(itself.length, 1);
    assert.ok(itself[0]?.startsWith(`iam service-accounts add-iam-policy-binding ${sender} `));
    assert.ok(itself[0]?.includes(`--member serviceAccount:${sender} `));
  });

  it('are not made again by a second run', async () => {
    const calls = await callsOf('yes');
    assert.ok(!calls.some((call) => call.includes(' create ')));
  });
});
