import assert from 'node:assert/strict';
import { comment } from '../../../functions/src/events/comment.ts';
import type { Notification } from '../../../functions/src/events/event-definition.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { COMMENT, commented, DOWN, OK, tokenOf, UNREGISTERED, type World } from './world.ts';

describe('Who could not be reached', () => {
  let world: World;
  let told: (readonly string[])[];
  let tell: (people: readonly string[], notification: Notification) => Promise<void>;

  /** A comment that mentions these people, each with these phones. */
  function mentioning(people: Readonly<Record<string, readonly string[]>>): void {
    const mentions = Object.keys(people);
    world = commented([], { mentions });
    for (const uid of mentions) world.person(uid, people[uid]);
    tell = async (uids) => void told.push(uids);
    const onUnreached: typeof tell = (uids, notification) => {
      assert.deepEqual(world.record().pending, [], 'when all is over');
      assert.deepEqual([notification.authorId, notification.body], ['joon', 'Hi']);
      return tell(uids, notification);
    };
    world.definitions.set('comment', { ...comment, onUnreached });
  }
  const answering = (answers: Readonly<Record<string, Answer>>) => (device: string) =>
    answers[device.slice(tokenOf('').length)] ?? OK;

  beforeEach(() => {
    told = [];
  });

  const DEAD = { a: UNREGISTERED, b: UNREGISTERED };
  const cases: readonly [string, Record<string, string[]>, Record<string, Answer>, string[][]][] = [
    ['is nobody where one device was', { u: ['a', 'c'] }, DEAD, []],
    ['is who has dead devices only', { u: ['a', 'b'], w: ['c'] }, DEAD, [['u']]],
    ['is who has no device', { w: [], u: ['c'] }, {}, [['w']]],
    ['is everybody where nobody has a device', { w: [], u: [] }, {}, [['w', 'u']]],
    ['is nobody where the other device hears later', { u: ['a', 'c'] }, { ...DEAD, c: DOWN }, []],
    [
      'is known when the last device has ended, and told once',
      { u: ['a'], w: ['c'] },
      { ...DEAD, c: DOWN },
      [['u']],
    ],
  ];
  for (const [what, people, answers, expected] of cases) {
    it(what, async () => {
      mentioning(people);
      world.fcm = answering(answers);
      await world.event();
      const { a = OK, b = OK } = answers;
      world.fcm = answering({ a, b });
      world.now = world.record().nextAttemptAt ?? world.now;
      await world.runDue();
      await world.event();
      assert.deepEqual([told, world.record().state], [expected, 'done']);
    });
  }

  it('is told again where telling failed, and nothing is sent again', async () => {
    mentioning({ u: ['a'] });
    world.fcm = answering(DEAD);
    const telling = tell;
    tell = () => Promise.reject(new Error('no mail'));
    await assert.rejects(world.event(), /no mail/);
    tell = telling;
    await world.event();
    assert.deepEqual(told, [['u']]);
    assert.deepEqual([world.record().state, world.record().unreached], ['done', []]);
    assert.equal(world.sent.length, 2);
  });

  it('is not told of an event that is gone by then', async () => {
    mentioning({ u: ['a'] });
    world.fcm = answering(DEAD);
    tell = () => Promise.reject(new Error('no mail'));
    await assert.rejects(world.event(), /no mail/);
    world.documents.delete(COMMENT);
    await world.event();
    assert.deepEqual([told, world.record().state], [[], 'done']);
  });

  it('is not told by a run that has lost its lease', async () => {
    mentioning({ u: ['a'] });
    world.fcm = answering(DEAD);
    const records = { ...world.process().ports.records, replace: async () => undefined };
    await world.event(world.process({ ports: { records } }));
    assert.deepEqual(told, []);
    assert.equal(world.linesOf('delivery.lease_lost').length, 1);
  });

  it('stays in the record where nobody asks', async () => {
    world = commented();
    world.fcm = () => UNREGISTERED;
    await world.event();
    assert.deepEqual([world.record().unreached, world.writes], [['mina'], 2]);
  });
});
