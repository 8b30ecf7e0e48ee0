import assert from 'node:assert/strict';
import { languageAndZone } from '../../../client/language-and-zone.ts';

describe('The language and time zone to save', () => {
  const { resolvedOptions } = Intl.DateTimeFormat.prototype;
  after(() => {
    Intl.DateTimeFormat.prototype.resolvedOptions = resolvedOptions;
  });
  const on = (timeZone: string, tag: string) => {
    Intl.DateTimeFormat.prototype.resolvedOptions = function () {
      return { ...resolvedOptions.call(this), timeZone };
    };
    return languageAndZone(tag);
  };

  it('omit values that Intl does not know: of a browser without a locale, a machine without a zone', () => {
    assert.deepEqual(on('Asia/Seoul', 'ko-KR'), { locale: 'ko-KR', timeZone: 'Asia/Seoul' });
    assert.deepEqual(on('Asia/Seoul', 'en-US@posix'), { timeZone: 'Asia/Seoul' });
    assert.deepEqual(on('Etc/Unknown', 'ko-KR'), { locale: 'ko-KR' });
  });
});
