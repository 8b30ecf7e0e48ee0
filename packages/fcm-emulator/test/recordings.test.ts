import assert from 'node:assert/strict';
import recorded from '../recordings/fcm-answers.json' with { type: 'json' };
import { RunningEmulator } from './running-emulator.ts';

interface Recording {
  readonly id: string;
  /** The request's body. `<token>` and `<8192 characters>` are placeholders. */
  readonly sends: object;
  /** The other causes of this answer. */
  readonly given?: {
    /** The state of the device with `<token>`. */
    readonly device?: string;
    readonly faults?: readonly object[];
    readonly credentials?: string;
    /** A path other than that of `messages:send`. */
    readonly path?: string;
  };
  readonly status: number;
  readonly body: unknown;
  /** Why the emulator's answer differs. */
  readonly differs?: string;
}
const RECORDINGS: readonly Recording[] = recorded;

/** The placeholder for a text that was not published. */
const UNPUBLISHED = /\d*x{3,}|PROJECT|^<[a-z ]+>$/;
/** The forms of message IDs, which depend on the target: a topic, a phone, or a dry run. */
const ID_FORMS = [
  [/^(\d+|<digits only>)$/, String.raw`\d+`],
  [/^0:x+$/, '0:[0-9]+%[0-9a-f]+'],
  [/^fake_message_id$/, 'fake_message_id'],
] as const;

describe('FCM emulator: recorded answers of FCM', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ strict: true });
  });
  afterEach(() => emulator.close());

  for (const { id, sends, given = {}, status, body, differs } of RECORDINGS) {
    it(`${differs === undefined ? 'answers' : 'does not answer'} ${id}`, async () => {
      const token = await emulator.newDevice();
      if (given.device === 'uninstalled') await emulator.control('DELETE', `devices/${token}`);
      const faults = await emulator.control('PUT', 'faults', given.faults ?? []);
      assert.equal(faults.status, 200);
      const credentials = given.credentials === 'none' ? {} : undefined;
      const request = JSON.stringify(sends)
        .replaceAll('<token>', token)
        .replaceAll(/<(\d+) characters>/g, (_, count: string) => 'x'.repeat(Number(count)));
      const answer = await emulator.post(request, credentials, given.path);
      const comparable = { status: answer.status, body: withoutUnpublished(answer.body, body) };
      if (differs === undefined) assert.deepEqual(comparable, { status, body });
      else assert.notDeepEqual(comparable, { status, body }, 'it no longer differs');
    });
  }
});

/** Returns an answer in which each text that matches the recording is replaced by the recorded one. */
function withoutUnpublished(actual: unknown, recording: unknown): unknown {
  if (typeof actual === 'string' && typeof recording === 'string') {
    return patternOf(recording).test(actual) ? recording : actual;
  }
  if (Array.isArray(actual) && Array.isArray(recording)) {
    return actual.map((each, i) => withoutUnpublished(each, recording[i]));
  }
  if (!isObject(actual) || !isObject(recording)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, withoutUnpublished(value, recording[key])]),
  );
}

/** Returns the pattern for texts that match the recorded one. */
function patternOf(recording: string): RegExp {
  const [, messageId] = /^projects\/[^/]+\/messages\/(.+)$/.exec(recording) ?? [];
  if (messageId !== undefined) {
    const form = ID_FORMS.find(([recordedId]) => recordedId.test(messageId));
    assert.ok(form, messageId);
    return new RegExp(`^projects/[^/]+/messages/${form[1]}$`);
  }
  const published = recording.split(UNPUBLISHED).map(escaped);
  return new RegExp(`^${published.join('.+')}$`, 's');
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
