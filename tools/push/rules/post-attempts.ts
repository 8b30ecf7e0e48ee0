import {
  type Attempts,
  get,
  list,
  NOBODY,
  remove,
  serverTimestamp,
  set,
  update,
  without,
} from './attempt.ts';

const PATH = 'posts/new';
const post = { authorId: 'bo', title: 'Milk', createdAt: serverTimestamp() };

export const postAttempts: Attempts = {
  allowed: [
    ['read one', 'bo', get('posts/post')],
    ['list them', 'bo', list('posts')],
    ['create one', 'bo', set(PATH, post)],
    ['create one at a time of the app’s', 'bo', set(PATH, { ...post, createdAt: new Date(0) })],
    ['the longest title', 'bo', set(PATH, { ...post, title: 'x'.repeat(200) })],
  ],
  denied: [
    ['read one, signed out', NOBODY, get('posts/post')],
    ['list them, signed out', NOBODY, list('posts')],
    ['create one as another', 'ana', set(PATH, post)],
    ['create one, signed out', NOBODY, set(PATH, post)],
    ...Object.keys(post).map(
      (field) => [`no ${field}`, 'bo', set(PATH, without(post, field))] as const,
    ),
    ['an empty title', 'bo', set(PATH, { ...post, title: '' })],
    ['a title too long', 'bo', set(PATH, { ...post, title: 'x'.repeat(201) })],
    ['a title that is a list', 'bo', set(PATH, { ...post, title: ['Milk'] })],
    ['a time that is a number', 'bo', set(PATH, { ...post, createdAt: 0 })],
    ['another field', 'bo', set(PATH, { ...post, pinned: true })],
    ['change your own', 'ana', update('posts/post', { title: 'Water' })],
    ['delete your own', 'ana', remove('posts/post')],
  ],
};
