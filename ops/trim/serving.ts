import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isShowcase } from './showcase.ts';

const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/gu;
const SOURCE = /^(?:test|demo|bench)\/.*\.tsx?$/u;

/**
 * @param files of the project, relative to its root
 * @returns the tests that import what is shown off, and their helpers that nothing else imports
 */
export function servingOnly(files: readonly string[], root: string): string[] {
  const sources = files.filter((file) => SOURCE.test(file));
  const imports = new Map(sources.map((file) => [file, importedBy(file, root)]));
  const gone = new Set(sources.filter(isShowcase));
  const shown = gone.size;
  for (;;) {
    const more = sources.filter(
      (file) =>
        !gone.has(file) &&
        (imports.get(file)?.some((target) => gone.has(target)) || isLeftBy(file)),
    );
    if (more.length === 0) return [...gone].slice(shown).sort();
    for (const file of more) gone.add(file);
  }

  function isLeftBy(file: string): boolean {
    const importers = sources.filter((other) => imports.get(other)?.includes(file));
    return importers.length > 0 && importers.every((other) => gone.has(other));
  }
}

function importedBy(file: string, root: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(RELATIVE_IMPORT)].map(([, path = '']) =>
    join(file, '..', path).replaceAll('\\', '/'),
  );
}
