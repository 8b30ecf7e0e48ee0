import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { at, listAt } from '../../tools/push/json.ts';

/** Time to pack or install on a busy machine, in ms. */
const PATIENCE_MS = 300_000;
const OLDEST_NODE = 22;
/** Another version than ours. The kit must work with it in one process. */
const ANOTHER_SDK = 'firebase-functions@7.3.2';
/** The Node.js of this project, and the machine's own, on which npm runs. */
const NODES = [...new Set([process.execPath, process.env.npm_node_execpath ?? process.execPath])];

/** The Mozilla licence of some files of the command requires the place of their source. */
const PERMISSIVE = /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|MPL-2\.0)\)?$/;

/** An event of an app. */
const ORDER = `{
  name: 'order',
  document: 'orders/{orderId}',
  reasons: { order: { setting: 'orders' } },
  texts: { en: { 'title.order': '{name} ordered' } },
  read: (_, { buyer, seller }) =>
    needs({}, () => ({
      authorId: buyer, audience: [[seller, 'order']], thread: { id: 'orders' }, body: '',
    })),
}`;

const WRAPPER = `
const { setGlobalOptions } = require('firebase-functions');
const { defineString } = require('firebase-functions/params');
setGlobalOptions({ region: defineString('FUNCTION_DEFAULT_REGION') });
module.exports = require('comment-push');
const { eventTrigger, needs } = require('comment-push/events');
module.exports.onOrder = eventTrigger(${ORDER});
`;

const CONSUMER = `
import { type EventDefinition, eventTrigger, like, needs } from 'comment-push/events';
import { type EventExample, testEvent } from 'comment-push/testing';
import { savePushToken } from 'comment-push';
const order: EventDefinition = { ...like, name: 'order', document: 'orders/{orderId}' };
// @ts-expect-error: no such event
const none: EventDefinition = { name: 1 };
export const onOrder = eventTrigger(order);
const example: EventExample = { params: { orderId: 'o' }, data: {}, hears: { mina: 'like' } };
testEvent(order, { example });
export { needs, none, savePushToken };
`;

/** An app's test of its event, with Node's own test runner. */
const APP_TEST = `
import { describe, it } from 'node:test';
import { needs } from 'comment-push/events';
import { testEvent } from 'comment-push/testing';

testEvent(${ORDER}, {
  'an order': {
    params: { orderId: 'o' }, data: { buyer: 'joon', seller: 'mina' }, hears: { mina: 'order' },
  },
}, { describe, it });
`;

