import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  hearsAsFollower,
  type Reason,
  whoHears,
} from '../../../functions/src/notifications/audience.ts';
import { type Comment, parseComment } from '../../../functions/src/notifications/comment.ts';
import { composePushes, recipients } from '../../../functions/src/notifications/compose-pushes.ts';
import { parseUser } from '../../../functions/src/notifications/user.ts';

/** Documents as they stand in Firestore, and the message that one device is to get, if any. */
interface Case {
  readonly why: string;
  readonly input: {
    readonly at: string;
    readonly post: { readonly id: string; readonly authorId: string };
    readonly parent?: { readonly authorId: string };
    readonly comment: { readonly id: string; readonly data: unknown };
    readonly recipient: {
      readonly uid: string;
      readonly follows?: boolean;
      readonly device: string;
      readonly document: unknown;
    };
  };
  readonly message: unknown;
}

const FOLDER = join(import.meta.dirname, '../../fixtures/pushes');
const TTL_SECONDS = 14_400;
const FILES = globSync('*/*.json', { cwd: FOLDER }).sort();

describe('a comment becomes a message', () => {
  it('in at least 60 cases', () => assert.ok(FILES.length >= 60));

  for (const file of FILES) {
    it(file.replace('.json', ''), () => {
      const { why, input, message }: Case = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      assert.deepEqual(messageOf(input), message, why);
    });
  }
});

function messageOf({ at, post, parent, comment: { id, data }, recipient }: Case['input']): unknown {
  const parsed = parseComment({ postId: post.id, commentId: id }, data);
  if ('skip' in parsed) return null;
  const user = parseUser(recipient.uid, recipient.document);
  const reason = reasonFor(parsed.ok, post.authorId, parent?.authorId, recipient);
  if (reason === undefined) return null;
  const who = new Map([[user.uid, reason]]);
  const lifetime = { ttlSeconds: TTL_SECONDS, now: Date.parse(at) };
  const push = composePushes(parsed.ok, recipients(parsed.ok, who, [user]), lifetime).find(
    ({ deviceId }) => deviceId === recipient.device,
  );
  return push === undefined ? null : { ...push.target, ...push.payload };
}

function reasonFor(
  comment: Comment,
  postAuthorId: string,
  parentAuthorId: string | undefined,
  { uid, follows = false }: { uid: string; follows?: boolean },
): Reason | undefined {
  const named = whoHears(comment, {
    postAuthorId,
    ...(comment.parentId !== undefined && parentAuthorId !== undefined && { parentAuthorId }),
  });
  return named.get(uid) ?? (follows && hearsAsFollower(uid, comment, named) ? 'follow' : undefined);
}
