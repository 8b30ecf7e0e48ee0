import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import firebase from '../../../firebase.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { documents, readText } from '../docs/documents.ts';

const RUN = ['.github/**/*.yml', 'tools/push/**/*.ts', 'package.json', 'functions/package.json'];
/** What people copy commands from, and what runs them. */
const TOLD = [
  ...documents(),
  ...globSync(RUN, { cwd: PROJECT_ROOT }).map((path) => ({ path, text: readText(path) })),
];

/** Lines that deploy, with those that they go on in. */
const deployments = TOLD.flatMap(({ path, text }) =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.includes('firebase deploy '))
    .map((line) => ({ path, line })),
);

describe('A deployment into a project that is live', () => {
  it('touches no function of another codebase, and no page', () => {
    assert.deepEqual(
      firebase.functions.map(({ codebase }) => codebase),
      ['comment-push'],
    );
    assert.ok(!('hosting' in firebase));
  });

  it('is always told what to deploy, and never to answer questions by itself', () => {
    assert.ok(deployments.length > 5, 'no deployments were found');
    for (const { path, line } of deployments) {
      assert.match(line, /--only "?(functions:|firestore:|\$WHAT)/, path);
    }
    for (const { path, text } of TOLD)
      assert.doesNotMatch(text, /\s(--force|-f)\b.*firebase|firebase.*\s(--force|-f)\b/, path);
  });

  it('uploads no dotenv file, which may be that of another project', () => {
    for (const { ignore } of firebase.functions) assert.ok(ignore.includes('.env*'));
  });
});
