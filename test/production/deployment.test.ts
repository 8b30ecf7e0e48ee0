import assert from 'node:assert/strict';
import {
  copyFile,
  cp,
  mkdtemp,
  mkdtempDisposable,
  readFile,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { FIREBASE_CLI, PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { dotenvText } from '../../tools/push/commands/params.ts';
import { type Cloud, cloud } from './cloud.ts';
import { AUTHORITY_PATH, Google, PROJECT } from './google.ts';
import { REQUIRE_PRELOAD } from './instance.ts';

const TERMINAL = join(import.meta.dirname, 'at-a-terminal.cjs');
const SNAPSHOT = join(import.meta.dirname, 'deployment.snapshot.json');
const SOURCE = join(PROJECT_ROOT, 'functions');
const LIMIT_MS = 60_000;

const DATABASE = `projects/${PROJECT}/databases/(default)`;
/** Where Cloud Functions keeps container images. */
const REPOSITORY = `projects/${PROJECT}/locations/us-central1/repositories/gcf-artifacts`;
const FUNCTIONS = `projects/${PROJECT}/locations/us-central1/functions`;

/** What somebody else has in the project. */
const THEIRS = {
  [`${FUNCTIONS}/theirs`]: {
    name: `${FUNCTIONS}/theirs`,
    environment: 'GEN_2',
    state: 'ACTIVE',
    labels: { 'deployment-tool': 'cli-firebase', 'deployment-codebase': 'default' },
    buildConfig: { runtime: 'nodejs22', entryPoint: 'theirs' },
    serviceConfig: {
      availableMemory: '256Mi',
      timeoutSeconds: 60,
      uri: 'https://theirs.a.run.app',
      service: 'projects/theirs/locations/us-central1/services/theirs',
    },
  },
  [`${DATABASE}/collectionGroups/orders/indexes/theirs`]: {
    name: `${DATABASE}/collectionGroups/orders/indexes/theirs`,
    queryScope: 'COLLECTION',
    state: 'READY',
    fields: ['customer', 'total', '__name__'].map((fieldPath) => ({
      fieldPath,
      order: 'ASCENDING',
    })),
  },
  [`${DATABASE}/collectionGroups/orders/fields/note`]: {
    name: `${DATABASE}/collectionGroups/orders/fields/note`,
    indexConfig: { indexes: [] },
  },
  [`projects/${PROJECT}/releases/cloud.firestore`]: {
    name: `projects/${PROJECT}/releases/cloud.firestore`,
    rulesetName: `projects/${PROJECT}/rulesets/theirs`,
  },
};

/** A project on the Blaze plan with a database, as docs/operations.md asks for. */
const projectWith = (existing = {}): Cloud =>
  cloud(PROJECT, {
    [REPOSITORY]: { name: REPOSITORY, format: 'DOCKER' },
    [DATABASE]: { name: DATABASE, locationId: 'us-central1', type: 'FIRESTORE_NATIVE' },
    ...existing,
  });

describe('A deployment', function () {
  this.timeout(4 * LIMIT_MS);
  const closing = new AsyncDisposableStack();
  let directory: string;
  let google: Google;

  before('the repository after a clone and npm ci, with the params of the project', async () => {
    directory = closing.use(await mkdtempDisposable(join(tmpdir(), 'clone-'))).path;
    google = closing.use(await Google.start());
    for (const file of ['firebase.json', 'firestore.rules', 'firestore.indexes.json']) {
      await copyFile(join(PROJECT_ROOT, file), join(directory, file));
    }
    const functions = join(directory, 'functions');
    const outside = ['node_modules', 'lib'].map((name) => join(SOURCE, name));
    await cp(SOURCE, functions, { recursive: true, filter: (path) => !outside.includes(path) });
    await symlink(join(PROJECT_ROOT, 'node_modules'), join(directory, 'node_modules'));
    await writeFile(join(functions, `.env.${PROJECT}`), await dotenvText({ project: PROJECT }));
  });
  after(() => closing.disposeAsync());

  /** Runs the documented command; at a terminal, whoever sits there takes what is proposed. */
  async function deploy(to: Cloud, only: string, terminal: boolean) {
    google.reset();
    Object.assign(google, { token: to.service, tasks: to.service, rest: to.service });
    const cli = execa(
      process.execPath,
      [
        ...(terminal ? ['--require', TERMINAL] : []),
        ...[FIREBASE_CLI, 'deploy', '--only', only, '--project', PROJECT],
        ...(terminal ? [] : ['--non-interactive']),
      ],
      {
        cwd: directory,
        extendEnv: false,
        env: {
          PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
          // A new one, since the CLI remembers which APIs it has found enabled.
          HOME: await mkdtemp(join(directory, 'home-')),
          FIREBASE_TOKEN: 'deployer',
          npm_config_fetch_retries: '0',
          NODE_OPTIONS: REQUIRE_PRELOAD,
          NODE_EXTRA_CA_CERTS: AUTHORITY_PATH,
          TESTED_TLS_PORT: String(google.tlsPort),
          TESTED_PLAIN_PORT: String(google.plainPort),
        },
        all: true,
        reject: false,
        timeout: LIMIT_MS,
      },
    );
    cli.all.on('data', (chunk: Buffer) => {
      if (terminal && /^\? /m.test(chunk.toString())) cli.stdin.write('\n');
    });
    const { exitCode, all: output } = await cli;
    const calls = google.requests.map(
      ({ method, host, path }) => `${method} ${host}${path.replace(/\?.*/, '')}`,
    );
    // Of operations the CLI asks as often as it takes.
    const named = calls.filter((call) => !/\/operations\//.test(call));
    return { exitCode, output, calls: [...new Set(named)].sort() };
  }

  const writes = (calls: readonly string[]) =>
    calls.filter(
      (call) => !/^GET |testIamPermissions|\/token$|generate\w+$|getIamPolicy/.test(call),
    );

  it('to a fresh project stops without a terminal, and has changed nothing', async () => {
    const { exitCode, output, calls } = await deploy(
      projectWith(),
      'functions:comment-push',
      false,
    );
    assert.notEqual(exitCode, 0);
    assert.match(output, /will newly be retried/);
    assert.deepEqual(writes(calls), []);
  });

  it('makes the calls that are on record, and an unchanged one changes nothing', async () => {
    const project = projectWith(THEIRS);
    const functions = await deploy(project, 'functions:comment-push', true);
    assert.equal(functions.exitCode, 0, functions.output);
    // The CLI skips what has not changed, unless it is named.
    const again = await deploy(project, 'functions', false);
    assert.equal(again.exitCode, 0, again.output);
    assert.deepEqual(writes(again.calls), [], again.output);
    const indexes = await deploy(project, 'firestore:indexes', false);
    assert.equal(indexes.exitCode, 0, indexes.output);
    for (const [name, before] of Object.entries(THEIRS)) {
      assert.deepEqual(project.resources.get(name), before, name);
    }
    const made = { functions: functions.calls, indexes: indexes.calls };
    if (process.env.UPDATE_SNAPSHOT)
      await writeFile(SNAPSHOT, `${JSON.stringify(made, null, 2)}\n`);
    assert.deepEqual(
      made,
      JSON.parse(await readFile(SNAPSHOT, 'utf8')),
      'If it should: UPDATE_SNAPSHOT=1 npx mocha test/production/deployment.test.ts',
    );
    // What a first deployment grants on the project, beside what is asked of whoever deploys.
    const { bindings } = Object(project.resources.get('projects/1234567890:policy'));
    assert.deepEqual(
      bindings.map(({ role }: { role: string }) => role),
      ['roles/iam.serviceAccountTokenCreator', 'roles/run.invoker', 'roles/eventarc.eventReceiver'],
    );
  });
});
