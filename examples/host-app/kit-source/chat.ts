import { type EventDefinition, needs } from 'comment-push/events';

/** A message in a chat: whoever else is in it hears of it, under the nickname of who wrote it. */
export const chat: EventDefinition = {
  name: 'chat',
  document: 'chats/{chatId}/messages/{messageId}',
  reasons: { chat: { setting: 'chats' } },
  texts: { en: { 'title.chat': '{name}' }, ko: { 'title.chat': '{name}' } },
  read: ({ chatId = '' }, { from, text }) =>
    typeof from !== 'string' || typeof text !== 'string'
      ? { skip: 'no writer or no text' }
      : needs(
          {
            members: {
              path: `chats/${chatId}`,
              fields: { members: 'members' },
              parse: ({ members }) => (Array.isArray(members) ? members.map(String) : []),
            },
            nickname: {
              path: `members/${from}`,
              fields: { nickname: 'nickname' },
              parse: ({ nickname }) => (typeof nickname === 'string' ? nickname : undefined),
            },
          },
          ({ members, nickname }) => ({
            authorId: from,
            authorName: nickname,
            audience: members.map((uid) => [uid, 'chat'] as const),
            thread: { id: chatId },
            body: text,
            data: { chatId },
          }),
        ),
};
