import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ABOVE = join(import.meta.dirname, '..', '..');

/** The clone that this program runs in; undefined where it is part of an installed function kit. */
export const CLONE = existsSync(join(ABOVE, 'tools', 'push', 'main.ts')) ? ABOVE : undefined;

/** The package of the functions, whose SDKs this program uses: `functions/`, or the installed kit. */
export const PACKAGE = CLONE ? join(CLONE, 'functions') : join(import.meta.dirname, '..');
