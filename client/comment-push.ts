/** What the callables take and answer, and what a push carries, for web and React Native apps. */

export type Platform = 'android' | 'ios' | 'web';

/** Where FCM sends to: a registration token, or the installation ID of `onRegistered`. */
export type Target =
  | { readonly token: string; readonly fid?: never }
  | { readonly fid: string; readonly token?: never };

/** Input of `savePushToken`. A text is at most 64 characters, a target 4096 bytes. */
export type SavePushTokenRequest = Target & {
  readonly platform: Platform;
  /** Of one installation, in A-Z a-z 0-9 _ -. A new target of the same device replaces the old. */
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

/** Answer of `sendTestPush`, which takes no input. */
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

type Shown = { readonly title: string; readonly body: string };
/** `authorId` is who wrote the comment, liked the post or follows. */
type ShownOfPerson = Shown & { readonly authorId: string };

export type CommentPushData = ShownOfPerson & {
  readonly type: 'reply' | 'mention' | 'comment' | 'follow';
  readonly postId: string;
  readonly commentId: string;
};

/** Somebody likes one’s own post. `body` is its title. */
export type LikePushData = ShownOfPerson & { readonly type: 'like'; readonly postId: string };

export type NewFollowerPushData = ShownOfPerson & { readonly type: 'newFollower' };

/**
 * Shows nothing: another device has read what is about this post. Without `postId` it has read
 * everything of the type that `notificationId` begins with.
 */
export type ReadPushData = {
  readonly type: 'read';
  readonly postId?: string;
  readonly notificationId: string;
  /** The new number on the icon, in digits. */
  readonly unread: string;
};

export type TestPushData = Shown & { readonly type: 'test' };

/** `data` of a push. A push that your server writes has its own `type`, and the data you give it. */
export type PushData =
  | CommentPushData
  | LikePushData
  | NewFollowerPushData
  | ReadPushData
  | TestPushData;
