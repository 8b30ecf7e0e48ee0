import assert from 'node:assert/strict';
import { copyFile, cp, mkdtemp, mkdtempDisposable, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { FIREBASE_CLI, PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { dotenvText } from '../../tools/push/commands/params.ts';
import { type Cloud, cloud } from './cloud.ts';
import { Google, PROJECT } from './google.ts';
import { ledTo } from './instance.ts';

const SOURCE = join(PROJECT_ROOT, 'functions');
const LIMIT_MS = 60_000;
const AT_A_TERMINAL = 'data:text/javascript,process.stdin.isTTY=process.stdout.isTTY=true';

const DATABASE = `projects/${PROJECT}/databases/(default)`;
const LOCATION = `projects/${PROJECT}/locations/us-central1`;
/** The repository of Cloud Functions for container images. */
const REPOSITORY = `${LOCATION}/repositories/gcf-artifacts`;

/** Resources of others in the project. */
const THEIRS = {
  [`${LOCATION}/functions/theirs`]: {
    environment: 'GEN_2',
    state: 'ACTIVE',
    labels: { 'deployment-tool': 'cli-firebase', 'deployment-codebase': 'default' },
    buildConfig: { runtime: 'nodejs22', entryPoint: 'theirs' },
    serviceConfig: { uri: 'https://theirs.a.run.app', service: `${LOCATION}/services/theirs` },
  },
  [`${DATABASE}/collectionGroups/orders/indexes/theirs`]: {
    queryScope: 'COLLECTION',
    state: 'READY',
    fields: ['customer', 'total'].map((fieldPath) => ({ fieldPath, order: 'ASCENDING' })),
  },
  [`${DATABASE}/collectionGroups/orders/fields/note`]: { indexConfig: { indexes: [] } },
  [`projects/${PROJECT}/releases/cloud.firestore`]: { rulesetName: 'theirs' },
};

/** POST calls that change nothing. */
const READING = /testIamPermissions|\/token$|generate\w+(\?|$)|getIamPolicy/;
/** The calls that change the project, without its name. docs/operations.md lists the roles for them. */
const FUNCTIONS_WRITES = [
  'PATCH artifactregistry projects/*/locations/us-central1/repositories/gcf-artifacts',
  'POST cloudfunctions projects/*/locations/us-central1/functions',
  'POST cloudresourcemanager projects/*:setIamPolicy',
  'POST cloudscheduler projects/*/locations/us-central1/jobs',
  'POST cloudtasks projects/*/locations/us-central1/queues',
  // Only the callables are open to the internet. The other function is invoked by Cloud Scheduler.
  ...['prunestaletokens', 'removepushtoken', 'savepushtoken', 'sendtestpush'].map(
    (name) => `POST run projects/*/locations/x/services/${name}:setIamPolicy`,
  ),
  'PUT storage uploads/source.zip',
];
const INDEXES_WRITES = [
  'PATCH firestore projects/*/databases/(default)/collectionGroups/*/fields/*',
  'POST firebaserules projects/*:test',
];

/** A project on the Blaze plan with a database, as docs/operations.md requires. */
const newProject = (): Cloud =>
  cloud(PROJECT, {
    [REPOSITORY]: { format: 'DOCKER' },
    [DATABASE]: { locationId: 'us-central1', type: 'FIRESTORE_NATIVE' },
    ...THEIRS,
  });

describe('A deployment', function () {
  this.timeout(4 * LIMIT_MS);
  const closing = new AsyncDisposableStack();
  let directory: string;

  before('the repository after a clone and npm ci, with the params of the project', async () => {
    directory = closing.use(await mkdtempDisposable(join(tmpdir(), 'clone-'))).path;
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

  /** Runs the documented command. At a terminal, the user accepts each proposal. */
  async function deploy(to: Cloud, only: string, terminal = false) {
    await using google = await Google.start();
    Object.assign(google, { token: to.service, tasks: to.service, rest: to.service });
    const led = ledTo(google);
    const cli = execa(
      process.execPath,
      [
        ...(terminal ? ['--import', AT_A_TERMINAL] : []),
        ...[FIREBASE_CLI, 'deploy', '--only', only, '--project', PROJECT],
        ...(terminal ? [] : ['--non-interactive']),
      ],
      {
        cwd: directory,
        extendEnv: false,
        env: {
          ...led,
          PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
          // A new one, because the CLI remembers which APIs are enabled.
          HOME: await mkdtemp(join(directory, 'home-')),
          FIREBASE_TOKEN: 'deployer',
          npm_config_fetch_retries: '0',
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
    const writes = google.requests
      .filter(({ method, path }) => method !== 'GET' && !READING.test(path))
      .map(({ method, host, path }) => {
        const name = path.replace(/^\/(v\d\w*\/)?|\?.*/g, '');
        const ofAny = name
          .replace(/^projects\/[\w-]+/, 'projects/*')
          .replace(/collectionGroups\/\w+\/fields\/.*/, 'collectionGroups/*/fields/*');
        return `${method} ${host.split('.')[0]} ${ofAny}`;
      });
    return { exitCode, output, writes: [...new Set(writes)].sort() };
  }

  it('first needs a terminal, makes these calls, and no call if repeated', async () => {
    const project = newProject();
    const [refused, functions, indexes] = await Promise.all([
      deploy(newProject(), 'functions:comment-push'),
      deploy(project, 'functions:comment-push', true),
      deploy(project, 'firestore:indexes'),
    ]);
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.output, /will newly be retried/);
    assert.deepEqual(refused.writes, []);

    assert.equal(functions.exitCode, 0, functions.output);
    assert.deepEqual(functions.writes, FUNCTIONS_WRITES);
    assert.equal(indexes.exitCode, 0, indexes.output);
    assert.deepEqual(indexes.writes, INDEXES_WRITES);
    // The CLI skips unchanged functions, unless they are named.
    const again = await deploy(project, 'functions');
    assert.equal(again.exitCode, 0, again.output);
    assert.deepEqual(again.writes, [], again.output);

    for (const [name, before] of Object.entries(THEIRS)) {
      assert.deepEqual(project.resources.get(name), before, name);
    }
    // A first deployment also grants these roles on the project.
    const { bindings } = Object(project.resources.get('projects/1234567890:policy'));
    assert.deepEqual(
      bindings.map(({ role }: { role: string }) => role),
      ['roles/iam.serviceAccountTokenCreator', 'roles/run.invoker', 'roles/eventarc.eventReceiver'],
    );
  });
});
