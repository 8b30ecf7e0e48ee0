import { type AppEvent, eventRef, readEvent } from '../../../functions/src/events/app-event.ts';
import { comment } from '../../../functions/src/events/comment.ts';
import type {
  EventDefinition,
  Fields,
  Params,
} from '../../../functions/src/events/event-definition.ts';

/** The other documents, by their paths. */
export type Documents = Readonly<Record<string, Fields>>;

export async function eventOf(
  definition: EventDefinition,
  params: Params,
  data: Fields | undefined,
  documents: Documents = {},
): Promise<AppEvent | { readonly skip: string }> {
  const store = {
    read: async (path: string) => documents[path],
    lookUp: async (lookUps: readonly { readonly path: string }[]) =>
      lookUps.map(({ path }) => documents[path] ?? {}),
    followers: async () => [],
  };
  const wanted = { brought: data, followers: undefined, now: undefined };
  const read = await readEvent(definition, eventRef(definition, params, 0), store, wanted);
  if ('notBefore' in read) throw new Error('it was not asked whether it is too early');
  return read;
}

/** A comment on Mina's post “Pictures”. */
export async function commentEvent(
  data: Fields,
  { postId = 'post-1', commentId = 'comment-1' } = {},
): Promise<AppEvent> {
  const documents = { [`posts/${postId}`]: { authorId: 'mina', title: 'Pictures' } };
  const read = await eventOf(comment, { postId, commentId }, data, documents);
  if ('skip' in read) throw new Error(read.skip);
  return read;
}
