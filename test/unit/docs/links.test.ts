import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { documents, readText, tableUnder } from './documents.ts';

const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/gu;
const CODE = /`([^`\s]+)`/gu;
/** A path from the project's root, the document's folder or the functions' sources. No pattern. */
const PATH = /^[\w.-]+(?:\/[\w.-]+)+\/?$/u;
/** Code that looks like a path, but is a database path, a role, a package, or a result of a build. */
const NO_PATH =
  /^(?:users|posts|deliveries|pushTokenOwners|operations|roles|firebase|comment-push|function-kits|lib)\/|PROJECT|NAME|REASON/u;
const SCRIPT = /\bnpm run (?:--silent )?([\w:-]+)/gu;

const exists = (...path: string[]) => existsSync(join(PROJECT_ROOT, ...path));

/** Returns the anchors of a document's headings, as GitHub creates them. */
const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const { scripts } = JSON.parse(readText('package.json'));

for (const { path, text } of documents()) {
  describe(path, () => {
    it('has links, files and scripts that exist', () => {
      for (const [, target = '', anchor] of text.matchAll(LINK)) {
        const linked = target === '' ? path : join(dirname(path), target);
        assert.ok(exists(linked), `there is no ${linked}`);
        if (anchor === undefined) continue;
        assert.ok(anchorsIn(readText(linked)).includes(anchor), `no #${anchor} in ${linked}`);
      }
      for (const [, code = ''] of text.matchAll(CODE)) {
        if (!PATH.test(code) || NO_PATH.test(code)) continue;
        const found = ['', dirname(path), 'functions/src'].some((base) => exists(base, code));
        assert.ok(found, `there is no ${code}`);
      }
      for (const [, script = ''] of text.matchAll(SCRIPT)) {
        assert.ok(script === 'CMD' || script in scripts, `there is no npm run ${script}`);
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
