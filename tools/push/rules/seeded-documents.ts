import { fieldsInApp, pathInApp } from './app-names.ts';

const SOME_TIME = new Date('2026-01-02T03:04:05Z');

/** What is there before every attempt. Ana, Bo and Cho can sign in; Cho has no document yet. */
const DOCUMENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'users/ana': { displayName: 'Ana', pushTokens: { phone: { platform: 'ios' } } },
  'users/bo': { displayName: 'Bo' },
  'users/ana/notifications/unread': { text: 'Bo commented', read: false },
  'users/ana/notifications/read': { text: 'Bo commented', read: true, readAt: SOME_TIME },
  'posts/post': { authorId: 'ana', title: 'Tea', createdAt: SOME_TIME },
  'posts/post/comments/by-ana': { authorId: 'ana', authorName: 'Ana', text: 'Green' },
  // What a number, a boolean and a map are in a path.
  'posts/post/comments/1': { authorId: 'ana', authorName: 'Ana', text: 'One' },
  'posts/post/comments/true': { authorId: 'ana', authorName: 'Ana', text: 'True' },
  'posts/post/followers/ana': { createdAt: SOME_TIME },
  'posts/post/likes/ana': { createdAt: SOME_TIME },
  'users/bo/followers/ana': { createdAt: SOME_TIME },
  'users/ana/blocked/bo': { createdAt: SOME_TIME },
  'posts/other': { authorId: 'ana', title: 'Coffee', createdAt: SOME_TIME },
  'posts/other/comments/elsewhere': { authorId: 'bo', authorName: 'Bo', text: 'Black' },
  'deliveries/delivery': { state: 'done' },
  'pushTokenOwners/owner': { uid: 'ana', deviceId: 'phone' },
};

export const seededDocuments = (): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
  Object.fromEntries(
    Object.entries(DOCUMENTS).map(([path, fields]) => [pathInApp(path), fieldsInApp(path, fields)]),
  );
