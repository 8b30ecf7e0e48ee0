import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentReference, Firestore } from 'firebase-admin/firestore';
import type { Sample } from '../comparison.ts';
import { quantile } from '../statistics.ts';
import type { Arrivals } from './arrivals.ts';

export interface Load {
  readonly comments: number;
  /** Maximum number of comments whose pushes have not arrived yet. */
  readonly inFlight: number;
  /** Time between a push and the next comment. The function ends in it, so that its process is free. */
  readonly pauseMs: number;
}

/** Writes comments on its own post, and measures when their pushes arrive. */
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

  async run({ comments, inFlight, pauseMs }: Load): Promise<Sample> {
    const latencies: number[] = [];
    const startedAt = performance.now();
    let begun = 0;
    const commentAgainAndAgain = async () => {
      while (begun < comments) {
        begun += 1;
        latencies.push(await this.#comment());
        await pause(pauseMs);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, commentAgainAndAgain));
    return {
      'ms p50': quantile(latencies, 0.5),
      'ms p95': quantile(latencies, 0.95),
      'comments/s': comments / ((performance.now() - startedAt) / 1000),
    };
  }

  /** Counts the pushes of all comments so far. */
  pushes(): Sample {
    const counts = this.#texts.map((text) => this.#arrivals.count(text));
    return {
      expected: counts.length,
      lost: counts.filter((count) => count === 0).length,
      repeated: counts.filter((count) => count > 1).length,
    };
  }

  /** Returns the ms from the write of the comment until FCM has its push. NaN if the push is lost. */
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
