import assert from 'node:assert/strict';
import type { Push } from '../../../functions/src/fcm/message.ts';
import { DELIVERY, ID, recordIn, retry, start } from './one-delivery.ts';
import { DOWN, OK, pushTo, World } from './world.ts';

describe('deliver', () => {
  it('costs two writes when all is well', async () => {
    const world = new World();
    await start(world, [pushTo('a'), pushTo('b')]);
    assert.equal(world.writes, 2);
    assert.equal(recordIn(world).state, 'done');
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    assert.equal(world.tasks.size, 0);
  });

  it('is done when nobody can be told', async () => {
    const world = new World();
    await start(world, []);
    assert.equal(recordIn(world).state, 'done');
    assert.deepEqual(recordIn(world).pending, []);
  });

  it('claims its record while the pushes are still being composed', async () => {
    const world = new World();
    const composing = Promise.withResolvers<Push[]>();
    const run = start(world, composing.promise);
    await new Promise(setImmediate);
    assert.equal(recordIn(world).state, 'sending');
    composing.resolve([pushTo('a')]);
    await run;
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('gives its claim back when the pushes cannot be composed', async () => {
    const world = new World();
    await assert.rejects(start(world, Promise.reject(new Error('no users'))), /no users/);
    await start(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('leaves the record alone whose claim is another’s, when it cannot compose', async () => {
    const world = new World();
    await start(world, [pushTo('a')]);
    await assert.rejects(start(world, Promise.reject(new Error('no users'))), /no users/);
    assert.equal(world.writes, 2);
  });

  it('tells how it left its delivery', async () => {
    const world = new World();
    const { ports } = world.process();
    world.fcm = (device) => (device === 'token-of-a' ? DOWN : OK);
    const send: typeof ports.send = (request) => {
      world.now += 7;
      return ports.send(request);
    };
    await start(world, [pushTo('a'), pushTo('b')], { ports: { ...ports, send } });
    const fields = {
      delivery: ID,
      ...DELIVERY.about,
      attempt: 1,
      counts: { delivered: 1 },
      pending: 1,
    };
    const nextAttemptAt = new Date(1_010_014).toISOString();
    assert.deepEqual(world.logged, [
      {
        event: 'delivery.closed',
        fields: { ...fields, state: 'waiting', durationMs: 14, nextAttemptAt },
      },
    ]);
    world.now = 1_010_014;
    await retry(world, []);
    assert.deepEqual(world.logged[1]?.fields, {
      ...fields,
      attempt: 2,
      state: 'done',
      counts: { delivered: 1, withdrawn: 1 },
      pending: 0,
      durationMs: 0,
      nextAttemptAt: undefined,
    });
  });
});
