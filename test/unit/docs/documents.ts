import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';

export interface Document {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** The text of a file of the project. */
export function readText(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8');
}

/** The project's own Markdown files. */
export function documents(): Document[] {
  return globSync(
    ['*.md', 'docs/**/*.md', 'packages/*/*.md', 'functions/*.md', 'client/*.md', '.github/**/*.md'],
    {
      cwd: PROJECT_ROOT,
    },
  ).map((path) => ({ path, text: readText(path) }));
}

/** The code for clients that docs/clients.md has an app copy. */
export function clientCode(): Document[] {
  return globSync(['client/*.{kt,swift,dart}', 'client/react-native.ts'], {
    cwd: PROJECT_ROOT,
  }).map((path) => ({
    path,
    text: readText(path),
  }));
}

export const folderOf = ({ path }: Document): string => dirname(path);

/** The rows of the table under a heading, each a list of cells, without the table's own heading. */
export function tableUnder(text: string, heading: string): string[][] {
  const section = text.split(`\n${heading}\n`)[1]?.split(/\n#/u)[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** A cell in backticks, without them. */
export const unquoted = (cell = ''): string => cell.replaceAll('`', '');
