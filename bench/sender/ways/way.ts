import type { ServerAddresses } from '../fcm-server.ts';

/** One way of sending: the same notification to each of these tokens. */
export interface Way {
  /** Answers how many were accepted. Never throws for one that was not. */
  send(tokens: readonly string[]): Promise<number>;
}

export type OpenWay = (server: ServerAddresses) => Way;

export const PROJECT_ID = 'bench';

/** A comment's push, about as long as they are. */
export const PAYLOAD = {
  notification: { title: 'New comment from Mina', body: 'The second picture is my favourite.' },
  data: { type: 'comment', postId: 'post-1', commentId: 'comment-1', authorId: 'mina' },
};
