import {
  type Attempts,
  deleteField,
  get,
  list,
  listGroup,
  NOBODY,
  query,
  remove,
  serverTimestamp,
  set,
  update,
} from './attempt.ts';

const INBOX = 'users/ana/notifications';
const markRead = { read: true, readAt: serverTimestamp() };

export const inboxAttempts: Attempts = {
  allowed: [
    ['read one of your own', 'ana', get(`${INBOX}/unread`)],
    ['list your own', 'ana', list(INBOX)],
    ['count your unread ones', 'ana', query(INBOX, 'read', false)],
    ['mark one read', 'ana', update(`${INBOX}/unread`, markRead)],
    ['mark a read one read, as a second device does', 'ana', update(`${INBOX}/read`, markRead)],
  ],
  denied: [
    ['read another’s', 'bo', get(`${INBOX}/unread`)],
    ['list another’s', 'bo', list(INBOX)],
    ['list, signed out', NOBODY, list(INBOX)],
    ['list everybody’s', 'ana', listGroup('notifications')],
    ['mark another’s read', 'bo', update(`${INBOX}/unread`, markRead)],
    ['mark read, signed out', NOBODY, update(`${INBOX}/unread`, markRead)],
    ['mark unread', 'ana', update(`${INBOX}/read`, { ...markRead, read: false })],
    ['mark read without the time', 'ana', update(`${INBOX}/unread`, { read: true })],
    [
      'mark read at another time',
      'ana',
      update(`${INBOX}/unread`, { read: true, readAt: new Date(0) }),
    ],
    [
      'the time without marking read',
      'ana',
      update(`${INBOX}/unread`, { readAt: serverTimestamp() }),
    ],
    ['mark read and change the text', 'ana', update(`${INBOX}/unread`, { ...markRead, text: 'x' })],
    [
      'mark read and drop the text',
      'ana',
      update(`${INBOX}/unread`, { ...markRead, text: deleteField() }),
    ],
    ['create one', 'ana', set(`${INBOX}/new`, markRead)],
    ['delete one', 'ana', remove(`${INBOX}/unread`)],
  ],
};
