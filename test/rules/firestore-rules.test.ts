import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  assertFails,
  assertSucceeds,
  initializeTestEnvironment,
  type RulesTestEnvironment,
} from '@firebase/rules-unit-testing';
import { setLogLevel } from 'firebase/firestore';
import { type Attempts, type Firestore, NOBODY } from './attempt.ts';
import { commentAttempts } from './comment-attempts.ts';
import { inboxAttempts } from './inbox-attempts.ts';
import { blockAttempts, markAttempts } from './mark-attempts.ts';
import { postAttempts } from './post-attempts.ts';
import { readRuleCoverage } from './rule-coverage.ts';
import { writeSeededDocuments } from './seeded-documents.ts';
import { serverOnlyAttempts, unknownAttempts } from './server-only-attempts.ts';
import { settingsAttempts } from './settings-attempts.ts';
import { userAttempts } from './user-attempts.ts';

/** The rules of an app, for `npm run rules:check`; without it, this project's. */
const APP_RULES = process.env.RULES_FILE;
/** Sections, divided by commas, whose documents that app has rules of its own for. */
const APPS_OWN = (process.env.RULES_OF_ITS_OWN ?? '').split(',');

/** A project of its own in the emulator: other tests' documents, rules and coverage stay apart. */
const PROJECT_ID = 'demo-comment-push-rules';

/**
 * The first request to a fresh emulator compiles the rules and warms up its JVM, and the coverage
 * report carries every value of every expression: seconds on a busy machine.
 */
const SLOW_REQUEST_TIMEOUT_MS = 30_000;

const SECTIONS: Readonly<Record<string, Attempts>> = {
  'users/{uid}': userAttempts,
  'notificationSettings of users/{uid}': settingsAttempts,
  'users/{uid}/notifications': inboxAttempts,
  'posts/{postId}': postAttempts,
  'posts/{postId}/comments': commentAttempts,
  'followers and likes': markAttempts,
  'users/{uid}/blocked': blockAttempts,
  'what only the server touches': serverOnlyAttempts,
  // An app may have more than we know of.
  ...(APP_RULES === undefined && { 'what nobody has thought of': unknownAttempts }),
};

describe('firestore.rules', () => {
  let rules: string;
  let environment: RulesTestEnvironment;
  const clients = new Map<string | undefined, Firestore>();

  before(async function () {
    this.timeout(SLOW_REQUEST_TIMEOUT_MS);
    setLogLevel('silent'); // Otherwise the SDK logs each denial that is asked for here.
    rules = await readFile(APP_RULES ?? new URL('../../firestore.rules', import.meta.url), 'utf8');
    environment = await initializeTestEnvironment({ projectId: PROJECT_ID, firestore: { rules } });
  });

  const resetDocuments = async () => {
    await environment.clearFirestore();
    await environment.withSecurityRulesDisabled((context) =>
      writeSeededDocuments(context.firestore()),
    );
  };

  after(() => environment.cleanup());

  /** One client a person for the whole run: to open one takes longer than to use it. */
  function clientOf(uid: string | undefined): Firestore {
    const opened = clients.get(uid);
    if (opened) return opened;
    const context =
      uid === NOBODY ? environment.unauthenticatedContext() : environment.authenticatedContext(uid);
    const client = context.firestore();
    clients.set(uid, client);
    return client;
  }

  for (const [section, { allowed, denied }] of Object.entries(SECTIONS)) {
    if (APPS_OWN.includes(section)) continue;
    describe(section, () => {
      describe('allows', () => {
        beforeEach(resetDocuments);
        for (const [title, uid, request] of allowed) {
          it(title, async () => {
            await assertSucceeds(request(clientOf(uid)));
          });
        }
      });

      describe('denies', () => {
        before(resetDocuments); // Once: what is denied changes nothing.
        for (const [title, uid, request] of denied) {
          it(title, async () => {
            await assertFails(request(clientOf(uid)));
          });
        }
      });
    });
  }

  // Of an app's own rules there may be more than what the attempts try.
  if (APP_RULES !== undefined) return;
  describe('after all of these', () => {
    it('no expression of the rules is left unevaluated', async function () {
      this.timeout(SLOW_REQUEST_TIMEOUT_MS);
      const { firestore } = environment.emulators;
      assert.ok(firestore);
      const host = `${firestore.host}:${firestore.port}`;
      const { total, missed } = await readRuleCoverage(host, PROJECT_ID, rules);
      console.log(`      rule coverage: ${total - missed.length} of ${total} expressions`);
      assert.deepEqual(missed, []);
    });
  });
});
