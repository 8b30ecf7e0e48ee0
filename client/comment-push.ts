/** The input and answers of the callables, and the data of a push, for web and React Native apps. */

export type Platform = 'android' | 'ios' | 'web';

/** The address for FCM: a registration token, or the installation ID of `onRegistered`. */
export type Target =
  | { readonly token: string; readonly fid?: never }
  | { readonly fid: string; readonly token?: never };

/** Input of `savePushToken`. A string has at most 64 characters, a target at most 4096 bytes. */
export type SavePushTokenRequest = Target & {
  readonly platform: Platform;
  /** The ID of an installation, in A-Z a-z 0-9 _ -. A device's new target replaces the old one. */
  readonly deviceId?: string;
  /** BCP 47, such as `navigator.language`. */
  readonly locale?: string;
  /** IANA, such as `Intl.DateTimeFormat().resolvedOptions().timeZone`. */
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

/** Answer of `sendTestPush`, which has no input. */
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
    /** Apple’s reason or FCM’s code, if it was not delivered. `PAUSED` while sending is paused. */
    readonly errorCode?: string;
  }[];
}

/** `details` of an `invalid-argument`: one for each wrong field. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

type Shown = { readonly title: string; readonly body: string };
/** `authorId` is the user who wrote the comment, liked the post or follows. */
type ShownOfPerson = Shown & { readonly authorId: string };

export type CommentPushData = ShownOfPerson & {
  readonly type: 'reply' | 'mention' | 'comment' | 'follow';
  readonly postId: string;
  readonly commentId: string;
};

/** Somebody likes the user's post. `body` is its title. */
export type LikePushData = ShownOfPerson & { readonly type: 'like'; readonly postId: string };

export type NewFollowerPushData = ShownOfPerson & { readonly type: 'newFollower' };

/**
 * A push that shows nothing: another device has read the notifications of this post. Without
 * `postId`, it has read all of the type with which `notificationId` begins.
 */
export type ReadPushData = {
  readonly type: 'read';
  readonly postId?: string;
  readonly notificationId: string;
  /** The new number on the icon, in digits. */
  readonly unread: string;
};

export type TestPushData = Shown & { readonly type: 'test' };

/** `data` of a push. A push that your server writes has its own `type` and data. */
export type PushData =
  | CommentPushData
  | LikePushData
  | NewFollowerPushData
  | ReadPushData
  | TestPushData;
