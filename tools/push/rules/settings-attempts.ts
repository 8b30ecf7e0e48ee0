import { type Attempt, type Attempts, set, update } from './attempt.ts';

const REASONS = 'comments replies mentions follows likes newFollowers announcements'.split(' ');

const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

const LONGEST_ID = 'x'.repeat(128);

const VALID: Readonly<Record<string, unknown>> = {
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
    quietHours: { start: '22:00', end: '08:00', timeZone: 'Asia/Seoul', hold: true },
  },
};

const INVALID: Readonly<Record<string, unknown>> = {
  'settings that are null': null,
  'settings that are a list': [],
  'settings that are a string': 'comments',
  'an unknown part': { stars: true },
  'quiet hours that hold perhaps': { quietHours: { hold: 'yes' } },
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

const NO_ID_LISTS: Readonly<Record<string, unknown>> = {
  'one too many': ids(101),
  'a number': ['x', 1],
  'a boolean': [true],
  'a null': [null],
  'a map': [{ id: 'x' }],
  'an empty string': [''],
  'an empty string in the beginning': ['', 'x'],
  'an empty string in the end': ['x', ''],
  'a slash': ['x/y'],
  'an ID too long': ['x', `${LONGEST_ID}x`],
  'no list but a map': {},
  'no list but a string': 'x',
};

const settingsOf = ([title, settings]: [string, unknown]): Attempt => [
  title,
  'ana',
  update('users/ana', { notificationSettings: settings }),
];

const mutedAs = (part: string): [string, unknown][] =>
  Object.entries(NO_ID_LISTS).map(([title, list]) => [
    `muted ${part} with ${title}`,
    { muted: { [part]: list } },
  ]);

const quietAs = (part: string): [string, unknown][] =>
  NO_TIMES.map((time) => [
    `quiet hours with the ${part} ${JSON.stringify(time)}`,
    { quietHours: { [part]: time } },
  ]);

export const settingsAttempts: Attempts = {
  allowed: [
    ...Object.entries(VALID).map(settingsOf),
    ...REASONS.map((reason) => settingsOf([`${reason} off`, { [reason]: false }])),
    ['at creation', 'cho', set('users/cho', { notificationSettings: { comments: false } })],
    ['one part alone', 'ana', update('users/ana', { 'notificationSettings.follows': false })],
  ],
  denied: [
    ...Object.entries(INVALID).map(settingsOf),
    ...REASONS.map((reason) => settingsOf([`${reason} neither on nor off`, { [reason]: 'off' }])),
    ...REASONS.map((reason) => settingsOf([`${reason} null`, { [reason]: null }])),
    ...['postIds', 'uids'].flatMap(mutedAs).map(settingsOf),
    ...['start', 'end'].flatMap(quietAs).map(settingsOf),
    ['invalid at creation', 'cho', set('users/cho', { notificationSettings: { comments: 'off' } })],
  ],
};
