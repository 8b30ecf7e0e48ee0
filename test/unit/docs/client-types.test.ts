import assert from 'node:assert/strict';
import type {
  CommentPushData,
  FieldViolation,
  Platform,
  ReadPushData,
  RemovePushTokenRequest,
  SavePushTokenRequest,
  SendTestPushAnswer,
  TestPushData,
} from '../../../client/comment-push.ts';
import type { Reason } from '../../../functions/src/comments/audience.ts';
import { composeClearing } from '../../../functions/src/comments/clear-read.ts';
import type { Comment } from '../../../functions/src/comments/comment.ts';
import { composePayload, composeTestPayload } from '../../../functions/src/comments/payload.ts';
import { parseUser } from '../../../functions/src/comments/user.ts';
import type { Platform as ServerPlatform } from '../../../functions/src/delivery/message.ts';
import type { TestResult } from '../../../functions/src/test-push/send-test-push.ts';
import { parseRemoveRequest, parseSaveRequest } from '../../../functions/src/tokens/requests.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The compiler refuses `true` for a pair that differs. */
const SAME_AS_ON_THE_SERVER: [
  Same<SendTestPushAnswer['results'][number], TestResult>,
  Same<CommentPushData['type'], Reason>,
  Same<Platform, ServerPlatform>,
] = [true, true, true];

const SAVES: readonly Required<Omit<SavePushTokenRequest, 'token' | 'fid'>>[] = [
  { platform: 'web', deviceId: 'd', locale: 'ko', timeZone: 'Asia/Seoul', appVersion: '1' },
];

const comment: Comment = {
  postId: 'post',
  commentId: 'comment',
  authorId: 'bo',
  authorName: 'Bo',
  text: 'Oolong',
  mentions: [],
};
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

  it('have the data of each push', () => {
    const about: Record<keyof CommentPushData, string> = {
      type: 'comment',
      title: '',
      body: '',
      postId: '',
      commentId: '',
      authorId: '',
    };
    const lifetime = { now: 0, ttlSeconds: 60 };
    const payload = composePayload(comment, 'comment', 'en', { silent: false }, lifetime);
    assert.deepEqual(keys(payload.data), keys(about));

    const read: Record<keyof ReadPushData, string> = {
      type: 'read',
      postId: '',
      notificationId: '',
      unread: '',
    };
    const user = parseUser('ana', { pushTokens: { d: { token: 't', platform: 'web' } } });
    const entry = { notificationId: 'n', postId: 'post', unread: 1 };
    const [clearing] = composeClearing(user, entry, 0);
    assert.deepEqual(keys(clearing?.payload.data), keys(read));

    const test: Record<keyof TestPushData, string> = { type: 'test', title: '', body: '' };
    assert.deepEqual(keys(composeTestPayload('en', 0).data), keys(test));
  });
});
