import assert from 'node:assert/strict';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import functionsPackage from '../../../functions/package.json' with { type: 'json' };
import { deployedName } from '../../../functions/src/config/environment.ts';
import { type Asked, appAt } from '../../../tools/push/app.ts';
import { wrongParams } from '../../../tools/push/commands/params.ts';

const FIRESTORE = { rules: 'my.rules', indexes: 'my.indexes.json' };
const kit = (...names: string[]) => ({
  kit: 'push',
  sourcePackage: { name: functionsPackage.name },
  source: 'function-kits/push/source',
  instances: Object.fromEntries(names.map((name) => [name, `config-${name}`])),
});

/** The directory of an app with that configuration, and a kit’s dotenv file. */
async function appWith(firebase: unknown) {
  const app = await mkdtempDisposable(join(tmpdir(), 'app-'));
  await writeFile(join(app.path, 'firebase.json'), JSON.stringify(firebase));
  await mkdir(join(app.path, 'config-one'));
  await writeFile(
    join(app.path, 'config-one', '.env.my-app'),
    'FUNCTION_DEFAULT_REGION=europe-west3\n',
  );
  return app;
}

describe('How our functions stand in a project', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });
  const deploymentOf = (project: string, asked: Asked = {}) => appAt({ project, ...asked });

  it('is by our own firebase.json, unless told otherwise', async () => {
    const app = await deploymentOf('my-app');
    const { codebase, kit: instance } = app;
    const rules = app.firestoreFile('rules');
    assert.deepEqual([codebase, instance], ['comment-push', undefined]);
    assert.match(rules, /firestore\.rules$/);
  });

  it('is by the app’s, where they are a function kit in it', async () => {
    await using app = await appWith({
      firestore: FIRESTORE,
      functions: [{ source: 'functions' }, kit('one')],
    });
    const found = await deploymentOf('my-app', { app: app.path });
    assert.partialDeepStrictEqual(found, {
      codebase: 'one',
      kit: 'one',
      region: 'europe-west3',
      source: join(app.path, 'function-kits/push/source'),
    });
    assert.equal(found.firestoreFile('rules'), join(app.path, 'my.rules'));
    assert.equal(found.firestoreFile('indexes'), join(app.path, 'my.indexes.json'));
    assert.equal(process.env.FUNCTION_DEFAULT_REGION, 'europe-west3');
    assert.equal(deployedName('retryDelivery', found.kit), 'kit-one-retryDelivery');
  });

  it('is by the clone’s, where the app has only rules and indexes of its own', async () => {
    await using app = await appWith({ firestore: [FIRESTORE], functions: { source: 'functions' } });
    const found = await deploymentOf('my-app', { app: app.path });
    assert.equal(found.codebase, 'comment-push');
    assert.equal(found.firestoreFile('rules'), join(app.path, 'my.rules'));
  });

  it('has to be said where there are two, and is refused where there is none such', async () => {
    await using app = await appWith({ firestore: FIRESTORE, functions: [kit('one', 'two')] });
    await assert.rejects(deploymentOf('my-app', { app: app.path }), /--kit one or --kit two/);
    await assert.rejects(deploymentOf('my-app', { app: app.path, kit: 'three' }), /no instance/);
    const two = await deploymentOf('my-app', { app: app.path, kit: 'two' });
    assert.equal(two.codebase, 'two');
  });

  it('goes by an alias of the project, and by the app’s own ports', async () => {
    await using app = await appWith({
      firestore: FIRESTORE,
      functions: [kit('one')],
      emulators: { firestore: { port: 8088 } },
    });
    const aliases = { projects: { default: 'demo-shop', production: 'my-app' } };
    await writeFile(join(app.path, '.firebaserc'), JSON.stringify(aliases));
    await writeFile(join(app.path, 'config-one', '.env.production'), 'STALE_DAYS=90\n');
    const found = await deploymentOf('production', { app: app.path });
    assert.equal(found.project, 'my-app');
    assert.deepEqual(found.params, { FUNCTION_DEFAULT_REGION: 'europe-west3', STALE_DAYS: '90' });
    const emulated = await appAt({ app: app.path });
    assert.deepEqual([emulated.project, emulated.projectId], [undefined, 'demo-shop']);
    assert.equal(emulated.emulator('firestore'), '127.0.0.1:8088');
    assert.equal(emulated.emulator('auth'), '127.0.0.1:9099');
  });

  it('is refused where a param has the name that counts in a clone', async () => {
    await using app = await appWith({ firestore: FIRESTORE, functions: [kit('one')] });
    const found = await deploymentOf('other', { app: app.path });
    const params = { REGION: 'europe-west3' };
    const [sentence] = await wrongParams({ ...found, params });
    assert.match(sentence ?? '', /it is FUNCTION_DEFAULT_REGION/);
  });
});
