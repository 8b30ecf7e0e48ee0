import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { admin, FUNCTIONS_ORIGIN, PROJECT, REGION } from './environment.ts';
import { recordOf } from './records.ts';
import { until } from './until.ts';

const TRIGGER = `${FUNCTIONS_ORIGIN}/functions/projects/${PROJECT}/triggers/${REGION}-onCommentCreated-0`;
const DATABASE = '(default)';
const COMMENTER = 'joon';
/** Longer than a delivery's lease in the tests and a function's start, several times over, ms. */
const REDELIVERY_MS = 60_000;

/** A comment as it is stored. */
export function commentData(mentions: readonly string[] = []): Record<string, unknown> {
  return {
    authorId: COMMENTER,
    authorName: 'Joon',
    text: 'In spite of it all',
    createdAt: Timestamp.now(),
    ...(mentions.length > 0 && { mentions }),
  };
}

/** An event of a comment, for a test to deliver as often as it likes. */
export class CommentEvent {
  readonly commentId: string;
  readonly #body: string;

  private constructor(
    postId: string,
    commentId: string,
    mentions: readonly string[],
    time: string,
  ) {
    this.commentId = commentId;
    const document = `posts/${postId}/comments/${commentId}`;
    const now = new Date().toISOString();
    const name = `projects/${PROJECT}/databases/${DATABASE}/documents/${document}`;
    const fields = {
      authorId: { stringValue: COMMENTER },
      authorName: { stringValue: 'Joon' },
      text: { stringValue: 'In spite of it all' },
      createdAt: { timestampValue: now },
      mentions: { arrayValue: { values: mentions.map((uid) => ({ stringValue: uid })) } },
    };
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
      data: { value: { name, fields, createTime: now, updateTime: now } },
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
    await admin.doc(`posts/${postId}/comments/${commentId}`).set(commentData(mentions));
    await recordOf(commentId);
    await writePost(postId);
    return new CommentEvent(postId, commentId, mentions, time);
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
    const query = admin.collection('deliveries').where('about.commentId', '==', this.commentId);
    const records = (await query.get()).docs.map((each) => each.data());
    return records.some((each) => each.state === 'done' && each.about.skipped === undefined);
  }
}
