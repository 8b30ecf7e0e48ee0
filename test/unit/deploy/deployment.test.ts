import assert from 'node:assert/strict';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import functionsPackage from '../../../functions/package.json' with { type: 'json' };
import { deployedName } from '../../../functions/src/config/kit-instance.ts';
import { deploymentOf } from '../../../tools/push/deployment.ts';

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
  it('is by our own firebase.json, unless told otherwise', async () => {
    const { codebase, kit: instance, rules } = await deploymentOf('my-app');
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
      rules: join(app.path, 'my.rules'),
      indexes: join(app.path, 'my.indexes.json'),
    });
    assert.equal(deployedName('retryDelivery', found.kit), 'kit-one-retryDelivery');
  });

  it('is by the clone’s, where the app has only rules and indexes of its own', async () => {
    await using app = await appWith({ firestore: [FIRESTORE], functions: { source: 'functions' } });
    const { codebase, rules } = await deploymentOf('my-app', { app: app.path });
    assert.deepEqual([codebase, rules], ['comment-push', join(app.path, 'my.rules')]);
  });

  it('has to be said where there are two, and is refused where there is none such', async () => {
    await using app = await appWith({ firestore: FIRESTORE, functions: [kit('one', 'two')] });
    await assert.rejects(deploymentOf('my-app', { app: app.path }), /--kit one or --kit two/);
    await assert.rejects(deploymentOf('my-app', { app: app.path, kit: 'three' }), /no instance/);
    const two = await deploymentOf('my-app', { app: app.path, kit: 'two' });
    assert.equal(two.codebase, 'two');
  });
});
