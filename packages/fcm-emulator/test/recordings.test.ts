import assert from 'node:assert/strict';
import { type Answer, bodyOf, differences, RECORDINGS } from '../src/recordings.ts';
import { RunningEmulator } from './running-emulator.ts';

describe('FCM emulator: recorded answers of FCM', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ strict: true });
  });
  afterEach(() => emulator.close());

  for (const recording of RECORDINGS) {
    const { id, given = {}, differs } = recording;
    it(`${differs === undefined ? 'answers' : 'does not answer'} ${id}`, async () => {
      const token = await emulator.newDevice();
      if (given.device === 'uninstalled') await emulator.control('DELETE', `devices/${token}`);
      const { status } = await emulator.control('PUT', 'faults', given.faults ?? []);
      assert.equal(status, 200);
      const answer = await emulator.post(
        bodyOf(recording, token),
        given.credentials === 'none' ? {} : undefined,
        given.path,
      );
      const found = differences(recording, answer);
      if (differs === undefined) assert.deepEqual(found, []);
      else assert.notDeepEqual(found, [], 'it no longer differs');
    });
  }

  const compared: readonly [what: string, Answer, Answer, readonly string[]][] = [
    [
      'another status',
      { status: 404, body: {} },
      { status: 400, body: {} },
      ['status: 400 in place of 404'],
    ],
    [
      'another text, deep down',
      answerOf('a', [{ n: 1 }]),
      answerOf('b', [{ n: 2 }]),
      ['error.message: "b" in place of "a"', 'error.details.0.n: 2 in place of 1'],
    ],
    [
      'what is missing and what is more',
      answerOf('a', []),
      answerOf('a', [1]),
      ['error.details.0: 1 in place of undefined'],
    ],
    [
      'nothing in what was not published',
      answerOf("of 'project_number:xxx'."),
      answerOf("of 'project_number:7'."),
      [],
    ],
    [
      'text around what was not published',
      answerOf('in project 29xxx before'),
      answerOf('in project 7'),
      ['error.message: "in project 7" in place of "in project 29xxx before"'],
    ],
    [
      'the form of a message ID',
      named('<digits only>'),
      named('0:1%a'),
      ['name: "projects/p/messages/0:1%a" in place of "projects/p/messages/<digits only>"'],
    ],
    ['no message ID itself', named('640622'), named('17'), []],
    [
      'a page',
      { status: 502, body: '<b>1</b>' },
      { status: 502, body: '<b>2</b>' },
      ['body: "<b>2</b>" in place of "<b>1</b>"'],
    ],
  ];
  for (const [what, expected, actual, lines] of compared) {
    it(`compares ${what}`, () => assert.deepEqual(differences(expected, actual), lines));
  }
});

function answerOf(message: string, details: readonly unknown[] = []): Answer {
  return { status: 400, body: { error: { message, details } } };
}

function named(id: string): Answer {
  return { status: 200, body: { name: `projects/p/messages/${id}` } };
}
