import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';

export interface Document {
  /** Relative to the root of the project. */
  readonly path: string;
  readonly text: string;
}

export function readText(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8');
}

export function documents(): Document[] {
  const own = [
    '*.md',
    '.github/**/*.md',
    'client/*.md',
    'docs/**/*.md',
    '{functions,packages/*}/*.md',
  ];
  return globSync(own, { cwd: PROJECT_ROOT }).map((path) => ({ path, text: readText(path) }));
}

/** Returns the rows of the table under a heading as lists of cells, without the header row. */
export function tableUnder(text: string, heading: string): string[][] {
  const section = text.split(`\n${heading}\n`)[1]?.split(/\n#/u)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** Returns a cell without its backticks. */
export const unquoted = (cell = ''): string => cell.replaceAll('`', '');
