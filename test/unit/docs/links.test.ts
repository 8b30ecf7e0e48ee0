import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { type Document, documents, folderOf, readText, tableUnder } from './documents.ts';

const LINK = /\]\(([^)\s]+)\)/gu;
const CODE = /`([^`\s]+)`/gu;
/** A path from the project's root, the document's folder or the functions' sources; no pattern. */
const PATH = /^[\w.-]+(?:\/[\w.-]+)+\/?$/u;
/** Code that looks like one: a path of the database, a role, a package, what a build makes. */
const NO_PATH =
  /^(?:users|posts|deliveries|pushTokenOwners|operations|roles|firebase|comment-push|function-kits|lib)\/|PROJECT|NAME|REASON/u;
const SCRIPT = /\bnpm run (?:--silent )?([\w:-]+)/gu;

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const headings = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) => anchorOf(heading));

function assertLinkLeadsSomewhere(document: Document, target: string): void {
  const [path = '', anchor] = target.split('#');
  const linked = path === '' ? document.path : join(folderOf(document), path);
  assert.ok(existsSync(join(PROJECT_ROOT, linked)), `there is no ${linked}`);
  if (anchor) assert.ok(headings(readText(linked)).includes(anchor), `no #${anchor} in ${linked}`);
}

for (const document of documents()) {
  describe(document.path, () => {
    it('has links that lead somewhere', () => {
      for (const [, target = ''] of document.text.matchAll(LINK)) {
        if (!/^[a-z]+:/u.test(target)) assertLinkLeadsSomewhere(document, target);
      }
    });

    it('names files that exist', () => {
      for (const [, code = ''] of document.text.matchAll(CODE)) {
        if (!PATH.test(code) || NO_PATH.test(code)) continue;
        const bases = ['', folderOf(document), 'functions/src'];
        const found = bases.some((base) => existsSync(join(PROJECT_ROOT, base, code)));
        assert.ok(found, `there is no ${code}`);
      }
    });

    it('runs scripts that exist', () => {
      const { scripts } = JSON.parse(readText('package.json'));
      for (const [, script = ''] of document.text.matchAll(SCRIPT)) {
        if (script !== 'CMD') assert.ok(script in scripts, `there is no npm run ${script}`);
      }
    });
  });
}

describe('Each threat in SECURITY.md', () => {
  for (const [threat = '', , proof = ''] of tableUnder(readText('SECURITY.md'), '## Threats')) {
    it(`has its test: ${threat.replaceAll('**', '').split(/[:(]/u)[0]}`, () => {
      const [, path, title = ''] = /^`([^`]+)`: (.+)$/u.exec(proof) ?? [];
      assert.ok(path, 'names a test file and words of the title');
      assert.ok(readText(path).includes(title), `${path} has no “${title}”`);
    });
  }
});

describe('docs/recipes.md', () => {
  for (const section of readText('docs/recipes.md').split(/^## /mu).slice(1)) {
    it(`shows the code that runs: ${section.split('\n', 1)}`, () => {
      const [, file = assert.fail('no file'), code = ''] =
        /\[`[\w.]+`\]\(\.\.\/(\S+)\):\n\n```\w+\n(.*?)^```$/msu.exec(section) ?? [];
      assert.ok(file.startsWith('examples/host-app/kit-source/'), file);
      assert.equal(code, readText(file));
    });
  }
});
