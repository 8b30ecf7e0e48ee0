import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  audienceOf,
  followersAmong,
  recipientsAmong,
} from '../../../functions/src/audience/recipients.ts';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type { Notification } from '../../../functions/src/events/event-definition.ts';
import { composePushes } from '../../../functions/src/message/compose-pushes.ts';
import { occurrenceOf } from './occurrences.ts';

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
  const found = await occurrenceOf(comment, { postId: post.id, commentId }, data, {
    [`posts/${post.id}`]: { authorId: post.authorId, title: 'Pictures' },
    ...(parent && { [`posts/${post.id}/comments/${String(data.parentId)}`]: parent }),
  });
  if ('skip' in found) return null;
  const user = parseUser(recipient.uid, recipient.user);
  const audience = audienceFor(recipient, found.notification);
  const to = recipientsAmong(audience, [user], new Set(), comment, found.notification);
  const lifetime = { ttlSeconds: TTL_SECONDS, now: Date.parse(at) };
  const pushes = composePushes(found, to, lifetime, { collapse: 'event' });
  const push = pushes.find(({ deviceId }) => deviceId === recipient.device);
  return push === undefined ? null : { ...push.target, ...push.payload };
}

function audienceFor(
  { uid, follows = false }: { uid: string; follows?: boolean },
  notification: Notification,
): ReadonlyMap<string, string> {
  const named = audienceOf(notification);
  if (named.has(uid)) return named;
  return new Map(follows ? followersAmong([uid], notification) : []);
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
