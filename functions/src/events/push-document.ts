import * as v from 'valibot';
import { canonical } from '../texts/locale.ts';
import { Time } from '../timestamp.ts';
import { isBlank } from './clean-text.ts';
import { Id, isDocumentId } from './document-id.ts';
import type { LocalizedText } from './event-definition.ts';

/** Maximum number of users in one document. For more, use a collection. */
const MAX_UIDS = 500;
/** FCM reserves these keys and refuses a message that has one. */
const RESERVED_KEY = /^(from|message_type|gcm)$|^(google|gcm)\./;

const textWith = (accepts: (text: string) => boolean, message: string) =>
  v.pipe(v.string(message), v.check(accepts, message));

// The syntax of an analytics label in FCM.
const Word = textWith(
  (text) => /^[\w.~%-]{1,50}$/.test(text),
  'must be 1 to 50 of A-Z, a-z, 0-9 and -_.~%',
);
const Collection = textWith((path) => {
  const parts = path.split('/');
  return parts.length % 2 === 1 && parts.every(isDocumentId);
}, 'must be the path of a collection');
const Uids = v.pipe(
  v.array(Id),
  v.check(({ length }) => length >= 1 && length <= MAX_UIDS, `must be 1 to ${MAX_UIDS} user IDs`),
);
const Text = v.custom<LocalizedText>((text) => {
  if (typeof text === 'string') return true;
  const entries = Object.entries(Object(text));
  return (
    entries.length > 0 &&
    entries.every(([tag, each]) => canonical(tag) !== undefined && typeof each === 'string')
  );
}, 'must be a string, or a map of BCP 47 tags to strings');
const Title = v.pipe(
  Text,
  v.check((text) => !textsOf(text).some(isBlank), 'must show something'),
);
const MAP_OF_STRINGS = 'must be a map of strings';
const Data = v.pipe(
  // To Valibot, a list is a record.
  v.custom<object>((value) => !Array.isArray(value), MAP_OF_STRINGS),
  v.record(
    textWith((key) => !RESERVED_KEY.test(key), 'has a key that FCM keeps for itself'),
    v.string('must hold strings'),
    MAP_OF_STRINGS,
  ),
);

/** The document of a push that the app's server decides. A message says what a field must be. */
export const PushDocument = v.object(
  {
    to: v.union(
      [v.strictObject({ uids: Uids }), v.strictObject({ collection: Collection })],
      'must be either {uids} or {collection}',
    ),
    title: Title,
    body: v.optional(Text, ''),
    sendAt: v.optional(Time),
    senderId: v.optional(Id),
    setting: v.optional(Word, 'announcements'),
    type: v.optional(Word, 'announcement'),
    data: v.optional(Data, {}),
    threadId: v.optional(Id),
    link: v.optional(textWith((path) => path.startsWith('/'), 'must begin with /')),
    image: v.optional(textWith((url) => url.startsWith('https://'), 'must begin with https://')),
    channel: v.optional(Word),
    inQuietHours: v.optional(
      v.picklist(['silent', 'later', 'aloud'], 'must be silent, later or aloud'),
    ),
  },
  'is missing',
);

function textsOf(text: LocalizedText): string[] {
  return typeof text === 'string' ? [text] : Object.values(text);
}
