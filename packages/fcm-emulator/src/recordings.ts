import recorded from '../recordings/fcm-answers.json' with { type: 'json' };
import { isObject, type JsonObject } from './json.ts';

/** An answer that real FCM gave, and the request that led to it. */
export interface Recording {
  readonly id: string;
  /** Where it was published, and how it came there. */
  readonly source: string;
  readonly provenance: string;
  /** What led to it, in words. */
  readonly request: string;
  /** The request's body. `<token>` stands for a device's, `<8192 characters>` for so many. */
  readonly sends: JsonObject;
  /** What has to be so that the request gets this answer; absent where the request alone does. */
  readonly given?: {
    /** What became of the device whose token `<token>` is. */
    readonly device?: string;
    /** What the emulator is asked to answer. */
    readonly faults?: readonly JsonObject[];
    readonly credentials?: string;
    /** Another one than `messages:send`. */
    readonly path?: string;
  };
  readonly status: number;
  /** JSON, or a page's HTML. Runs of `x`, `PROJECT` and `<…>` stand for what was not published. */
  readonly body: unknown;
  /** What a sender should take it for. */
  readonly means: string;
  readonly note?: string;
  /** Why the emulator answers something else. */
  readonly differs?: string;
}

export const RECORDINGS: readonly Recording[] = recorded;

/** An answer, recorded or given. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The body to send, with its placeholders filled in. */
export const bodyOf = ({ sends }: Recording, token = ''): string =>
  JSON.stringify(sends)
    .replaceAll('<token>', token)
    .replaceAll(/<(\d+) characters>/g, (_, count: string) => 'x'.repeat(Number(count)));

/** Each place where an answer is another one than expected, as one line; none where it is the same. */
export const differences = (expected: Answer, actual: Answer): readonly string[] => [
  ...(expected.status === actual.status
    ? []
    : [`status: ${actual.status} in place of ${expected.status}`]),
  ...differing(expected.body, actual.body, ''),
];

function differing(expected: unknown, actual: unknown, path: string): readonly string[] {
  if (isContainer(expected) && isContainer(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      differing(
        Reflect.get(expected, key),
        Reflect.get(actual, key),
        path === '' ? key : `${path}.${key}`,
      ),
    );
  }
  return isSame(expected, actual)
    ? []
    : [`${path || 'body'}: ${JSON.stringify(actual)} in place of ${JSON.stringify(expected)}`];
}

const isContainer = (value: unknown): value is object => isObject(value) || Array.isArray(value);

function isSame(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== 'string' || typeof actual !== 'string') return expected === actual;
  if (isMessageName(expected)) return isMessageName(actual) && idKind(expected) === idKind(actual);
  const [first = '', ...rest] = expected.split(UNPUBLISHED).map(escaped);
  return new RegExp(`^${[first, ...rest].join('.+')}$`, 's').test(actual);
}

const UNPUBLISHED = /\d*x{3,}|PROJECT|^<[a-z ]+>$/;
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const isMessageName = (text: string): boolean => /^projects\/[^/]+\/messages\/.+$/.test(text);

/** FCM's message IDs differ each time, and say by their form what a message was to. */
function idKind(name: string): string {
  const id = name.split('/').at(-1) ?? '';
  if (/^(\d+|<digits only>)$/.test(id)) return 'a number, as for a topic';
  if (/^0:[\dx]+(%[0-9a-f]+)?$/.test(id)) return 'as for a phone';
  return /^[0-9a-f]{8}-/.test(id) ? 'a UUID, as for a web app' : id;
}
