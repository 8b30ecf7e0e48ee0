import assert from 'node:assert/strict';
import { comment } from '../../../functions/src/events/comment.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { readText } from './documents.ts';

const clients = readText('docs/clients.md');

describe('The native code in docs/clients.md', () => {
  const CHANNELS = [comment, like, newFollower].map(({ name, channel = name }) => channel);
  const section = (title: string): string =>
    clients.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

  for (const title of ['Android (Kotlin)', 'iOS (Swift)', 'Flutter', 'React Native']) {
    it(`calls what exists, with every required field, on ${title}`, () => {
      const code = section(title);
      for (const word of ['savePushToken', 'removePushToken', 'token', 'platform', 'deviceId']) {
        assert.match(code, new RegExp(`\\b${word}\\b`, 'u'));
      }
    });
  }

  for (const title of ['Android (Kotlin)', 'Flutter', 'React Native']) {
    it(`makes the channels that pushes name, on ${title}`, () => {
      for (const channel of CHANNELS) {
        assert.match(section(title), new RegExp(`['"]${channel}['"]`, 'u'));
      }
      assert.match(section(title), /_quiet\b/u);
    });
  }
});
