import assert from 'node:assert/strict';
import { comment } from '../../../functions/src/events/comment.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { push } from '../../../functions/src/events/push.ts';
import { readText } from './documents.ts';

const clients = readText('docs/clients.md');

describe('The native code that docs/clients.md links to', () => {
  const CHANNELS = [comment, like, newFollower, push].map(({ name, channel = name }) => channel);
  /** The file to copy that the section of a platform names. */
  function codeOf(title: string): string {
    const section = clients.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
    return readText(`docs/${section.match(/\]\((clients\/[^)]+)\)/u)?.[1]}`);
  }

  for (const title of ['Android (Kotlin)', 'iOS (Swift)', 'Flutter', 'React Native']) {
    it(`calls what exists, with every required field, on ${title}`, () => {
      const code = codeOf(title);
      for (const word of ['savePushToken', 'removePushToken', 'token', 'platform', 'deviceId']) {
        assert.match(code, new RegExp(`\\b${word}\\b`, 'u'));
      }
    });
  }

  for (const title of ['Android (Kotlin)', 'Flutter', 'React Native']) {
    it(`makes the channels that pushes name, on ${title}`, () => {
      for (const channel of CHANNELS) {
        assert.match(codeOf(title), new RegExp(`['"]${channel}['"]`, 'u'));
      }
      assert.match(codeOf(title), /_quiet\b/u);
    });
  }
});
