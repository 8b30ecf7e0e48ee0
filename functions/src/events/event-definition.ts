import type { Catalogues } from '../texts/languages/catalogues.ts';

/**
 * One situation in which somebody gets a push: the creation of a document, or a change of one. A
 * definition says what is special about it. Claiming, retries, languages, settings, mutes, blocks, quiet
 * hours, the inbox and followers' pages come to every event alike. `events/` holds one file for each.
 */
export interface EventDefinition {
  /** Its name in delivery records. Never change it once deployed. */
  readonly name: string;
  /**
   * The document whose creation is the event, as a path with `{wildcards}`. A document tells of
   * itself once, however often it is deleted and created again within a record's life.
   */
  readonly document: string;
  /** Our name for each field of the document → the app's; a dot reaches into a map. */
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * Where the event is a change of the document and no creation: says what has happened by it, such as
   * `shipped`, or undefined. Each such happening of a document is told once.
   */
  readonly happened?: (before: Fields, after: Fields) => string | undefined;
  /** Why somebody can hear of it: `data.type` of the push, `title.REASON` in the texts. */
  readonly reasons: Readonly<Record<string, ReasonOptions>>;
  /** Android's channel, where its reason names none; the event's name by default. */
  readonly channel?: string;
  /** What an Android app opens on a click, where it is not the app's first screen. */
  readonly clickAction?: string;
  /** Key of the title with `{count}`, used where `COLLAPSE` has pushes of a thread replace another. */
  readonly countedTitle?: string;
  /** Nothing is sent for so many seconds: who deletes the document in time is never heard of. */
  readonly undoSeconds?: number;
  /** Its texts, where `languages/` does not have them. */
  readonly texts?: Catalogues;
  /**
   * How its pushes differ from others, in FCM's own fields: actions on the web, a category, a sound or an
   * interruption level on iOS, `restrictedSatelliteOk` on Android. In quiet hours they stay silent.
   */
  readonly look?: (reason: string, notification: Notification) => Look;
  /** What its function needs that differs from the others: memory, region, instances. */
  readonly runsWith?: Readonly<Record<string, unknown>>;
  /**
   * Called when a delivery is done, with the people none of whose devices could be reached. A
   * process that dies at that moment may cause a second call, or none. For mail, as an example.
   */
  readonly onUnreached?: (people: readonly string[], notification: Notification) => Promise<void>;
  /**
   * Reads the document: why nobody hears of it, or what else must be read to tell of it.
   *
   * @param what what `happened`, where the event is a change
   */
  read(params: Params, data: Fields, what?: string): Skip | Needs;
}

/** Fields of an FCM message, merged over ours. */
export interface Look {
  readonly android?: object;
  readonly apns?: object;
  readonly webpush?: object;
  /** Nothing is shown by itself: the app's code gets `data` alone. */
  readonly dataOnly?: true;
}

/** A text in one language, or in several by their BCP 47 tags. */
export type LocalizedText = string | Readonly<Record<string, string>>;

export interface ReasonOptions {
  /** The key in `notificationSettings` that turns it off. */
  readonly setting: string;
  readonly channel?: string;
  /** What arrives in somebody's quiet hours: without a sound (the default), after them, or aloud. */
  readonly inQuietHours?: 'silent' | 'later' | 'aloud';
  /** It always arrives without a sound. */
  readonly isSilent?: true;
  /** With an inbox, one sender reaches one person for it only `MENTION_BURST` times in a while. */
  readonly isPaced?: true;
  /** `fcm_options.analytics_label`, where it is not the reason. */
  readonly analyticsLabel?: string;
}

/** The wildcards of a document's path, by name. */
export type Params = Readonly<Record<string, string>>;

/** A document's data by our names. What a client or an admin script wrote, so of any type. */
export type Fields = Readonly<Record<string, unknown>>;

/** Why nobody hears of a document, in words that quote nothing of it. */
export interface Skip {
  readonly skip: string;
}

/** Another document, and how it is read. Where it does not exist it has no fields. */
export interface LookUp<T> {
  readonly path: string;
  /** Our name for each field → the app's. */
  readonly fields: Readonly<Record<string, string>>;
  parse(data: Fields): T;
}

/** What is known of an event by its document alone. */
export interface KnownAtOnce {
  /** Further people, however many. They are read while the look-ups are. */
  readonly followers?: Followers;
  /** Nothing is sent before, ms since the epoch. The document is read again then. */
  readonly notBefore?: number;
}

export interface Needs extends KnownAtOnce {
  readonly lookUps: readonly LookUp<unknown>[];
  describe(found: readonly Fields[]): Skip | Notification;
}

/** What an event tells, and whom. */
export interface Notification {
  /** Who did it, if anybody. They hear nothing, nor does who has muted or blocked them. */
  readonly authorId?: string | undefined;
  /** Absent where there is no name that a reader could see: a neutral word stands in. */
  readonly authorName?: string | undefined;
  /** Whom it concerns by name. Of several reasons for one person the first one counts. */
  readonly audience: readonly (readonly [uid: string, reason: string])[];
  /** What its pushes group under on the screen and in the inbox, and what can be muted. */
  readonly thread: Thread;
  /** In place of the text `title.REASON`. */
  readonly title?: LocalizedText;
  readonly body: LocalizedText;
  /** Reasons that only this document knows. */
  readonly reasons?: EventDefinition['reasons'];
  /** Further values for the app, in `data` beside `type`, `title`, `body`, `authorId`. */
  readonly data?: Readonly<Record<string, string>>;
  /** Values for the title beside `{name}`. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Path below `WEB_ORIGIN` that a click on the web opens. */
  readonly link?: string;
  /** Address of a picture, `https:`; left out where it is longer than 500 bytes. */
  readonly image?: string | undefined;
  /** Pushes of the same key replace each other on the screen: the event's document by default. */
  readonly collapseKey?: string;
}

export interface Followers {
  /** Its documents' IDs are the uids. */
  readonly collection: string;
  readonly reason: string;
}

interface Thread {
  readonly id: string;
  readonly title?: string | undefined;
  /** IDs for the app that name it: in `data` of its pushes, and of the one that clears them. */
  readonly data?: Readonly<Record<string, string>>;
}

type Parsed<L> = { readonly [K in keyof L]: L[K] extends LookUp<infer T> ? T : undefined };

/**
 * What must be looked up, each by a name, before it is known what the event tells; and what is known
 * without that.
 */
export function needs<const L extends Readonly<Record<string, LookUp<unknown> | undefined>>>(
  lookUps: L,
  describe: (found: Parsed<L>) => Skip | Notification,
  known: KnownAtOnce = {},
): Needs {
  const wanted = Object.entries(lookUps).flatMap(([name, each]) => (each ? [{ name, each }] : []));
  return {
    ...known,
    lookUps: wanted.map(({ each }) => each),
    describe: (found) =>
      describe(
        Object.fromEntries(
          wanted.map(({ name, each }, index) => [name, each.parse(found[index] ?? {})]),
        ) as Parsed<L>,
      ),
  };
}
