import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { comment } from '../../../functions/src/events/comment.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { CATALOGUES, LANGUAGES } from '../../../functions/src/texts/languages/catalogues.ts';
import { messageFor, write } from '../../../functions/src/texts/texts.ts';

const FOLDER = join(import.meta.dirname, '../../../functions/src/texts/languages');
const REASONS = [comment, like, newFollower].flatMap(({ reasons }) => Object.keys(reasons));

describe('The catalogues', () => {
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

    it(`contain all values in ${language}`, () => {
      for (const reason of REASONS) {
        assert.match(write(language, `title.${reason}`, { name: 'Joon' }), /Joon/u);
        for (const others of [0, 1, 2, 5, 21, 100]) {
          const values = { name: 'Joon', others, thread: 'My trip' };
          const title = write(language, `gathered.${reason}`, values);
          assert.match(title, /Joon/u);
          assert.equal(title.includes('My trip'), reason !== 'newFollower');
          assert.deepEqual(title.match(/\d+/u)?.[0], others === 0 ? undefined : String(others));
        }
      }
    });
  }

  it('have the words on which apps rely', () => {
    const said = (['en', 'ko'] as const).map((language) =>
      ['comment', 'like', 'newFollower'].map((reason) =>
        write(language, `title.${reason}`, { name: 'Joon' }),
      ),
    );
    assert.deepEqual(said, [
      ['New comment from Joon', 'Joon liked your post', 'Joon started following you'],
      ['Joon님의 새 댓글', 'Joon님이 회원님의 글을 좋아합니다', 'Joon님이 회원님을 팔로우했습니다'],
    ]);
  });

  it('fall back to English, and an event’s own texts come first', () => {
    const own = { en: { star: 'E', both: 'EB' }, ko: { both: 'KB', 'test.title': 'K' } };
    assert.deepEqual(messageFor('ko', 'both', own), { language: 'ko', message: 'KB' });
    assert.deepEqual(messageFor('ko', 'star', own), { language: 'en', message: 'E' });
    assert.deepEqual(messageFor('ko', 'test.title', own), { language: 'ko', message: 'K' });
    const english = { language: 'en', message: CATALOGUES.en['test.body'] };
    assert.deepEqual(messageFor('en', 'test.body', own), english);
    assert.deepEqual(messageFor('ko', 'none', own), { language: 'en', message: 'none' });
  });

  it('follow the plural rules of the language', () => {
    const gathered = (language: 'de' | 'en' | 'es', reason: string, values: object) =>
      write(language, `gathered.${reason}`, { thread: 'My trip', ...values });
    for (const [found, expected] of [
      [
        gathered('en', 'comment', { name: 'Mina', others: 2 }),
        'Mina and 2 others commented on “My trip”',
      ],
      [gathered('en', 'reply', { others: 1 }), 'Someone and 1 other replied to you on “My trip”'],
      [
        gathered('de', 'mention', { name: 'Mina', others: 1 }),
        'Mina und 1 weitere Person haben dich unter „My trip“ erwähnt',
      ],
      [
        gathered('es', 'follow', { name: 'Mina', others: 0 }),
        'Mina ha comentado en «My trip», que sigues',
      ],
    ]) {
      assert.equal(found, expected);
    }
  });
});
