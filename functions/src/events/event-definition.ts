import type { Catalogues } from '../texts/languages/catalogues.ts';

/**
 * An event for which users get a push: the creation of a document, or a change of one. A definition
 * has only what is special about the event. All events have in common: claims, retries, languages,
 * settings, mutes, blocks, quiet hours, the inbox and pages of followers. Each file in `events/`
 * defines one event.
 */
export interface EventDefinition {
  /** Its name in delivery records. Do not change it after a deployment. */
  readonly name: string;
  /**
   * The path of the event's document, with `{wildcards}`. The creation of a document is one event,
   * even if the document is deleted and created again while its record exists.
   */
  readonly document: string;
  /** Our name for each field of the document → the app's name. A dot separates nested keys. */
  readonly fields?: Readonly<Record<string, string>>;
  /**
   * For an event that is a change of the document: returns what has happened, such as `shipped`, or
   * undefined. Each result is one event for a document, even if it happens again.
   */
  readonly happened?: (before: Fields, after: Fields) => string | undefined;
  /** The reasons for a push: `data.type` of the push, and `title.REASON` in the texts. */
  readonly reasons: Readonly<Record<string, ReasonOptions>>;
  /** Android's channel, if the reason has none. The default is the event's name. */
  readonly channel?: string;
  /** Texts that `languages/` does not have. */
  readonly texts?: Catalogues;
  /**
   * Returns FCM fields that its pushes have in addition: actions on the web, a category, a sound or
   * an interruption level on iOS, a click action on Android. In quiet hours they stay silent.
   */
  readonly look?: (reason: string, notification: Notification) => Look;
  /** Options of its function that differ from the others: memory, region, instances. */
  readonly runsWith?: Readonly<Record<string, unknown>>;
  /**
   * Reads the document. Returns why there are no pushes, or which other documents are needed.
   *
   * @param what the result of `happened`, if the event is a change
   */
  read(params: Params, data: Fields, what?: string): Skip | Needs;
}

/** Fields of an FCM message. They are merged into ours. */
export interface Look {
  readonly android?: object;
  readonly apns?: object;
  readonly webpush?: object;
  /** The system shows nothing: the app's code gets only `data`. */
  readonly dataOnly?: true;
}

export type LocalizedText = string | Readonly<Record<string, string>>;

export interface ReasonOptions {
  /** The key in `notificationSettings` that turns it off. */
  readonly setting: string;
  readonly channel?: string | undefined;
  /** How it arrives in quiet hours: without a sound (the default), after them, or with a sound. */
  readonly inQuietHours?: 'silent' | 'later' | 'aloud' | undefined;
  /** It always arrives without a sound. */
  readonly isSilent?: true;
  /** With an inbox, a sender can send it to a user only `MENTION_BURST` times in ten minutes. */
  readonly isPaced?: true;
}

/** The values of the wildcards in a document's path, by name. */
export type Params = Readonly<Record<string, string>>;

/** A document's data by our names. It can be of any type: clients and admin scripts write it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Why there are no pushes. It must not quote the document. */
export interface Skip {
  readonly skip: string;
}

/** Another document, and how to parse it. A missing document has no fields. */
export interface LookUp<T> {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Returns its value, or why there are no pushes without it. */
  parse(data: Fields): T | Skip;
}

/** The parts that need no look-ups. */
export interface KnownAtOnce {
  /** More users, without a limit. They are read at the same time as the look-ups. */
  readonly followers?: Followers | undefined;
  /** No push is sent before this time, in milliseconds since the epoch. */
  readonly notBefore?: number | undefined;
}

export interface Needs extends KnownAtOnce {
  readonly lookUps: readonly LookUp<unknown>[];
  describe(found: readonly Fields[]): Skip | Notification;
}

/** The content of an event, and the users whom it concerns. */
export interface Notification {
  /** The user who caused the event. They get no push, nor do users who muted or blocked them. */
  readonly authorId?: string | undefined;
  /** Absent if no visible name exists. Then the title has a neutral word. */
  readonly authorName?: string | undefined;
  /** The users whom it names; undefined is nobody. If a user has several reasons, the first counts. */
  readonly audience: readonly (readonly [uid: string | undefined, reason: string])[];
  /** Groups pushes on the screen and in the inbox. Users can mute it. */
  readonly thread: Thread;
  /** Replaces the text `title.REASON`. */
  readonly title?: LocalizedText;
  readonly body: LocalizedText;
  /** Reasons that only this document has. */
  readonly reasons?: EventDefinition['reasons'];
  /** More values for the app, in `data` with `type`, `title`, `body` and `authorId`. */
  readonly data?: Readonly<Record<string, string>>;
  /** More values for the title, in addition to `{name}`. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Path below `WEB_ORIGIN` that a click on the web opens. */
  readonly link?: string | undefined;
  /** `https:` URL of a picture. It is left out if it leaves no room for the text. */
  readonly image?: string | undefined;
  /** Pushes with the same key replace each other on the screen. Default: the event's document. */
  readonly collapseKey?: string;
}

export interface Followers {
  /** The IDs of its documents are uids. */
  readonly collection: string;
  readonly reason: string;
}

export interface Thread {
  readonly id: string;
  readonly title?: string | undefined;
  /** IDs by which the app knows the thread, in `data` of its pushes and of clearing pushes. */
  readonly data?: Readonly<Record<string, string>>;
}

type Parsed<L> = { readonly [K in keyof L]: L[K] extends LookUp<infer T> ? T : undefined };

const isSkip = (value: unknown): value is Skip => 'skip' in Object(value);

/**
 * Declares which documents an event needs before it can describe itself.
 *
 * @param lookUps the documents, by name
 * @param describe gets their parsed values by the same names
 * @param known what is known before the look-ups
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
    describe(found) {
      const values = wanted.map(({ each }, index) => each.parse(found[index] ?? {}));
      const byName = Object.fromEntries(wanted.map(({ name }, index) => [name, values[index]]));
      return values.find(isSkip) ?? describe(byName as Parsed<L>);
    },
  };
}
