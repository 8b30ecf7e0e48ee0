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
import {
  type Parsed,
  parseRemoveRequest,
  parseSaveRequest,
} from '../../../functions/src/tokens/requests.ts';
import { eventOf } from '../events/read-events.ts';

type Fields<Data> = Readonly<Record<keyof Data, string>>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The compiler refuses `true` if the types of a pair differ. */
const SAME_AS_ON_THE_SERVER: [
  Same<SendTestPushAnswer['results'][number], TestResult>,
  Same<Platform, ServerPlatform>,
  Same<Extract<Parsed<0>, { violations: unknown }>['violations'][number], FieldViolation>,
] = [true, true, true];

const ANA = parseUser('ana', { pushTokens: { d: { token: 't', platform: 'web' } } });

/** Returns the `data` of Ana’s push for the first reason of an event. */
async function dataOf(definition: EventDefinition, params: object, document: object = {}) {
  const documents = { 'posts/post': { authorId: 'ana' } };
  const read = await eventOf(definition, { ...params }, { ...document }, documents);
  assert.ok('notification' in read);
  const [[, reason] = assert.fail()] = read.notification.audience;
  const to = [{ user: ANA, reason }];
  const lifetime = { now: 0, ttlSeconds: 60 };
  const [push] = composePushes(read, to, undefined, lifetime, '');
  return push?.payload.data;
}

describe('The client’s types', () => {
  it('are the server’s types', () => assert.ok(SAME_AS_ON_THE_SERVER.every(Boolean)));

  it('have every field that the server accepts, and no other', () => {
    const rest: Required<Omit<SavePushTokenRequest, 'token' | 'fid'>> = {
      platform: 'web',
      deviceId: 'd',
      locale: 'ko',
      timeZone: 'Asia/Seoul',
      appVersion: '1',
    };
    const targets = [{ token: 't' }, { fid: 'f' }];
    const removals: readonly RemovePushTokenRequest[] = [...targets, { deviceId: 'd' }];
    for (const each of targets) assert.ok('value' in parseSaveRequest({ ...rest, ...each }));
    for (const each of removals) assert.ok('value' in parseRemoveRequest(each));
  });

  it('have the data of each push', async () => {
    const reasons: Record<CommentPushData['type'], 0> = {
      reply: 0,
      mention: 0,
      comment: 0,
      follow: 0,
    };
    assert.deepEqual(Object.keys(reasons), Object.keys(comment.reasons));

    const said = { title: '', body: '', authorId: '' };
    const expected: readonly object[] = [
      { ...said, type: '', postId: '', commentId: '' } satisfies Fields<CommentPushData>,
      { ...said, type: '', postId: '' } satisfies Fields<LikePushData>,
      { ...said, type: '' } satisfies Fields<NewFollowerPushData>,
      { type: '', postId: '', notificationId: '', unread: '' } satisfies Fields<ReadPushData>,
      { type: '', title: '', body: '' } satisfies Fields<TestPushData>,
    ];
    const written = { authorId: 'bo', text: 'Oolong' };
    const entry = { notificationId: 'n', data: { postId: 'post' }, unread: 1 };
    const found = [
      await dataOf(comment, { postId: 'post', commentId: 'c' }, written),
      await dataOf(like, { postId: 'post', uid: 'bo' }),
      await dataOf(newFollower, { uid: 'ana', followerUid: 'bo' }),
      composeClearing(ANA, entry, 0)[0]?.payload.data,
      composeTestPayload('en', 'news', 0).data,
    ];
    const keys = (data: object | null = {}) => Object.keys(data ?? {}).sort();
    assert.deepEqual(
      found.map((data) => keys(data)),
      expected.map((data) => keys(data)),
    );
  });
});
