import { newWorld, type World } from './world.ts';

const KEY = 'comment-push-demo.world';
/** Enough that no two browsers at one emulator suite share a world. */
const ID_LENGTH = 8;

export function rememberedWorld(storage: Storage = localStorage): World {
  const stored = storage.getItem(KEY);
  const fresh = newWorld(crypto.randomUUID().slice(0, ID_LENGTH));
  return stored === null ? fresh : { ...fresh, ...JSON.parse(stored) };
}

export function rememberWorld(world: World, storage: Storage = localStorage): void {
  storage.setItem(KEY, JSON.stringify(world));
}

export function forgetWorld(storage: Storage = localStorage): void {
  storage.removeItem(KEY);
}
