import assert from 'node:assert/strict';
import type { SendRequest } from '../src/fcm/fcm-sender.ts';
import { LANGUAGES } from '../src/texts/languages/catalogues.ts';
import { write } from '../src/texts/texts.ts';
import { type EventExample, textsOf, withText } from './example.ts';
import type { Scene } from './scene.ts';

/** FCM refuses larger messages. */
const MESSAGE_BYTES = 4096;
/** Maximum size of a token in bytes. */
const TOKEN_BYTES = 512;
/** The hardest texts for a payload: words, and characters that have many bytes in JSON. */
const LONG_TEXTS = ['word '.repeat(4_000), '"\\🦊가'.repeat(2_000)];
const HOUR_MS = 60 * 60_000;

/** Creates a scene of this example or another. Every user's document also has the given fields. */
type Stage = (person?: object, example?: EventExample) => Scene;
type Checks = Readonly<Record<string, (example: EventExample, stage: Stage) => Promise<void>>>;

/** Checks of an event for which nobody gets a push. */
export const CHECKS_WITHOUT_PUSH: Checks = {
  async 'reaches the expected users once, even if it comes again'({ before, hears }, stage) {
    const scene = stage();
    await Promise.all([scene.trigger(), scene.trigger()]);
    await scene.runAll();
    await scene.editDocument();
    await scene.runAll();
    const edited = stage();
    if (before) await edited.editDocument();
    assert.deepEqual(edited.received, [], 'an edit in which nothing has happened causes a push');
    const wanted = lines(hears);
    const { received, skipped } = scene;
    // If somebody got no push, the failure shows why it was skipped.
    const why = wanted.length > 0 && { skipped };
    assert.deepEqual(
      { received: received.toSorted(), ...why },
      { received: wanted, ...(why && { skipped: undefined }) },
    );
  },

  async 'fits into a message, even with a long text'(example, stage) {
    const [first] = (await stage().runAll()).records.values();
    for (const text of textsOf(example, first?.record.authorId)) {
      for (const long of LONG_TEXTS) {
        const scene = await stage({}, withText(example, text, long)).runAll();
        const what = `where “${text}” is long`;
        assert.notEqual(
          scene.skipped,
          'data too long for a push',
          `${what}, nobody gets a push: it is in data, which is never shortened`,
        );
        for (const { payload } of scene.sent) {
          const message = { ...payload, token: 'T'.repeat(TOKEN_BYTES) };
          const size = Buffer.byteLength(JSON.stringify({ message }));
          assert.ok(size <= MESSAGE_BYTES, `${what}, the message has ${size} bytes`);
        }
      }
    }
  },
};

/** Checks of an event for which somebody gets a push. */
export const CHECKS: Checks = {
  ...CHECKS_WITHOUT_PUSH,

  async 'reaches nobody who has blocked or muted its author, or muted its thread'(
    { hears },
    stage,
  ) {
    const { authorId, thread } = (await (await stage().runAll()).read()).notification;
    const muting = (muted: object) => stage({ notificationSettings: { muted } });
    assert.deepEqual((await muting({ postIds: [thread.id] }).runAll()).received, []);
    if (authorId === undefined) return;
    assert.deepEqual((await muting({ uids: [authorId] }).runAll()).received, []);
    const blocked = stage();
    for (const uid of Object.keys(hears)) blocked.blocks.add(`${uid}/${authorId}`);
    assert.deepEqual((await blocked.runAll()).received, []);
  },

  async 'is turned off by its setting'({ hears }, stage) {
    const { reasons } = await (await stage().runAll()).read();
    for (const off of new Set(Object.values(hears).map((reason) => reasons[reason]?.setting))) {
      const others = Object.entries(hears).filter(([, reason]) => reasons[reason]?.setting !== off);
      const scene = await stage({ notificationSettings: { [String(off)]: false } }).runAll();
      assert.deepEqual(
        scene.received.toSorted(),
        lines(Object.fromEntries(others)),
        `without ${off}`,
      );
    }
  },

  async 'is silent in quiet hours, or follows its reason'({ hears }, stage) {
    const loud = await stage().runAll();
    const { reasons } = await loud.read();
    for (const [index, { type }] of loud.accepted.entries()) {
      if (reasons[type]?.isSilent) assertSilent(loud.sent[index]);
    }
    const [start, end] = [loud.now, loud.now + HOUR_MS].map((at) =>
      new Date(at).toISOString().slice(11, 16),
    );
    const quietHours = { start, end, timeZone: 'UTC' };
    const scene = await stage({ notificationSettings: { quietHours } }).runAll();
    assert.deepEqual(scene.received.toSorted(), lines(hears));
    for (const [index, { type, at }] of scene.accepted.entries()) {
      const { inQuietHours = 'silent' } = reasons[type] ?? {};
      const isAfterThem = at >= loud.now + HOUR_MS - 60_000;
      assert.equal(isAfterThem, inQuietHours === 'later', `${type} arrives ${inQuietHours}`);
      if (inQuietHours === 'silent') assertSilent(scene.sent[index]);
    }
  },

  async 'has a title in every language'({ hears }, stage) {
    const { definition, notification } = await (await stage().runAll()).read();
    const ofInbox = { ...notification.values, name: 'Joon', others: 2, thread: 'Thread' };
    const assertShown = (title: string, reason: string, what: string) => {
      const isShown = title !== '' && title !== `title.${reason}` && !/[{}]/.test(title);
      assert.ok(isShown, `the title of ${reason} ${what} is “${title}”`);
    };
    for (const language of LANGUAGES) {
      const { sent } = await stage({ locale: language }).runAll();
      for (const { payload } of sent) {
        const { title = '', type = '' } = payload.data ?? {};
        assertShown(title, type, `in ${language}`);
      }
      // The text may be absent. If it cannot be written, nobody gets a push in an app with an inbox.
      for (const reason of new Set(Object.values(hears))) {
        const title = write(language, `gathered.${reason}`, ofInbox, definition.texts);
        assertShown(title, reason, `in the inbox in ${language}`);
      }
    }
  },
};

const lines = (hears: EventExample['hears']): string[] =>
  Object.entries(hears)
    .map(([uid, reason]) => `${uid} ${reason}`)
    .sort();

function assertSilent(request: SendRequest | undefined): void {
  const { data, android, apns } = request?.payload ?? {};
  const { 'interruption-level': level = 'passive', sound } = apns?.payload?.aps ?? {};
  const { sound: ownSound, defaultSound } = android?.notification ?? {};
  assert.deepEqual(
    { level, sound, ownSound, defaultSound, priority: android?.priority },
    {
      level: 'passive',
      sound: undefined,
      ownSound: undefined,
      defaultSound: undefined,
      priority: 'NORMAL',
    },
    `the push of ${data?.type} has a sound`,
  );
}
