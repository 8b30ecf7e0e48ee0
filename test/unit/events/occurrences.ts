import { type Occurrence, readOccurrence } from '../../../functions/src/delivery/occurrence.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type {
  EventDefinition,
  Fields,
  Params,
} from '../../../functions/src/events/event-definition.ts';

/** Documents beside the event's own, by their paths. */
export type Documents = Readonly<Record<string, Fields>>;

/** An event read from its document, in a database that holds these others. */
export async function occurrenceOf(
  definition: EventDefinition,
  params: Params,
  data: Fields,
  documents: Documents = {},
): Promise<Occurrence | { readonly skip: string }> {
  return readOccurrence(
    definition,
    params,
    {
      read: async (path) => documents[path],
      lookUp: async (lookUps) => lookUps.map(({ path }) => documents[path] ?? {}),
    },
    data,
  );
}

/** A comment that is read without a hitch, on a post of Mina's that is called “Pictures”. */
export async function commentOccurrence(
  data: Fields,
  { postId = 'post-1', commentId = 'comment-1' } = {},
): Promise<Occurrence> {
  const documents = { [`posts/${postId}`]: { authorId: 'mina', title: 'Pictures' } };
  const read = await occurrenceOf(comment, { postId, commentId }, data, documents);
  if ('skip' in read) throw new Error(read.skip);
  return read;
}
