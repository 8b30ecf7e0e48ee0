import {
  type Attempt,
  type Attempts,
  get,
  list,
  listGroup,
  NOBODY,
  remove,
  serverTimestamp,
  set,
  update,
  without,
} from './attempt.ts';

const COMMENTS = 'posts/post/comments';
const BY_ANA = `${COMMENTS}/by-ana`;
const comment = { authorId: 'bo', authorName: 'Bo', text: 'Oolong', createdAt: serverTimestamp() };
const uids = (count: number) => Array.from({ length: count }, (_, index) => `uid-${index}`);

/** Bo writes a comment that differs from a valid one only in `fields`. */
const write = ([title, fields]: [string, Readonly<Record<string, unknown>>]): Attempt => [
  title,
  'bo',
  set(`${COMMENTS}/new`, { ...comment, ...fields }),
];

const VALID = {
  'with what every comment has': {},
  'the shortest text': { text: 'x' },
  'the longest text': { text: 'x'.repeat(2000) },
  'that answers another': { parentId: 'by-ana' },
  'that mentions nobody': { mentions: [] },
  'that mentions ten people': { mentions: uids(10) },
  'with every field': { parentId: 'by-ana', mentions: ['ana', 'cho'] },
};

const INVALID = {
  'as another author': { authorId: 'ana' },
  'under another name': { authorName: 'Ana' },
  'with an empty text': { text: '' },
  'with a text too long': { text: 'x'.repeat(2001) },
  'with a text that is a list': { text: ['Oolong'] },
  'at a time of the app’s': { createdAt: new Date(0) },
  'with another field': { likes: 0 },
  'that answers none that exists': { parentId: 'missing' },
  'that answers itself': { parentId: 'new' },
  'that answers a comment of another post': { parentId: 'elsewhere' },
  'that answers a path': { parentId: 'by-ana/replies/reply' },
  'that answers nothing': { parentId: '' },
  'that answers null': { parentId: null },
  'that answers a number': { parentId: 1 },
  'that answers a boolean': { parentId: true },
  'that answers a list': { parentId: ['by-ana'] },
  'that answers a map': { parentId: { id: 'by-ana' } },
  'that answers a time': { parentId: new Date(0) },
  'that answers this collection by dots': { parentId: '..' },
  'that mentions eleven people': { mentions: uids(11) },
  'that mentions a number': { mentions: ['ana', 1] },
  'that mentions a map': { mentions: [{ uid: 'ana' }] },
  'that mentions an empty string': { mentions: ['ana', ''] },
  'that mentions no list': { mentions: 'ana' },
  'that mentions null': { mentions: null },
};

export const commentAttempts: Attempts = {
  allowed: [
    ['read one', 'cho', get(BY_ANA)],
    ['list them', 'cho', list(COMMENTS)],
    ...Object.entries(VALID).map(write),
    ['delete your own', 'ana', remove(BY_ANA)],
  ],
  denied: [
    ['read one, signed out', NOBODY, get(BY_ANA)],
    ['list them, signed out', NOBODY, list(COMMENTS)],
    ['list those of all posts', 'cho', listGroup('comments')],
    ...Object.entries(INVALID).map(write),
    ...Object.keys(comment).map(
      (field): Attempt => [
        `without ${field}`,
        'bo',
        set(`${COMMENTS}/new`, without(comment, field)),
      ],
    ),
    ['signed out', NOBODY, set(`${COMMENTS}/new`, comment)],
    ['under no post', 'bo', set('posts/missing/comments/new', comment)],
    [
      'by one who has no document',
      'cho',
      set(`${COMMENTS}/new`, { ...comment, authorId: 'cho', authorName: 'Cho' }),
    ],
    ['change your own', 'ana', update(BY_ANA, { text: 'Black' })],
    ['replace your own', 'ana', set(BY_ANA, { ...comment, authorId: 'ana', authorName: 'Ana' })],
    ['delete another’s', 'bo', remove(BY_ANA)],
    ['delete one, signed out', NOBODY, remove(BY_ANA)],
  ],
};
