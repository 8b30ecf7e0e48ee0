import assert from 'node:assert/strict';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { INSTALL_MS } from '../../runner/installed.ts';
import { clientCode, documents, foreignPackages } from './documents.ts';

/** Languages that nothing here compiles or runs: a slip is found. Of code blocks, and of files by their ends. */
const LANGUAGES = {
  dart: '.dart',
  go: '.go',
  java: '.java',
  kotlin: '.kt',
  python: '.py',
  swift: '.swift',
};
/** Reading a grammar of megabytes, on a busy machine. Milliseconds. */
const LOAD_MS = 30_000;

const BLOCK = /^```(\w+)\n(.*?)^```$/gmsu;

interface Block {
  readonly path: string;
  readonly line: number;
  readonly code: string;
}

function blocksOf(language: string, end: string): Block[] {
  const inDocuments = documents().flatMap(({ path, text }) =>
    [...text.matchAll(BLOCK)].flatMap(({ 1: tag, 2: code = '', index }) =>
      tag === language ? [{ path, line: text.slice(0, index).split('\n').length + 1, code }] : [],
    ),
  );
  const files = clientCode().filter(({ path }) => path.endsWith(end));
  return [...inDocuments, ...files.map(({ path, text }) => ({ path, line: 1, code: text }))];
}

async function parserOf(language: string): Promise<Parser> {
  await Parser.init();
  const { resolve } = await foreignPackages();
  const grammar = resolve(`@cursorless/tree-sitter-wasms/out/tree-sitter-${language}.wasm`);
  return new Parser().setLanguage(await Language.load(grammar));
}

/** The lines where it stops to be code of the language, counted from the block's own first. */
function brokenLines(parser: Parser, code: string): number[] {
  const root = parser.parse(code)?.rootNode;
  if (root !== undefined && !root.hasError) return [];
  const broken = (node: Node): number[] =>
    node.isError || node.isMissing
      ? [node.startPosition.row]
      : node.children.flatMap((child) => (child === null ? [] : broken(child)));
  return root === undefined ? [0] : broken(root);
}

describe('Code in the documents that is not compiled', function () {
  this.timeout(LOAD_MS);
  before(async function () {
    this.timeout(INSTALL_MS);
    await foreignPackages();
  });

  for (const [language, end] of Object.entries(LANGUAGES)) {
    it(`is ${language}, by its grammar`, async () => {
      const parser = await parserOf(language);
      const blocks = blocksOf(language, end);
      assert.ok(blocks.length > 0);
      const broken = blocks.flatMap(({ path, line, code }) =>
        brokenLines(parser, code).map((row) => `${path}:${line + row}`),
      );
      assert.deepEqual(broken, []);
    });
  }

  it('would be found if it were broken', async () => {
    const broken = {
      kotlin: 'fun f() {\n  val x = \n}',
      swift: 'func f() {\n',
      dart: 'void f( {}',
    };
    for (const [language, code] of Object.entries(broken)) {
      assert.notDeepEqual(brokenLines(await parserOf(language), code), [], language);
    }
  });
});
