import { type Attempt, type Attempts, type Fields, NOBODY, NOW } from './attempts.ts';

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name));

const POST = 'posts/post';
const NEW_POST = 'posts/new';
const post = { authorId: 'bo', title: 'Milk', createdAt: NOW };

/** Bo creates a post that differs from a valid one only in `fields`. */
function posted(title: string, fields: Fields): Attempt {
  return [title, 'bo', 'set', NEW_POST, { ...post, ...fields }];
}

const posts: Attempts = {
  allowed: [
    ['read one', 'bo', 'get', POST],
    ['list them', 'bo', 'list', 'posts'],
    posted('create one', {}),
    posted('create one with a time from the app', { createdAt: new Date(0) }),
    posted('the longest title', { title: 'x'.repeat(200) }),
  ],
  denied: [
    ['read one, signed out', NOBODY, 'get', POST],
    ['list them, signed out', NOBODY, 'list', 'posts'],
    ['create one as another', 'ana', 'set', NEW_POST, post],
    ['create one, signed out', NOBODY, 'set', NEW_POST, post],
    ...Object.keys(post).map(
      (field): Attempt => [`no ${field}`, 'bo', 'set', NEW_POST, without(post, field)],
    ),
    posted('an empty title', { title: '' }),
    posted('a title too long', { title: 'x'.repeat(201) }),
    posted('a title that is a list', { title: ['Milk'] }),
    posted('a time that is a number', { createdAt: 0 }),
    posted('another field', { pinned: true }),
    ['change your own', 'ana', 'update', POST, { title: 'Water' }],
    ['delete your own', 'ana', 'remove', POST],
  ],
};

const COMMENTS = 'posts/post/comments';
const BY_ANA = `${COMMENTS}/by-ana`;
const NEW_COMMENT = `${COMMENTS}/new`;
const comment = { authorId: 'bo', authorName: 'Bo', text: 'Oolong', createdAt: NOW };
const byCho = { ...comment, authorId: 'cho', authorName: 'Cho' };
const uids = (count: number) => Array.from({ length: count }, (_, index) => `uid-${index}`);

/** Bo writes a comment that differs from a valid one only in `fields`. */
function commented([title, fields]: [string, Fields]): Attempt {
  return [title, 'bo', 'set', NEW_COMMENT, { ...comment, ...fields }];
}

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
  'with a time from the app': { createdAt: new Date(0) },
  'with another field': { likes: 0 },
  'that answers a missing comment': { parentId: 'missing' },
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

const comments: Attempts = {
  allowed: [
    ['read one', 'cho', 'get', BY_ANA],
    ['list them', 'cho', 'list', COMMENTS],
    ...Object.entries(VALID).map(commented),
    ['delete your own', 'ana', 'remove', BY_ANA],
  ],
  denied: [
    ['read one, signed out', NOBODY, 'get', BY_ANA],
    ['list them, signed out', NOBODY, 'list', COMMENTS],
    ['list those of all posts', 'cho', 'listGroup', COMMENTS],
    ...Object.entries(INVALID).map(commented),
    ...Object.keys(comment).map(
      (field): Attempt => [`without ${field}`, 'bo', 'set', NEW_COMMENT, without(comment, field)],
    ),
    ['signed out', NOBODY, 'set', NEW_COMMENT, comment],
    ['under no post', 'bo', 'set', 'posts/missing/comments/new', comment],
    ['by a user without a document', 'cho', 'set', NEW_COMMENT, byCho],
    ['change your own', 'ana', 'update', BY_ANA, { text: 'Black' }],
    ['replace your own', 'ana', 'set', BY_ANA, { ...comment, authorId: 'ana', authorName: 'Ana' }],
    ['delete another’s', 'bo', 'remove', BY_ANA],
    ['delete one, signed out', NOBODY, 'remove', BY_ANA],
  ],
};

/** Documents for follows and likes, each with the uid of its user as ID. Ana has one. */
const MARKS = ['posts/post/followers', 'posts/post/likes', 'users/bo/followers'];

const mark = { createdAt: NOW };

const allowedOn = (path: string): Attempt[] => [
  [`set your own in ${path}`, 'cho', 'set', `${path}/cho`, mark],
  [`see your own in ${path}`, 'ana', 'get', `${path}/ana`],
  [`take your own back from ${path}`, 'ana', 'remove', `${path}/ana`],
];

const deniedOn = (path: string): Attempt[] => [
  [`set one for another in ${path}`, 'ana', 'set', `${path}/cho`, mark],
  [`set one, signed out, in ${path}`, NOBODY, 'set', `${path}/cho`, mark],
  [`with another field in ${path}`, 'cho', 'set', `${path}/cho`, { ...mark, level: 'all' }],
  [`with another time in ${path}`, 'cho', 'set', `${path}/cho`, { createdAt: new Date(0) }],
  [`without a time in ${path}`, 'cho', 'set', `${path}/cho`, {}],
  [`change the time in ${path}`, 'ana', 'update', `${path}/ana`, mark],
  [`see another’s in ${path}`, 'cho', 'get', `${path}/ana`],
  [`see one, signed out, in ${path}`, NOBODY, 'get', `${path}/ana`],
  [`list ${path}`, 'ana', 'list', path],
  [`query yourself in ${path}`, 'ana', 'query', path, { __name__: 'ana' }],
  [`take another’s back from ${path}`, 'cho', 'remove', `${path}/ana`],
  [`take one back, signed out, from ${path}`, NOBODY, 'remove', `${path}/ana`],
];

const marks: Attempts = {
  allowed: [
    ...MARKS.flatMap(allowedOn),
    ['see one of your followers', 'bo', 'get', 'users/bo/followers/ana'],
    ['list your followers', 'bo', 'list', 'users/bo/followers'],
  ],
  denied: [
    ...MARKS.flatMap(deniedOn),
    ['follow a post that does not exist', 'cho', 'set', 'posts/missing/followers/cho', mark],
    ['like a post that does not exist', 'cho', 'set', 'posts/missing/likes/cho', mark],
    ['like a like below a missing post', 'cho', 'set', 'posts/missing/likes/cho/likes/cho', mark],
    ['list the followers of all', 'ana', 'listGroup', 'posts/post/followers'],
    ['take one of your followers away', 'bo', 'remove', 'users/bo/followers/ana'],
  ],
};

/** What users write under posts, and follows and likes. */
export const POST_ATTEMPTS = {
  'posts/{postId}': posts,
  'posts/{postId}/comments': comments,
  'followers and likes': marks,
};
