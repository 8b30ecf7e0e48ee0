import assert from 'node:assert/strict';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { execa } from 'execa';
import functionsPackage from '../../../functions/package.json' with { type: 'json' };
import { deployedName } from '../../../functions/src/config/environment.ts';
import { appAt } from '../../../tools/push/app.ts';
import { wrongParams } from '../../../tools/push/commands/params.ts';

const firestore = { rules: 'my.rules', indexes: 'my.indexes.json' };
const kit = (...names: string[]) => ({
  kit: 'push',
  sourcePackage: { name: functionsPackage.name },
  source: 'function-kits/push/source',
  instances: Object.fromEntries(names.map((name) => [name, `config-${name}`])),
});

/** Creates the directory of an app with this configuration, and a kit’s dotenv file. */
async function appWith(firebase: object) {
  const app = await mkdtempDisposable(join(tmpdir(), 'app-'));
  const write = (name: string, text: string) => writeFile(join(app.path, name), text);
  await write('firebase.json', JSON.stringify({ firestore, ...firebase }));
  await mkdir(join(app.path, 'config-one'));
  await write('config-one/.env.my-app', 'FUNCTION_DEFAULT_REGION=europe-west3\n');
  return { app: app.path, write, [Symbol.asyncDispose]: () => app.remove() };
}

describe('The installation of our functions in an app', () => {
  const before = { ...process.env };
  const project = 'my-app';
  afterEach(() => {
    process.env = { ...before };
  });

  it('is that of our own firebase.json by default', async () => {
    const found = await appAt({ project });
    assert.deepEqual([found.codebase, found.kit], ['comment-push', undefined]);
    assert.match(found.firestoreFile('rules'), /firestore\.rules$/);
  });

  it('is that of the app’s firebase.json, if it has the function kit', async () => {
    await using host = await appWith({ functions: [{ source: 'functions' }, kit('one')] });
    const { app } = host;
    const found = await appAt({ project, app });
    assert.partialDeepStrictEqual(found, {
      codebase: 'one',
      kit: 'one',
      region: 'europe-west3',
      source: join(app, 'function-kits/push/source'),
    });
    assert.equal(found.firestoreFile('rules'), join(app, 'my.rules'));
    assert.equal(found.firestoreFile('indexes'), join(app, 'my.indexes.json'));
    assert.equal(process.env.FUNCTION_DEFAULT_REGION, 'europe-west3');
    assert.equal(deployedName('retryDelivery', found.kit), 'kit-one-retryDelivery');
  });

  it('is that of the clone, if the app has only its own rules and indexes', async () => {
    await using host = await appWith({
      firestore: [firestore],
      functions: { source: 'functions' },
    });
    const found = await appAt({ project, app: host.app });
    assert.equal(found.codebase, 'comment-push');
    assert.equal(found.firestoreFile('rules'), join(host.app, 'my.rules'));
  });

  it('must be named if there are two, and is refused if it does not exist', async () => {
    await using host = await appWith({ functions: [kit('one', 'two')] });
    const { app } = host;
    await assert.rejects(appAt({ project, app }), /--kit one or --kit two/);
    await assert.rejects(appAt({ project, app, kit: 'three' }), /no instance/);
    assert.equal((await appAt({ project, app, kit: 'two' })).codebase, 'two');
  });

  it('can be found by an alias of the project, and has the app’s own ports', async () => {
    const emulators = { firestore: { port: 8088 } };
    await using host = await appWith({ functions: [kit('one')], emulators });
    const aliases = { projects: { default: 'demo-shop', production: 'my-app' } };
    await host.write('.firebaserc', JSON.stringify(aliases));
    await host.write('config-one/.env.production', 'STALE_DAYS=90\n');
    const found = await appAt({ project: 'production', app: host.app });
    assert.equal(found.project, 'my-app');
    assert.deepEqual(found.params, { FUNCTION_DEFAULT_REGION: 'europe-west3', STALE_DAYS: '90' });
    const emulated = await appAt({ app: host.app });
    assert.deepEqual([emulated.project, emulated.projectId], [undefined, 'demo-shop']);
    assert.equal(emulated.emulator('firestore'), '127.0.0.1:8088');
    assert.equal(emulated.emulator('auth'), '127.0.0.1:9099');
  });

  it('has the params of a kit in a dotenv file that the kit takes', async () => {
    await using host = await appWith({ functions: [kit('one')] });
    const command = ['tools/push/main.ts', 'params', '--app', host.app];
    const { stdout } = await execa(process.execPath, command, { timeout: 20_000 });
    const { FUNCTION_DEFAULT_REGION, REGION } = parseEnv(stdout);
    assert.deepEqual([FUNCTION_DEFAULT_REGION, REGION], ['us-central1', undefined]);
  }).timeout(30_000);

  it('is refused if a param has the name that is valid only in a clone', async () => {
    await using host = await appWith({ functions: [kit('one')] });
    const found = await appAt({ project: 'other', app: host.app });
    const [sentence] = await wrongParams({ ...found, params: { REGION: 'europe-west3' } });
    assert.match(sentence ?? '', /it is FUNCTION_DEFAULT_REGION/);
  });
});
