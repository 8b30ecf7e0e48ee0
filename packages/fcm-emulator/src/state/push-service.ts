/// <reference path="./http_ece.d.ts" />
import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import ece from 'http_ece';

/** RFC 8291: the curve of the keys, and the bytes of the secret. */
const CURVE = 'prime256v1';
const AUTH_BYTES = 16;
/** Maximum number of pushes for an absent browser. Like a push service, it drops the oldest. */
const MAX_WAITING = 100;

export interface NewSubscription {
  readonly id: string;
  /** Base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Gets the decrypted text of a push. */
export type Listener = (text: string) => void;

interface Subscription {
  readonly privateKey: ReturnType<typeof createECDH>;
  readonly authSecret: Buffer;
  /** Only the last one gets pushes, so that a second tab does not show a push again. */
  readonly listeners: Listener[];
  readonly waiting: string[];
}

/**
 * A push service for browsers without one, and the part of a browser that decrypts pushes. For
 * senders, its subscriptions work like a browser's.
 */
export class PushService {
  readonly #subscriptions = new Map<string, Subscription>();

  subscribe(): NewSubscription {
    const privateKey = createECDH(CURVE);
    const p256dh = privateKey.generateKeys('base64url');
    const authSecret = randomBytes(AUTH_BYTES);
    const id = randomUUID();
    this.#subscriptions.set(id, { privateKey, authSecret, listeners: [], waiting: [] });
    return { id, keys: { p256dh, auth: authSecret.toString('base64url') } };
  }

  /** Returns whether the subscription existed. */
  unsubscribe(id: string): boolean {
    return this.#subscriptions.delete(id);
  }

  /** Delivers an encrypted push (aes128gcm) to the browser. */
  receive(id: string, encrypted: Buffer): 'brought' | 'noSubscription' | 'undecryptable' {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return 'noSubscription';
    const text = decrypt(subscription, encrypted);
    if (text === undefined) return 'undecryptable';
    const { listeners, waiting } = subscription;
    const listener = listeners.at(-1);
    if (listener !== undefined) listener(text);
    else waiting.splice(0, waiting.length, ...[...waiting, text].slice(-MAX_WAITING));
    return 'brought';
  }

  has(id: string): boolean {
    return this.#subscriptions.has(id);
  }

  /** Gives waiting and new pushes to the listener, until the returned function is called. */
  listen(id: string, listener: Listener): () => void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return () => {};
    const { listeners, waiting } = subscription;
    listeners.push(listener);
    for (const text of waiting.splice(0)) listener(text);
    return () => {
      listeners.splice(listeners.indexOf(listener), 1);
    };
  }
}

function decrypt({ privateKey, authSecret }: Subscription, encrypted: Buffer): string | undefined {
  try {
    return ece
      .decrypt(encrypted, { version: 'aes128gcm', privateKey, authSecret })
      .toString('utf8');
  } catch {
    return undefined;
  }
}
