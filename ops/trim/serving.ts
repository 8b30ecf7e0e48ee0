import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isShowcase } from './showcase.ts';

const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/gu;
const TEST = /^test\/.*\.tsx?$/u;
/** What is run by itself, whether anything imports it or not. */
const ENTRY = /\.test\.ts$|^test\/(?!browser\/)/u;

/**
 * @param files of the project, relative to its root
 * @returns the tests that import what is shown off, and their helpers that nothing else imports
 */
export function servingOnly(files: readonly string[], root: string): string[] {
  const imports = new Map(
    files
      .filter((file) => TEST.test(file) && !isShowcase(file))
      .map((file) => [file, importedBy(file, root)]),
  );
  const serving: string[] = [];
  for (;;) {
    const more = [...imports].filter(
      ([file, targets]) =>
        targets.some((target) => isShowcase(target) || serving.includes(target)) ||
        (!ENTRY.test(file) && ![...imports.values()].some((others) => others.includes(file))),
    );
    if (more.length === 0) return serving.sort();
    for (const [file] of more) {
      serving.push(file);
      imports.delete(file);
    }
  }
}

function importedBy(file: string, root: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(RELATIVE_IMPORT)].map(([, path = '']) =>
    join(file, '..', path).replaceAll('\\', '/'),
  );
}
