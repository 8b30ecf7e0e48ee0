import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { comment } from '../../../functions/src/events/comment.ts';
import { composePushes } from '../../../functions/src/notifications/compose-pushes.ts';
import type { Notification } from '../../../functions/src/notifications/event-definition.ts';
import {
  audienceOf,
  followersAmong,
  recipientsAmong,
} from '../../../functions/src/notifications/recipients.ts';
import { parseUser } from '../../../functions/src/notifications/user.ts';
import { occurrenceOf } from './occurrences.ts';

/** Documents as they stand in Firestore. */
interface Input {
  readonly at: string;
  readonly post: { readonly id: string; readonly authorId: string };
  readonly parent?: { readonly authorId: string };
  readonly comment: { readonly id: string; readonly data: Readonly<Record<string, unknown>> };
  readonly recipient: {
    readonly uid: string;
    readonly follows?: boolean;
    readonly device: string;
    readonly document: unknown;
  };
}

/** What differs from the default, and the message that one device is to get, if any. */
interface Case {
  readonly why?: string;
  readonly input: Partial<Input>;
  readonly message: Json;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const FOLDER = join(import.meta.dirname, '../../fixtures/pushes');
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
const DEFAULT: { readonly input: Input; readonly message: Json } = read('default.json');
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
      for (const [name, { why, input, message }] of Object.entries(cases)) {
        it(name, async () => {
          const expected = message === null ? null : merged(DEFAULT.message, message);
          assert.deepEqual(await messageOf({ ...DEFAULT.input, ...input }), expected, why);
        });
      }
    });
  }
});

async function messageOf({ at, post, parent, comment: { id, data }, recipient }: Input) {
  const found = await occurrenceOf(comment, { postId: post.id, commentId: id }, data, {
    [`posts/${post.id}`]: { authorId: post.authorId, title: 'Pictures' },
    ...(parent && { [`posts/${post.id}/comments/${String(data.parentId)}`]: parent }),
  });
  if ('skip' in found) return null;
  const user = parseUser(recipient.uid, recipient.document);
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

/** Maps are merged; null takes a part away. */
function merged(base: Json | undefined, change: Json): Json {
  if (!isMap(base) || !isMap(change)) return change;
  const parts = { ...base };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete parts[key];
    else parts[key] = merged(parts[key], value);
  }
  return parts;
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
