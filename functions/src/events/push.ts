import * as v from 'valibot';
import { COLLECTIONS } from '../config/app-data.ts';
import { canonical } from '../texts/locale.ts';
import { cleanLine, cleanText, isBlank } from './clean-text.ts';
import { isDocumentId } from './document-id.ts';
import { type EventDefinition, type LocalizedText, needs } from './event-definition.ts';

/** Maximum number of users in one document. For more, use a collection. */
const MAX_UIDS = 500;
const SOME_UIDS = `must be 1 to ${MAX_UIDS} user IDs`;
/** FCM reserves these keys and refuses a message that has one. */
const RESERVED_KEY = /^(from|message_type|google\..*|gcm\..*)$/;

const Id = v.pipe(v.string('must be a string'), v.check(isDocumentId, 'must be an ID'));
const Word = v.pipe(
  v.string('must be a string'),
  // The syntax of an analytics label in FCM.
  v.regex(/^[\w.~%-]{1,50}$/, 'must be 1 to 50 of A-Z, a-z, 0-9 and -_.~%'),
);
const TEXTS = 'must be a string, or a map of BCP 47 tags to strings';
const Text = v.union(
  [
    v.string(),
    v.pipe(
      v.record(
        v.pipe(
          v.string(),
          v.check((tag) => canonical(tag) !== undefined, TEXTS),
        ),
        v.string(),
      ),
      v.check((texts) => Object.keys(texts).length > 0, TEXTS),
    ),
  ],
  TEXTS,
);
const Title = v.pipe(
  Text,
  v.check((text) => textsOf(text).every((each) => !isBlank(each)), 'must show something'),
);
const Collection = v.pipe(
  v.string('must be a string'),
  v.check((path) => {
    const parts = path.split('/');
    return parts.length % 2 === 1 && parts.every(isDocumentId);
  }, 'must be the path of a collection'),
);
const Time = v.pipe(
  v.custom<{ toMillis(): number }>(
    (value) => typeof value === 'object' && value !== null && 'toMillis' in value,
    'must be a timestamp',
  ),
  v.transform((timestamp) => timestamp.toMillis()),
);
const Data = v.record(
  v.pipe(
    v.string(),
    v.check((key) => !RESERVED_KEY.test(key), 'has a key that FCM keeps for itself'),
  ),
  v.string('must hold strings'),
  'must be a map of strings',
);

const PushDocument = v.object({
  to: v.union(
    [
      v.strictObject({
        uids: v.pipe(v.array(Id), v.minLength(1, SOME_UIDS), v.maxLength(MAX_UIDS, SOME_UIDS)),
      }),
      v.strictObject({ collection: Collection }),
    ],
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
  link: v.optional(v.pipe(v.string(), v.startsWith('/', 'must begin with /'))),
  image: v.optional(v.pipe(v.string(), v.startsWith('https://', 'must begin with https://'))),
  channel: v.optional(Word),
  inQuietHours: v.optional(
    v.picklist(['silent', 'later', 'aloud'], 'must be silent, later or aloud'),
  ),
});

/** A push that the app's server decides: a document says what to send, to whom and when. */
export const push: EventDefinition = {
  name: 'push',
  document: `${COLLECTIONS.pushes}/{pushId}`,
  reasons: {},
  channel: 'announcements',
  read({ pushId = '' }, data) {
    const parsed = v.safeParse(PushDocument, data);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      return { skip: `malformed: ${v.getDotPath(issue) ?? 'document'} ${issue.message}` };
    }
    const { to, title, body, sendAt, senderId, setting, type, threadId, ...rest } = parsed.output;
    const { data: values, link, image, channel, inQuietHours } = rest;
    const people = 'uids' in to ? to.uids : [];
    return needs(
      {},
      () => ({
        authorId: senderId,
        audience: people.map((uid) => [uid, type] as const),
        reasons: { [type]: { setting, channel, inQuietHours } },
        thread: { id: threadId ?? pushId },
        title: eachText(title, cleanLine),
        body: eachText(body, cleanText),
        data: values,
        link,
        image,
      }),
      {
        ...('collection' in to && { followers: { collection: to.collection, reason: type } }),
        notBefore: sendAt,
      },
    );
  },
};

const textsOf = (text: LocalizedText): string[] =>
  typeof text === 'string' ? [text] : Object.values(text);

function eachText(text: LocalizedText, clean: (text: string) => string): LocalizedText {
  if (typeof text === 'string') return clean(text);
  return Object.fromEntries(Object.entries(text).map(([tag, each]) => [tag, clean(each)]));
}
