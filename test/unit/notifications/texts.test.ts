import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '../../../functions/src/notifications/audience.ts';
import { CATALOGUES, LANGUAGES } from '../../../functions/src/notifications/languages/catalogues.ts';
import {
  commentTitle,
  gatheredTitle,
  messageFor,
  newComments,
  testText,
} from '../../../functions/src/notifications/text.ts';

const FOLDER = join(import.meta.dirname, '../../../functions/src/notifications/languages');
const REASONS: readonly Reason[] = ['reply', 'mention', 'comment', 'follow'];

describe('the catalogues', () => {
  it('are the files in their folder', () => {
    const files = globSync('*.json', { cwd: FOLDER }).sort();
    assert.deepEqual(files, [...LANGUAGES].map((language) => `${language}.json`).sort());
  });

  for (const language of LANGUAGES) {
    it(`have every text in ${language}`, () => {
      const catalogue = CATALOGUES[language];
      assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(CATALOGUES.en).sort());
      for (const [key, text] of Object.entries(catalogue)) assert.ok(text.trim() !== '', key);
    });

    it(`say in ${language} who, where and how many`, () => {
      for (const reason of REASONS) {
        assert.match(commentTitle(language, reason, 'Joon'), /Joon/u);
        for (const others of [0, 1, 2, 5, 21, 100]) {
          const title = gatheredTitle(language, reason, { name: 'Joon', others, post: 'My trip' });
          assert.match(title, /Joon/u);
          assert.match(title, /My trip/u);
          assert.deepEqual(title.match(/\d+/u)?.[0], others === 0 ? undefined : String(others));
        }
      }
      for (const count of [1, 2, 5]) assert.match(newComments(language, count), RegExp(`${count}`));
      const { title, body } = testText(language);
      assert.ok(title !== '' && body !== '');
    });
  }

  it('fall back to English, for a language as for a key', () => {
    const catalogues = { en: CATALOGUES.en, xx: { 'test.title': 'X' } };
    assert.deepEqual(messageFor('xx', 'test.title', catalogues), { language: 'xx', message: 'X' });
    const english = { language: 'en', message: CATALOGUES.en['test.body'] };
    assert.deepEqual(messageFor('xx', 'test.body', catalogues), english);
    assert.deepEqual(messageFor('yy', 'test.body', catalogues), english);
  });

  it('follow the plural rules of the language', () => {
    assert.equal(newComments('en', 1), '1 new comment');
    assert.equal(newComments('en', 3), '3 new comments');
    assert.equal(newComments('ko', 3), '새 댓글 3개');
    const mina = { name: 'Mina', post: 'My trip' };
    assert.equal(
      gatheredTitle('en', 'comment', { ...mina, others: 2 }),
      'Mina and 2 others commented on “My trip”',
    );
    assert.equal(
      gatheredTitle('en', 'reply', { others: 1, post: 'My trip' }),
      'Someone and 1 other replied to you on “My trip”',
    );
    assert.equal(
      gatheredTitle('de', 'mention', { ...mina, others: 1 }),
      'Mina und 1 weitere Person haben dich unter „My trip“ erwähnt',
    );
    assert.equal(
      gatheredTitle('es', 'follow', { ...mina, others: 0 }),
      'Mina ha comentado en «My trip», que sigues',
    );
  });
});
