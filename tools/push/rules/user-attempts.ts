import { type Attempt, type Attempts, DELETED, type Fields, NOBODY, NOW } from './attempts.ts';

const ANA = 'users/ana';
const CHO = 'users/cho';
/** Ana's devices. */
const devices = { phone: { platform: 'ios' } };
const sameDevices = { displayName: 'Anna', pushTokens: devices };
const profile = { displayName: 'C', locale: 'ko', avatar: 'cat.png' };

/** Ana changes these fields of her document. */
const changed = (title: string, fields: Fields): Attempt => [title, 'ana', 'update', ANA, fields];

const documents: Attempts = {
  allowed: [
    ['read your own document', 'ana', 'get', ANA],
    ['create your document, empty', 'cho', 'set', CHO, {}],
    ['create it with a profile and the app’s own fields', 'cho', 'set', CHO, profile],
    changed('the longest name', { displayName: 'x'.repeat(100) }),
    changed('the longest locale', { locale: 'x'.repeat(64) }),
    changed('no name any more', { displayName: DELETED }),
    ['replace the document and leave the devices as they are', 'ana', 'set', ANA, sameDevices],
  ],
  denied: [
    ['read another’s document', 'bo', 'get', ANA],
    ['read a document, signed out', NOBODY, 'get', ANA],
    ['list the users', 'ana', 'list', 'users'],
    ['query yourself', 'ana', 'query', 'users', { __name__: 'ana' }],
    ['create another’s document', 'ana', 'set', CHO, {}],
    ['create a document, signed out', NOBODY, 'set', CHO, {}],
    ['update another’s document', 'bo', 'update', ANA, { displayName: 'Bo' }],
    ['update a document, signed out', NOBODY, 'update', ANA, { displayName: 'Bo' }],
    ['create your document with a device', 'cho', 'set', CHO, { pushTokens: devices }],
    ['create your document with no devices', 'cho', 'set', CHO, { pushTokens: {} }],
    ['add the devices', 'bo', 'update', 'users/bo', { pushTokens: devices }],
    changed('add a device', { pushTokens: { ...devices, tablet: { platform: 'web' } } }),
    changed('change a device', { pushTokens: { phone: { platform: 'web' } } }),
    changed('remove a device', { pushTokens: {} }),
    changed('remove the devices', { pushTokens: DELETED }),
    ['replace the document without its devices', 'ana', 'set', ANA, { displayName: 'Ana' }],
    ['delete your document', 'ana', 'remove', ANA],
    ['create with an empty name', 'cho', 'set', CHO, { displayName: '' }],
    changed('an empty name', { displayName: '' }),
    changed('a name too long', { displayName: 'x'.repeat(101) }),
    changed('a name that is a list', { displayName: ['Ana'] }),
    changed('a name that is null', { displayName: null }),
    changed('an empty locale', { locale: '' }),
    changed('a locale too long', { locale: 'x'.repeat(65) }),
    changed('a locale that is a number', { locale: 1 }),
  ],
};

const SETTINGS = 'comments replies mentions follows likes newFollowers announcements'.split(' ');

const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

const LONGEST_ID = 'x'.repeat(128);

const VALID: Fields = {
  'no part': {},
  'muted without a list': { muted: {} },
  'nobody muted': { muted: { postIds: [], uids: [] } },
  'a hundred muted posts': { muted: { postIds: ids(100) } },
  'a hundred muted people': { muted: { uids: ids(100) } },
  'muted IDs of all lengths': { muted: { uids: ['x', LONGEST_ID, 'a.b:c@d e', '한글'] } },
  'quiet hours without a part': { quietHours: {} },
  'quiet hours from the first minute': { quietHours: { start: '00:00' } },
  'quiet hours to the last minute': { quietHours: { end: '23:59' } },
  'quiet hours in the morning': { quietHours: { start: '09:30', end: '19:00' } },
  'the longest time zone': { quietHours: { timeZone: 'x'.repeat(64) } },
  'every part': {
    comments: true,
    replies: false,
    mentions: true,
    follows: false,
    muted: { postIds: ['post'], uids: ['bo'] },
    quietHours: { start: '22:00', end: '08:00', timeZone: 'Asia/Seoul' },
  },
};

const INVALID: Fields = {
  'settings that are null': null,
  'settings that are a list': [],
  'settings that are a string': 'comments',
  'an unknown part': { stars: true },
  'muted that is a list': { muted: ['bo'] },
  'muted that is null': { muted: null },
  'an unknown part of muted': { muted: { words: [] } },
  'quiet hours that are a string': { quietHours: '22:00' },
  'an unknown part of the quiet hours': { quietHours: { days: 'Mon' } },
  'a time zone that is empty': { quietHours: { timeZone: '' } },
  'a time zone too long': { quietHours: { timeZone: 'x'.repeat(65) } },
  'a time zone that is a number': { quietHours: { timeZone: 9 } },
};

const NO_TIMES = ['24:00', '29:00', '22:60', '7:00', '22:5', '22:00:00', ' 22:00', '2200', '', 22];

