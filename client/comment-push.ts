/**
 * What the callables take and answer, and what a push carries: for web and React Native apps, which
 * copy this file. Types alone: nothing of it is left at run time.
 */

export type Platform = 'android' | 'ios' | 'web';

/** Where FCM sends to: a registration token, or what `onRegistered` gave, never both. */
export type Target =
  | { readonly token: string; readonly fid?: never }
  | { readonly fid: string; readonly token?: never };

/** Input of `savePushToken`. A text is at most 64 characters, a target 4096 bytes. */
export type SavePushTokenRequest = Target & {
  readonly platform: Platform;
  /** Stable for one installation: with it, a new target replaces the old one. A-Z a-z 0-9 _ - */
  readonly deviceId?: string;
  /** BCP 47, as `navigator.language` is. */
  readonly locale?: string;
  /** IANA, as `Intl.DateTimeFormat().resolvedOptions().timeZone` is. */
  readonly timeZone?: string;
  readonly appVersion?: string;
};

export interface SavePushTokenAnswer {
  /** The given one, or one derived from the target. */
  readonly deviceId: string;
}

/** Input of `removePushToken`: exactly one of the three. */
export type RemovePushTokenRequest =
  | (Target & { readonly deviceId?: never })
  | { readonly deviceId: string; readonly token?: never; readonly fid?: never };

export interface RemovePushTokenAnswer {
  readonly removed: boolean;
}

/** Answer of `sendTestPush`, which takes no input; `resource-exhausted` within 10 s of the last. */
export interface SendTestPushAnswer {
  readonly results: readonly {
    readonly deviceId: string;
    readonly outcome:
      | 'delivered'
      | 'unregistered'
      | 'tokenRefused'
      | 'apnsRefused'
      | 'messageRefused'
      | 'senderMismatch'
      | 'projectBroken'
      | 'platformBroken'
      | 'quotaExceeded'
      | 'unavailable';
    /** Apple’s reason or FCM’s code, where it was not delivered; `PAUSED` while sending is paused. */
    readonly errorCode?: string;
  }[];
}

/** `details` of an `invalid-argument`: one for each field that is wrong. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** `data` of a push about a comment. */
export type CommentPushData = {
  readonly type: 'reply' | 'mention' | 'comment' | 'follow';
  readonly title: string;
  readonly body: string;
  readonly postId: string;
  readonly commentId: string;
  readonly authorId: string;
};

/** `data` of a push about a like of one’s own post. `authorId` is who likes it. */
export type LikePushData = {
  readonly type: 'like';
  readonly title: string;
  /** The title of the post. */
  readonly body: string;
  readonly postId: string;
  readonly authorId: string;
};

/** `data` of a push about a new follower, who is `authorId`. */
export type NewFollowerPushData = {
  readonly type: 'newFollower';
  readonly title: string;
  readonly body: string;
  readonly authorId: string;
};

/**
 * `data` of a push without anything to show: another device has read what is about this post, or
 * without `postId` all of the type that `notificationId` begins with.
 */
export type ReadPushData = {
  readonly type: 'read';
  readonly postId?: string;
  readonly notificationId: string;
  /** Unread entries, in digits: the new badge. */
  readonly unread: string;
};

/** `data` of `sendTestPush`. */
export type TestPushData = {
  readonly type: 'test';
  readonly title: string;
  readonly body: string;
};

export type PushData =
  | CommentPushData
  | LikePushData
  | NewFollowerPushData
  | ReadPushData
  | TestPushData;
