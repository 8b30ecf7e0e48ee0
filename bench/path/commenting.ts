import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentReference, Firestore } from 'firebase-admin/firestore';
import type { Sample } from '../compare/interleave.ts';
import { quantile } from '../compare/quantiles.ts';
import type { Arrivals } from './arrivals.ts';

/** Between a push and the next comment, ms: the function ends, so that the same process takes it. */
const PAUSE_MS = 100;

/** Writes comments on a post of its own, and sees when their pushes arrive. */
export class Commenting {
  readonly #post: DocumentReference;
  readonly #arrivals: Arrivals;
  readonly #texts: string[] = [];

  private constructor(post: DocumentReference, arrivals: Arrivals) {
    this.#post = post;
    this.#arrivals = arrivals;
  }

  /** Writes the post into that collection. Its author has one device. */
  static async start(db: Firestore, posts: string, arrivals: Arrivals): Promise<Commenting> {
    const [authorId, now] = [randomUUID(), new Date()];
    const phone = { token: `token of ${authorId}`, platform: 'android', createdAt: now };
    await db.doc(`users/${authorId}`).set({ pushTokens: { phone } });
    const post = db.collection(posts).doc(randomUUID());
    await post.set({ authorId, title: 'Pictures', createdAt: now });
    return new Commenting(post, arrivals);
  }

  /** One at a time, each some time after the push of the one before. */
  async oneByOne(comments: number): Promise<Sample> {
    const latencies: number[] = [];
    for (let i = 0; i < comments; i += 1) {
      latencies.push(await this.#comment());
      await pause(PAUSE_MS);
    }
    latencies.sort((a, b) => a - b);
    return { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) };
  }

  /** So many at once until all are written: the next one as soon as a push has arrived. */
  async atOnce(comments: number, inFlight: number): Promise<Sample> {
    const startedAt = performance.now();
    let begun = 0;
    const commenter = async () => {
      while (begun < comments) {
        begun += 1;
        await this.#comment();
      }
    };
    await Promise.all(Array.from({ length: inFlight }, commenter));
    return { commentsPerSecond: comments / ((performance.now() - startedAt) / 1000) };
  }

  /** Of all comments so far. */
  figures() {
    const counts = this.#texts.map((text) => this.#arrivals.count(text));
    return {
      owed: counts.length,
      lost: counts.filter((count) => count === 0).length,
      repeated: counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    };
  }

  /** Answers the time from before it is written until FCM has its push, ms; NaN if it never has. */
  async #comment(): Promise<number> {
    const text = randomUUID();
    this.#texts.push(text);
    const arrival = this.#arrivals.next(text);
    const comment = { authorId: 'writer', authorName: 'Writer', text, createdAt: new Date() };
    const writtenAt = performance.now();
    await this.#post.collection('comments').add(comment);
    return ((await arrival) ?? Number.NaN) - writtenAt;
  }
}
