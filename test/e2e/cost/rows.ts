import * as comments from '../../../tools/metering/comment-cases.ts';
import * as devices from '../../../tools/metering/device-cases.ts';
import type { Subject } from '../../../tools/metering/scenario.ts';

export interface Row {
  readonly what: string;
  readonly how: string;
  /** In whose process it is counted. */
  readonly subject: Subject;
  readonly count: comments.Case;
}

const OFF = 'INBOX off';
const ON = 'INBOX on';
/** Nothing has gathered yet about the post for the same reason, or something has. */
const FIRST = 'INBOX on, first';
const LATER = 'INBOX on, later';
const EITHER = '';

const SUBJECTS = {
  sample: 'sample',
  [OFF]: 'comment-push',
  [ON]: 'comment-push with INBOX',
  [FIRST]: 'comment-push with INBOX',
  [LATER]: 'comment-push with INBOX',
  [EITHER]: 'comment-push',
} as const satisfies Readonly<Record<string, Subject>>;

type Hows = Readonly<Partial<Record<keyof typeof SUBJECTS, comments.Case>>>;

const COUNTED: Readonly<Record<string, Hows>> = {
  'a comment to the post’s author': {
    sample: comments.firstOnPost(comments.TO_ONE),
    [OFF]: comments.firstOnPost(comments.TO_ONE),
    [FIRST]: comments.firstOnPost(comments.TO_ONE),
    [LATER]: comments.nextOnPost(comments.TO_ONE),
  },
  'a reply, to two people': {
    [OFF]: comments.firstOnPost(comments.REPLY),
    [FIRST]: comments.firstOnPost(comments.REPLY),
    [LATER]: comments.nextOnPost(comments.REPLY),
  },
  'nine mentions, so to ten people': {
    sample: comments.firstOnPost(comments.TO_TEN),
    [OFF]: comments.firstOnPost(comments.TO_TEN),
    [FIRST]: comments.firstOnPost(comments.TO_TEN),
    [LATER]: comments.nextOnPost(comments.TO_TEN),
  },
  'a like': { [OFF]: comments.liked },
  'a new follower': { [OFF]: comments.followed },
  'a comment on one’s own post': { [EITHER]: comments.onOwnPost },
  'a mention held back': { [ON]: comments.heldMention },
  'a comment to 99 followers as well': {
    sample: comments.firstOnPost(comments.TO_A_PAGE),
    [OFF]: comments.firstOnPost(comments.TO_A_PAGE),
  },
  'a further page of 100 followers': {
    [OFF]: comments.secondPage,
    [FIRST]: comments.secondPage,
    [LATER]: comments.nextSecondPage,
  },
  'an event that comes again': { [OFF]: comments.redelivered, [ON]: comments.redelivered },
  'a comment to a dead device': { [OFF]: comments.deadDevice },
  'a comment that FCM puts off': { [OFF]: comments.putOff },
  'its retry': { [OFF]: comments.retried, [ON]: comments.retried },
  'an inbox entry is read': { [ON]: comments.entryRead },
  '`savePushToken`, a new device': { [EITHER]: devices.newDevice },
  '`savePushToken`, nothing new': { [EITHER]: devices.sameDevice },
  '`savePushToken`, nothing new for a day': { [EITHER]: devices.sameDeviceNextDay },
  '`savePushToken`, nothing new in a week': { [EITHER]: devices.sameDeviceNextWeek },
  '`savePushToken`, a new token': { [EITHER]: devices.newToken },
  '`savePushToken`, from another user': { [EITHER]: devices.movedDevice },
  '`removePushToken`': { [EITHER]: devices.removedDevice },
  '`removePushToken`, nothing there': { [EITHER]: devices.nothingToRemove },
  '`sendTestPush`, to one device': { [EITHER]: devices.testPush },
};

export const ROWS: readonly Row[] = Object.entries(COUNTED).flatMap(([what, hows]) =>
  Object.entries(SUBJECTS).flatMap(([how, subject]) => {
    const count = hows[how as keyof Hows];
    return count === undefined ? [] : [{ what, how, subject, count }];
  }),
);