const NO_ID_LISTS: Fields = {
  'one too many': ids(101),
  'a number': ['x', 1],
  'a boolean': [true],
  'a null': [null],
  'a map': [{ id: 'x' }],
  'an empty string': [''],
  'an empty string at the beginning': ['', 'x'],
  'an empty string at the end': ['x', ''],
  'a slash': ['x/y'],
  'an ID too long': ['x', `${LONGEST_ID}x`],
  'no list but a map': {},
  'no list but a string': 'x',
};

const settingsOf = ([title, settings]: [string, unknown]): Attempt =>
  changed(title, { notificationSettings: settings });

const mutedAs = (part: string) =>
  Object.entries(NO_ID_LISTS).map(([title, list]) =>
    settingsOf([`muted ${part} with ${title}`, { muted: { [part]: list } }]),
  );

const quietAs = (part: string) =>
  NO_TIMES.map((time) =>
    settingsOf([`quiet hours, ${part} ${JSON.stringify(time)}`, { quietHours: { [part]: time } }]),
  );

const created = (comments: unknown) => ({ notificationSettings: { comments } });

const settings: Attempts = {
  allowed: [
    ...Object.entries(VALID).map(settingsOf),
    ...SETTINGS.map((setting) => settingsOf([`${setting} off`, { [setting]: false }])),
    ['at creation', 'cho', 'set', CHO, created(false)],
  ],
  denied: [
    ...Object.entries(INVALID).map(settingsOf),
    ...SETTINGS.map((setting) => settingsOf([`${setting} no boolean`, { [setting]: 'off' }])),
    ...SETTINGS.map((setting) => settingsOf([`${setting} null`, { [setting]: null }])),
    ...['postIds', 'uids'].flatMap(mutedAs),
    ...['start', 'end'].flatMap(quietAs),
    ['invalid at creation', 'cho', 'set', CHO, created('off')],
  ],
};

const INBOX = 'users/ana/notifications';
const UNREAD = `${INBOX}/unread`;
const READ = `${INBOX}/read`;
const read = { read: true, readAt: NOW };

const inbox: Attempts = {
  allowed: [
    ['read one of your own', 'ana', 'get', UNREAD],
    ['list your own', 'ana', 'list', INBOX],
    ['count your unread ones', 'ana', 'query', INBOX, { read: false }],
    ['mark one read', 'ana', 'update', UNREAD, read],
    ['mark a read one read, as a second device does', 'ana', 'update', READ, read],
  ],
  denied: [
    ['read another’s', 'bo', 'get', UNREAD],
    ['list another’s', 'bo', 'list', INBOX],
    ['list, signed out', NOBODY, 'list', INBOX],
    ['list everybody’s', 'ana', 'listGroup', INBOX],
    ['mark another’s read', 'bo', 'update', UNREAD, read],
    ['mark read, signed out', NOBODY, 'update', UNREAD, read],
    ['mark unread', 'ana', 'update', READ, { ...read, read: false }],
    ['mark read without the time', 'ana', 'update', UNREAD, { read: true }],
    ['mark read at another time', 'ana', 'update', UNREAD, { read: true, readAt: new Date(0) }],
    ['the time without marking read', 'ana', 'update', UNREAD, { readAt: NOW }],
    ['mark read and change the text', 'ana', 'update', UNREAD, { ...read, text: 'x' }],
    ['mark read and drop the text', 'ana', 'update', UNREAD, { ...read, text: DELETED }],
    ['create one', 'ana', 'set', `${INBOX}/new`, read],
    ['delete one', 'ana', 'remove', UNREAD],
  ],
};

const BLOCKED = 'users/ana/blocked';
const BO = `${BLOCKED}/bo`;
const NEW = `${BLOCKED}/cho`;

const blocked: Attempts = {
  allowed: [
    ['block somebody', 'ana', 'set', NEW, { createdAt: NOW }],
    ['block somebody without a time', 'ana', 'set', NEW, {}],
    ['see whether you block somebody', 'ana', 'get', BO],
    ['list whom you block', 'ana', 'list', BLOCKED],
    ['unblock', 'ana', 'remove', BO],
  ],
  denied: [
    ['block for another', 'bo', 'set', NEW, { createdAt: NOW }],
    ['block, signed out', NOBODY, 'set', NEW, { createdAt: NOW }],
    ['block with another field', 'ana', 'set', NEW, { createdAt: NOW, why: 'spam' }],
    ['block with a time that is a string', 'ana', 'set', NEW, { createdAt: 'now' }],
    ['change a block', 'ana', 'update', BO, { createdAt: NOW }],
    ['see whether you are blocked', 'bo', 'get', BO],
    ['list whom another blocks', 'bo', 'list', BLOCKED],
    ['list everybody’s blocks', 'ana', 'listGroup', BLOCKED],
    ['unblock for another', 'bo', 'remove', BO],
  ],
};

/** The attempts on a user's document and on documents below it. */
export const USER_ATTEMPTS = {
  'users/{uid}': documents,
  'notificationSettings of users/{uid}': settings,
  'users/{uid}/notifications': inbox,
  'users/{uid}/blocked': blocked,
};
