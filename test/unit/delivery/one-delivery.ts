import assert from 'node:assert/strict';
import { deliver, resume } from '../../../functions/src/delivery/deliver.ts';
import type { Compose } from '../../../functions/src/delivery/plan.ts';
import type { Composed, Push } from '../../../functions/src/fcm/message.ts';
import type { World } from './world.ts';

export const ID = 'delivery';
export const DELIVERY = { id: ID, about: { postId: 'p', commentId: 'c' }, createdAt: 1_000_000 };

/** Composes the same at the event and at each retry. */
export function planOf(composed: Composed) {
  const compose = async () => composed;
  return { first: compose, retry: compose };
}

/** The event of the delivery comes, for the first time or again. */
export function start(
  world: World,
  pushes: readonly Push[] | Promise<readonly Push[]>,
  process: Pick<ReturnType<World['process']>, 'ports'> = world.process(),
) {
  const retry: Compose = async ({ pending }) => {
    assert.ok(pending, 'while nobody is named, the event composes');
    return pushes;
  };
  return deliver(DELIVERY, { first: async () => pushes, retry }, process.ports);
}

/** Its task comes. */
export function retry(world: World, pushes: readonly Push[]) {
  return resume(ID, () => planOf(pushes), world.process().ports, 'task');
}

export function recordIn(world: World) {
  return world.records.get(ID)?.record ?? assert.fail('no record');
}
