import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { commentDocument, commentsOf } from './app-data.ts';
import { admin, FIRESTORE_HOST, FUNCTIONS_ORIGIN, PROJECT, REGION } from './environment.ts';
import { recordOf } from './records.ts';
import { until } from './until.ts';

const TRIGGER = `${FUNCTIONS_ORIGIN}/functions/projects/${PROJECT}/triggers/${REGION}-onCommentCreated-0`;
const DATABASE = '(default)';
/** Longer than a delivery's lease in the tests and a function's start, several times over, ms. */
const REDELIVERY_MS = 60_000;

/** A comment as it is stored. */
export function commentData(mentions: readonly string[] = []): Record<string, unknown> {
  return commentDocument({
    authorId: 'joon',
    authorName: 'Joon',
    text: 'In spite of it all',
    createdAt: Timestamp.now(),
    ...(mentions.length > 0 && { mentions }),
  });
}

/** An event of a comment, for a test to deliver as often as it likes. */
export class CommentEvent {
  readonly commentId: string;
  readonly #body: string;

  private constructor(commentId: string, document: string, value: unknown, time: string) {
    this.commentId = commentId;
    this.#body = JSON.stringify({
      specversion: '1.0',
      id: randomUUID(),
      source: `//firestore.googleapis.com/projects/${PROJECT}/databases/${DATABASE}`,
      type: 'google.cloud.firestore.document.v1.created',
      time,
      datacontenttype: 'application/json',
      project: PROJECT,
      database: DATABASE,
      document,
      data: { value },
    });
  }

  /**
   * Writes the comment before its post, so that the suite's own event of it comes to nothing, and
   * then lets `writePost` write the post.
   */
  static async stage(
    writePost: (postId: string) => Promise<unknown>,
    mentions: readonly string[] = [],
    time: string = new Date().toISOString(),
  ): Promise<CommentEvent> {
    const [postId, commentId] = [randomUUID(), randomUUID()];
    const document = `${commentsOf(postId)}/${commentId}`;
    await admin.doc(document).set(commentData(mentions));
    await recordOf(commentId);
    await writePost(postId);
    return new CommentEvent(commentId, document, await asInEvents(document), time);
  }

  /** Delivers it once. Answers whether the function took it. */
  async deliver(): Promise<boolean> {
    const response = await fetch(TRIGGER, {
      method: 'POST',
      body: this.#body,
      headers: { 'content-type': 'application/cloudevents+json' },
    });
    await response.bytes();
    return response.ok;
  }

  /** Delivers it again and again until the function takes it, as the platform does. */
  async deliverUntilTaken(): Promise<void> {
    await until('the event is taken', () => this.deliver(), REDELIVERY_MS);
  }

  /** Whether its delivery has ended. The suite's own event left a record too, of nothing. */
  async isDone(): Promise<boolean> {
    const query = admin
      .collection('deliveries')
      .where('event.params.commentId', '==', this.commentId);
    const records = (await query.get()).docs.map((each) => each.data());
    return records.some((each) => each.state === 'done');
  }
}

/** A document in the form of Firestore's REST API, which is that of its events. */
async function asInEvents(document: string): Promise<unknown> {
  const name = `projects/${PROJECT}/databases/${DATABASE}/documents/${document}`;
  const headers = { authorization: 'Bearer owner' };
  return (await fetch(`http://${FIRESTORE_HOST}/v1/${name}`, { headers })).json();
}
