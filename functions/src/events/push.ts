import * as v from 'valibot';
import { COLLECTIONS } from '../config/app-data.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { type EventDefinition, type LocalizedText, needs } from './event-definition.ts';
import { PushDocument } from './push-document.ts';

/** A push that the app's server decides: a document says what to send, to whom and when. */
export const push: EventDefinition = {
  name: 'push',
  document: `${COLLECTIONS.pushes}/{pushId}`,
  reasons: {},
  channel: 'announcements',
  read({ pushId = '' }, document) {
    const parsed = v.safeParse(PushDocument, document);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      return { skip: `malformed: ${v.getDotPath(issue)} ${issue.message}` };
    }
    const { to, title, body, sendAt, senderId, setting, type, threadId, ...rest } = parsed.output;
    const { data, link, image, channel, inQuietHours } = rest;
    const uids = 'uids' in to ? to.uids : [];
    const followers = 'collection' in to ? { ...to, reason: type } : undefined;
    const notification = {
      authorId: senderId,
      audience: uids.map((uid) => [uid, type] as const),
      reasons: { [type]: { setting, channel, inQuietHours } },
      thread: { id: threadId ?? pushId },
      title: eachText(title, cleanLine),
      body: eachText(body, cleanText),
      data,
      link,
      image,
    };
    return needs({}, () => notification, { followers, notBefore: sendAt });
  },
};

function eachText(text: LocalizedText, clean: (text: string) => string): LocalizedText {
  if (typeof text === 'string') return clean(text);
  return Object.fromEntries(Object.entries(text).map(([tag, each]) => [tag, clean(each)]));
}
