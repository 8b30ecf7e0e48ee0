import { type EventDefinition, needs } from 'comment-push/events';

/** A message in a chat. All other members get it, without a sound if they have muted the chat. */
export const chat: EventDefinition = {
  name: 'chat',
  document: 'chats/{chatId}/messages/{messageId}',
  reasons: { chat: { setting: 'chats' }, mutedChat: { setting: 'chats', isSilent: true } },
  texts: { en: { 'title.chat': '{name}', 'title.mutedChat': '{name}' } },
  read: ({ chatId = '' }, { from, text }) =>
    typeof from !== 'string' || typeof text !== 'string'
      ? { skip: 'no writer or no text' }
      : needs(
          {
            chat: {
              path: `chats/${chatId}`,
              fields: { members: 'members', mutedBy: 'mutedBy' },
              parse: ({ members, mutedBy }) => ({ members: list(members), mutedBy: list(mutedBy) }),
            },
            nickname: {
              path: `members/${from}`,
              fields: { nickname: 'nickname' },
              parse: ({ nickname }) => (typeof nickname === 'string' ? nickname : undefined),
            },
          },
          ({ chat: { members, mutedBy }, nickname }) => ({
            authorId: from,
            authorName: nickname,
            audience: members.map((uid) => [uid, mutedBy.includes(uid) ? 'mutedChat' : 'chat']),
            thread: { id: chatId },
            body: text,
            data: { chatId },
          }),
        ),
};

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
