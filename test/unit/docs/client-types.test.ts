import assert from 'node:assert/strict';
import type {
  CommentPushData,
  FieldViolation,
  LikePushData,
  NewFollowerPushData,
  Platform,
  ReadPushData,
  RemovePushTokenRequest,
  SavePushTokenRequest,
  SendTestPushAnswer,
  TestPushData,
} from '../../../client/comment-push.ts';
import { parseUser } from '../../../functions/src/audience/user.ts';
import type { TestResult } from '../../../functions/src/delivery/test-push.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type { EventDefinition } from '../../../functions/src/events/event-definition.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import type { Platform as ServerPlatform } from '../../../functions/src/fcm/message.ts';
import { composeClearing } from '../../../functions/src/inbox/clear-read.ts';
import { composePushes } from '../../../functions/src/message/compose-pushes.ts';
import { composeTestPayload } from '../../../functions/src/message/payload.ts';
import { parseRemoveRequest, parseSaveRequest } from '../../../functions/src/tokens/requests.ts';
import { eventOf } from '../events/read-events.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The compiler refuses `true` for a pair that differs. */
const SAME_AS_ON_THE_SERVER: [
  Same<SendTestPushAnswer['results'][number], TestResult>,
  Same<Platform, ServerPlatform>,
] = [true, true];

const SAVES: readonly Required<Omit<SavePushTokenRequest, 'token' | 'fid'>>[] = [
  { platform: 'web', deviceId: 'd', locale: 'ko', timeZone: 'Asia/Seoul', appVersion: '1' },
];

const DOCUMENTS = { 'posts/post': { authorId: 'ana' } };
const PHONE = { pushTokens: { d: { token: 't', platform: 'web' } } };

/** What Ana’s device gets in `data` for the first reason of an event. */
async function dataOf(definition: EventDefinition, params: object, document: object) {
  const read = await eventOf(definition, { ...params }, { ...document }, DOCUMENTS);
  assert.ok('notification' in read);
  const [[, reason] = assert.fail()] = read.notification.audience;
  const to = [{ user: parseUser('ana', PHONE), reason }];
  const lifetime = { now: 0, ttlSeconds: 60 };
  const [push] = composePushes(read, to, undefined, lifetime, { collapse: 'event' });
  return push?.payload.data;
}

const keys = (data: unknown): string[] => Object.keys(data ?? {}).sort();

describe('The client’s types', () => {
  it('are the server’s, for the compiler', () => assert.ok(SAME_AS_ON_THE_SERVER.every(Boolean)));

  it('name every field that the server takes, and no other', () => {
    for (const rest of SAVES) {
      assert.ok('value' in parseSaveRequest({ token: 't', ...rest }));
      assert.ok('value' in parseSaveRequest({ fid: 'f', ...rest }));
    }
    const removals: readonly RemovePushTokenRequest[] = [
      { token: 't' },
      { fid: 'f' },
      { deviceId: 'd' },
    ];
    for (const each of removals) assert.ok('value' in parseRemoveRequest(each));
  });

  it('describe what is wrong with a field', () => {
    const parsed = parseSaveRequest({});
    assert.ok('violations' in parsed);
    const violations: readonly FieldViolation[] = parsed.violations;
    assert.ok(violations.every(({ field, description }) => field !== '' && description !== ''));
  });

  it('have the data of each push', async () => {
    const said = { title: '', body: '', authorId: '' };
    const aboutComment: Record<keyof CommentPushData, string> = {
      ...said,
      ...{ type: 'comment', postId: '', commentId: '' },
    };
    const written = { authorId: 'bo', text: 'Oolong' };
    const ids = { postId: 'post', commentId: 'c' };
    assert.deepEqual(keys(await dataOf(comment, ids, written)), keys(aboutComment));
    const types: Record<CommentPushData['type'], 0> = {
      reply: 0,
      mention: 0,
      comment: 0,
      follow: 0,
    };
    assert.deepEqual(Object.keys(types), Object.keys(comment.reasons));

    const aboutLike: Record<keyof LikePushData, string> = { ...said, type: 'like', postId: '' };
    const liked = { postId: 'post', uid: 'bo' };
    assert.deepEqual(keys(await dataOf(like, liked, {})), keys(aboutLike));

    const aboutFollower: Record<keyof NewFollowerPushData, string> = {
      ...said,
      type: 'newFollower',
    };
    const followed = { uid: 'ana', followerUid: 'bo' };
    assert.deepEqual(keys(await dataOf(newFollower, followed, {})), keys(aboutFollower));

    const read: Record<keyof ReadPushData, string> = {
      type: 'read',
      postId: '',
      notificationId: '',
      unread: '',
    };
    const user = parseUser('ana', PHONE);
    const entry = { notificationId: 'n', data: { postId: 'post' }, unread: 1 };
    const [clearing] = composeClearing(user, entry, 0);
    assert.deepEqual(keys(clearing?.payload.data), keys(read));

    const test: Record<keyof TestPushData, string> = { type: 'test', title: '', body: '' };
    assert.deepEqual(keys(composeTestPayload('en', 'news', 0).data), keys(test));
  });
});
