import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { compose } from '../../../functions/src/delivery/compose.ts';
import { eventRef } from '../../../functions/src/events/app-event.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import { isPush } from '../../../functions/src/fcm/message.ts';
import { eventOf } from './read-events.ts';

/** Documents as they stand in Firestore, and whose message is looked at. */
interface Input {
  readonly at: string;
  readonly post: { readonly id: string; readonly authorId: string };
  readonly parent?: { readonly authorId: string };
  readonly commentId: string;
  readonly comment: Readonly<Record<string, unknown>>;
  readonly uid: string;
  readonly follows?: boolean;
  readonly device: string;
  readonly user: unknown;
}

/** What differs from the default, and what from its message: null where there is to be none. */
interface Case {
  readonly why?: string;
  readonly input?: Json;
  /** Fields of the comment that are not there. */
  readonly without?: readonly string[];
  readonly silent?: true;
  readonly message: Json;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const FOLDER = join(import.meta.dirname, '../../fixtures/pushes');
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
const DEFAULT: Readonly<Record<'input' | 'message' | 'silent', Json>> = read('default.json');
const TTL_SECONDS = 14_400;
const GROUPS: readonly (readonly [string, Readonly<Record<string, Case>>])[] = readdirSync(FOLDER)
  .filter((file) => file !== 'default.json')
  .map((file) => [file.replace('.json', ''), read(file)]);

describe('a comment becomes a message', () => {
  it('in at least 100 cases', () => {
    assert.ok(GROUPS.flatMap(([, cases]) => Object.keys(cases)).length >= 100);
  });

  for (const [group, cases] of GROUPS) {
    describe(group, () => {
      for (const [name, { why, input = {}, without = [], ...expected }] of Object.entries(cases)) {
        it(name, async () => {
          const given: Input = Object(merged(DEFAULT.input, input));
          const comment = Object.entries(given.comment).filter(([key]) => !without.includes(key));
          const message = await messageOf({ ...given, comment: Object.fromEntries(comment) });
          assert.deepEqual(message, messageIn(expected), why);
        });
      }
    });
  }
});

async function messageOf({ at, post, parent, commentId, comment: data, ...recipient }: Input) {
  const found = await eventOf(comment, { postId: post.id, commentId }, data, {
    [`posts/${post.id}`]: { authorId: post.authorId, title: 'Pictures' },
    ...(parent && { [`posts/${post.id}/comments/${String(data.parentId)}`]: parent }),
  });
  if ('skip' in found) return null;
  const now = Date.parse(at);
  const page = { event: eventRef(comment, {}, now), page: 1, startedAt: now, named: found.named };
  const record = {
    ...page,
    state: 'sending',
    attempt: 1,
    leaseExpireTime: now,
    counts: {},
  } as const;
  const followers = recipient.follows ? [recipient.uid] : [];
  const expiresAt = now + TTL_SECONDS * 1000;
  const claimed = { record, followers, due: [], expiresAt, next: undefined };
  const composed = await compose(found, claimed, {
    users: {
      users: async (uids) =>
        uids.includes(recipient.uid) ? [parseUser(recipient.uid, recipient.user)] : [],
      blockedBy: async () => new Set(),
    },
    options: { collapse: 'event' },
    sharePercent: 100,
    now: () => now,
  });
  const push = composed.filter(isPush).find(({ deviceId }) => deviceId === recipient.device);
  return push === undefined ? null : { ...push.target, ...push.payload };
}

/** The whole message: its words stand in `data` too, and its type is its label. */
function messageIn({ message, silent }: Pick<Case, 'message' | 'silent'>): Json {
  if (!isMap(message)) return message;
  const { notification = {}, data = {} } = message;
  const label = isMap(data) && data.type ? { fcm_options: { analytics_label: data.type } } : {};
  const base = merged(DEFAULT.message, silent ? DEFAULT.silent : {});
  const whole = [{ data: notification }, label, message].reduce(merged, base);
  // What is null in a case is not in the message.
  return JSON.parse(JSON.stringify(whole), (_key, value) => value ?? undefined);
}

function merged(base: Json | undefined, change: Json): Json {
  if (!isMap(base) || !isMap(change)) return change;
  const parts = { ...base };
  for (const [key, value] of Object.entries(change)) parts[key] = merged(parts[key], value);
  return parts;
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
