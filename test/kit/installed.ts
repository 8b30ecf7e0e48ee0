import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** The app with the installed kit. Its emulators are running. */
export const APP = dirname(process.env.EMULATORS_LOG ?? '');
export const KIT = join('function-kits', 'comment-push');

/** Runs the kit's own command, as `npx comment-push` does. */
export const push = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa(
    process.execPath,
    [join(APP, KIT, 'source', 'node_modules', 'comment-push', 'dist', 'command.js'), ...args],
    // It reads the app's names from the app's own files.
    {
      cwd: APP,
      env: { ...env, USERS_COLLECTION: undefined, COMMENT_FIELDS: undefined },
      reject: false,
    },
  );