describe('The packed function kit', function () {
  this.timeout(PATIENCE_MS);
  let wrapper: string;
  let kit: string;
  const read = async (...path: string[]) => readFile(join(kit, ...path), 'utf8');

  before(async () => {
    wrapper = await mkdtemp(join(tmpdir(), 'kit-packed-'));
    const functions = join(PROJECT_ROOT, 'functions');
    const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', wrapper], {
      cwd: functions,
    });
    const [, tarball = ''] = /"filename": "([^"]+)"/.exec(stdout) ?? [];
    await writeFile(join(wrapper, 'package.json'), '{ "main": "index.js", "private": true }');
    await writeFile(join(wrapper, 'index.js'), WRAPPER);
    await execa('npm', ['install', '--ignore-scripts', ANOTHER_SDK, `./${tarball}`], {
      cwd: wrapper,
    });
    kit = join(wrapper, 'node_modules', 'comment-push');
  });
  after(() => rm(wrapper, { recursive: true }));

  for (const node of NODES) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    const isTooOld = Number(/\d+/.exec(version)?.[0]) < OLDEST_NODE;
    const run = (...args: string[]) => execa(node, args, { cwd: wrapper, reject: false });

    if (isTooOld) {
      it(`names the required Node.js on ${version}, as a command and as functions`, async () => {
        const sentence = `comment-push needs Node.js ${OLDEST_NODE} or newer, but the first one on PATH is ${version}.`;
        const command = await run(join(kit, 'dist', 'command.js'), '--help');
        assert.deepEqual([command.exitCode, command.stderr], [1, sentence]);
        const functions = await run('--eval', 'require("comment-push")');
        assert.ok(functions.stderr.includes(sentence));
        assert.doesNotMatch(functions.stderr, /kit\.js/);
      });
      continue;
    }
    it(`has a command on ${version}, with help for all and each`, async () => {
      const command = join(kit, 'dist', 'command.js');
      const { stdout } = await run(command, '--help');
      const commands = [...stdout.matchAll(/^ {2}([a-z]+) .* {2}/gmu)].map(([, name = '']) => name);
      for (const name of ['doctor', 'rules', 'indexes', 'migrate', 'replay', 'uninstall']) {
        assert.ok(commands.includes(name), name);
      }
      const helps = await Promise.all(commands.map((name) => run(command, name, '--help')));
      for (const [at, help] of helps.entries()) {
        assert.match(help.stdout, new RegExp(`^Usage: comment-push ${commands[at]}`));
        assert.match(help.stdout, /--project <id>/);
      }
      const elsewhere = await run(command, 'params');
      assert.equal(elsewhere.exitCode, 1);
      assert.match(elsewhere.stderr, /No firebase\.json in this directory or above it has the kit/);
    });

    it(`tests an app’s event on ${version}`, async () => {
      await writeFile(join(wrapper, 'order.test.mjs'), APP_TEST);
      const { stdout } = await run('--test', '--test-reporter', 'tap', 'order.test.mjs');
      assert.match(stdout, /reaches the expected users once/);
      assert.match(stdout, /# fail 0/);
    });
  }

  it('is found as a kit instance with another firebase-functions', async () => {
    const modules = join(wrapper, 'node_modules');
    const sdk = await readFile(join(modules, 'firebase-functions', 'package.json'), 'utf8');
    assert.equal(`firebase-functions@${JSON.parse(sdk).version}`, ANOTHER_SDK);
    const manifest = join(wrapper, 'manifest.json');
    await execa(join(modules, '.bin', 'firebase-functions'), {
      cwd: wrapper,
      env: {
        PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
        FUNCTIONS_MANIFEST_OUTPUT_PATH: manifest,
        GCLOUD_PROJECT: 'demo-packed',
        FIREBASE_CONFIG: '{"projectId":"demo-packed"}',
        FIREBASE_KIT_INSTANCE_ID: 'push',
      },
    });
    const { endpoints, params } = JSON.parse(await readFile(manifest, 'utf8'));
    assert.ok('savePushToken' in endpoints && 'onOrder' in endpoints);
    for (const [name, endpoint] of Object.entries(endpoints)) {
      assert.deepEqual(
        [at(endpoint, 'region')].flat(),
        ['{{ params.FUNCTION_DEFAULT_REGION }}'],
        name,
      );
    }
    const names = listAt({ params }, 'params').map((each) => at(each, 'name'));
    assert.ok(names.includes('PUSH_MAX_AGE') && names.includes('FUNCTION_DEFAULT_REGION'));
  });

  it('names the licences in it, all of them permissive, and locks no versions', async () => {
    const text = await read('THIRD-PARTY-LICENSES.txt');
    const named = [...text.matchAll(/^-{70,}\n(\S+) \S+ \((.*)\)\n/gmu)];
    const names = named.map(([, name]) => name);
    for (const each of ['valibot', 'commander', 'execa', 'hono', 'preact', 'intl-messageformat']) {
      assert.ok(names.includes(each), each);
    }
    for (const [, name = '', licence = ''] of named) assert.match(licence, PERMISSIVE, name);
    assert.equal(text.match(/^Source: \S/gmu)?.length, named.length);
    const shrinkwrap = JSON.parse(await read('npm-shrinkwrap.json'));
    assert.deepEqual(Object.keys(shrinkwrap.packages), ['']);
  });

  it('has client code, a changelog, and a manifest by Google’s guidelines', async () => {
    assert.match(await read('client', 'web', 'push.ts'), /const FUNCTIONS = ''/);
    assert.match(await read('CHANGELOG.md'), /^# Changelog/);
    const manifest = JSON.parse(await read('package.json'));
    assert.deepEqual(manifest.engines, { node: `>=${OLDEST_NODE}` });
    assert.equal(manifest.dependencies['firebase-functions'], '^7.4.0');
    assert.equal(manifest.peerDependencies, undefined);
    assert.equal(manifest.repository.directory, 'functions');
    const own = await readFile(join(PROJECT_ROOT, 'functions', 'package.json'), 'utf8');
    assert.ok(JSON.parse(own).devDependencies, 'the clone’s own manifest is unchanged');
  });

  it('has types that a strict project compiles', async () => {
    await writeFile(join(wrapper, 'consumer.ts'), CONSUMER);
    const tsc = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--noEmit'];
    const types = ['--types', 'node', '--typeRoots', join(PROJECT_ROOT, 'node_modules', '@types')];
    const { all } = await execa(process.execPath, [tsc, ...options, ...types, 'consumer.ts'], {
      cwd: wrapper,
      all: true,
      reject: false,
    });
    assert.equal(all, '');
  });
});
