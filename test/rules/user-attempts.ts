import { deleteField, documentId } from 'firebase/firestore';
import { type Attempts, collection, get, list, NOBODY, remove, set, update } from './attempt.ts';

const device = { phone: { platform: 'web' } };

export const userAttempts: Attempts = {
  allowed: [
    ['read your own document', 'ana', get('users/ana')],
    ['create your document, empty', 'cho', set('users/cho', {})],
    [
      'create your document with a profile and the app’s own fields',
      'cho',
      set('users/cho', { displayName: 'C', locale: 'ko', avatar: 'cat.png' }),
    ],
    ['the longest name', 'ana', update('users/ana', { displayName: 'x'.repeat(100) })],
    ['the longest locale', 'ana', update('users/ana', { locale: 'x'.repeat(64) })],
    ['no name any more', 'ana', update('users/ana', { displayName: deleteField() })],
    [
      'replace the document and leave the devices as they are',
      'ana',
      set('users/ana', { displayName: 'Anna', pushTokens: { phone: { platform: 'ios' } } }),
    ],
  ],
  denied: [
    ['read another’s document', 'bo', get('users/ana')],
    ['read a document, signed out', NOBODY, get('users/ana')],
    ['list the users', 'ana', list('users')],
    [
      'query yourself',
      'ana',
      (db) => collection(db, 'users').where(documentId(), '==', 'ana').get(),
    ],
    ['create another’s document', 'ana', set('users/cho', {})],
    ['create a document, signed out', NOBODY, set('users/cho', {})],
    ['update another’s document', 'bo', update('users/ana', { displayName: 'Bo' })],
    ['update a document, signed out', NOBODY, update('users/ana', { displayName: 'Bo' })],
    ['create your document with a device', 'cho', set('users/cho', { pushTokens: device })],
    ['create your document with no devices', 'cho', set('users/cho', { pushTokens: {} })],
    ['add the devices', 'bo', update('users/bo', { pushTokens: device })],
    ['add a device', 'ana', update('users/ana', { 'pushTokens.tablet': device.phone })],
    ['change a device', 'ana', update('users/ana', { 'pushTokens.phone.platform': 'web' })],
    ['remove a device', 'ana', update('users/ana', { 'pushTokens.phone': deleteField() })],
    ['remove the devices', 'ana', update('users/ana', { pushTokens: deleteField() })],
    ['replace the document without its devices', 'ana', set('users/ana', { displayName: 'Ana' })],
    ['delete your document', 'ana', remove('users/ana')],
    ['create with an empty name', 'cho', set('users/cho', { displayName: '' })],
    ['an empty name', 'ana', update('users/ana', { displayName: '' })],
    ['a name too long', 'ana', update('users/ana', { displayName: 'x'.repeat(101) })],
    ['a name that is a list', 'ana', update('users/ana', { displayName: ['Ana'] })],
    ['a name that is null', 'ana', update('users/ana', { displayName: null })],
    ['an empty locale', 'ana', update('users/ana', { locale: '' })],
    ['a locale too long', 'ana', update('users/ana', { locale: 'x'.repeat(65) })],
    ['a locale that is a number', 'ana', update('users/ana', { locale: 1 })],
  ],
};
