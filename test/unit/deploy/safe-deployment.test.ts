import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import firebase from '../../../firebase.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { documents, readText } from '../docs/documents.ts';

const RUN = ['.github/**/*.yml', 'tools/push/**/*.ts', 'package.json', 'functions/package.json'];
/** Files from which users copy commands, and files that run commands. */
const FILES_WITH_COMMANDS = [
  ...documents(),
  ...globSync(RUN, { cwd: PROJECT_ROOT }).map((path) => ({ path, text: readText(path) })),
];

/** The lines that deploy, with their continuation lines. */
const deployments = FILES_WITH_COMMANDS.flatMap(({ path, text }) =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.includes('firebase deploy '))
    .map((line) => ({ path, line })),
);

describe('A deployment to a live project', () => {
  it('changes no function of another codebase, and no page', () => {
    assert.deepEqual(
      firebase.functions.map(({ codebase }) => codebase),
      ['comment-push'],
    );
    assert.ok(!('hosting' in firebase));
  });

  it('always names what to deploy, and never answers questions automatically', () => {
    assert.ok(deployments.length > 5, 'no deployments were found');
    for (const { path, line } of deployments) {
      assert.match(line, /--only "?(functions:|firestore:|\$WHAT)/, path);
    }
    for (const { path, text } of FILES_WITH_COMMANDS)
      assert.doesNotMatch(text, /\s(--force|-f)\b.*firebase|firebase.*\s(--force|-f)\b/, path);
  });

  it('uploads no dotenv file, which can be that of another project', () => {
    for (const { ignore } of firebase.functions) assert.ok(ignore.includes('.env*'));
  });
});
