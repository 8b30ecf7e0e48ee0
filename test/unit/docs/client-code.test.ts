import assert from 'node:assert/strict';
import { copyFile, mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { comment } from '../../../functions/src/events/comment.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { push } from '../../../functions/src/events/push.ts';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { INSTALL_MS, installed } from '../../runner/installed.ts';
import { clientCode, documents, readText } from './documents.ts';

/** What reads code in the documents that nothing else here does. */
const PACKAGES = join(import.meta.dirname, 'code');

/** Languages that nothing here compiles or runs: a slip is found. Of code blocks, and of files by their ends. */
const LANGUAGES = {
  dart: '.dart',
  go: '.go',
  java: '.java',
  kotlin: '.kt',
  python: '.py',
  swift: '.swift',
};
const BLOCK = /^```(\w+)\n(.*?)^```$/gmsu;
/** Reading a grammar of megabytes, or a whole program of types, on a busy machine. Milliseconds. */
const LOAD_MS = 60_000;

function blocksOf(language: string, end: string): { where: string; code: string }[] {
  const inDocuments = documents().flatMap(({ path, text }) =>
    [...text.matchAll(BLOCK)].flatMap(({ 1: tag, 2: code = '', index }) => {
      const line = text.slice(0, index).split('\n').length + 1;
      return tag === language ? [{ where: `${path}:${line}`, code }] : [];
    }),
  );
  const files = clientCode().filter(({ path }) => path.endsWith(end));
  return [...inDocuments, ...files.map(({ path, text }) => ({ where: path, code: text }))];
}

/** The lines where it stops to be code of the language, counted from the first. */
function brokenLines(parser: Parser, code: string): number[] {
  const broken = (node: Node): number[] =>
    node.isError || node.isMissing
      ? [node.startPosition.row]
      : node.children.flatMap((child) => (child === null ? [] : broken(child)));
  return broken(parser.parse(code)?.rootNode ?? assert.fail());
}

describe('Code for clients that no test runs', function () {
  this.timeout(LOAD_MS);
  let requireForeign: NodeJS.Require;
  before(async function () {
    this.timeout(INSTALL_MS);
    requireForeign = await installed(PACKAGES);
  });

  for (const [language, end] of Object.entries(LANGUAGES)) {
    it(`is ${language}, by its grammar`, async () => {
      await Parser.init();
      const grammar = `@cursorless/tree-sitter-wasms/out/tree-sitter-${language}.wasm`;
      const loaded = await Language.load(requireForeign.resolve(grammar));
      const parser = new Parser().setLanguage(loaded);
      const blocks = blocksOf(language, end);
      assert.ok(blocks.length > 0);
      for (const { where, code } of blocks) assert.deepEqual(brokenLines(parser, code), [], where);
    });
  }

  it('fits the types of React Native’s packages and of client/', async () => {
    // Where the packages are found.
    await using app = await mkdtempDisposable(join(PACKAGES, 'node_modules', '.react-native-'));
    const client = join(PROJECT_ROOT, 'client');
    for (const name of await readdir(client)) {
      if (name.endsWith('.ts')) await copyFile(join(client, name), join(app.path, name));
    }
    const files = {
      // The files that the code says the app has itself.
      'device-id.ts': "export const deviceId: string = '';",
      'storage.ts':
        "import { createMMKV } from 'react-native-mmkv'; export const storage = createMMKV();",
      'user.ts':
        'export const userData = async (_: string): Promise<{ [field: string]: any } | undefined> => ({});',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(app.path, name), text);
    const tsc = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { all } = await execa(
      process.execPath,
      // As strict as the template of React Native apps.
      [
        ...[tsc, '--ignoreConfig', '--strict', '--noEmit', '--skipLibCheck'],
        ...['--allowImportingTsExtensions', '--target', 'esnext', '--lib', 'esnext'],
        ...['--module', 'esnext', '--moduleResolution', 'bundler'],
        ...['--types', 'react-native', 'react-native.ts'],
      ],
      { cwd: app.path, all: true, reject: false },
    );
    assert.equal(all, '');
  });

  for (const file of ['android.kt', 'flutter.dart', 'react-native.ts']) {
    it(`makes the channels that pushes name, in ${file}`, () => {
      const code = readText(`client/${file}`);
      for (const { name, channel = name } of [comment, like, newFollower, push]) {
        assert.match(code, new RegExp(`['"]${channel}['"]`, 'u'));
      }
      assert.match(code, /_quiet\b/u);
    });
  }
});
