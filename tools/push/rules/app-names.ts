import {
  APP_DATA_PARAMS,
  COLLECTIONS,
  COMMENT_FIELDS,
  POST_FIELDS,
} from '../../../functions/src/config/app-data.ts';

/** The attempts say our names; an app whose rules are checked may have others. */

type Fields = Readonly<Record<string, unknown>>;
type Kind = keyof typeof COLLECTIONS;

const FIELDS: { readonly [K in Kind]?: Readonly<Record<string, string>> } = {
  posts: POST_FIELDS,
  comments: COMMENT_FIELDS,
};

/**
 * The longest of our paths first: a comment is also something below a post. What the rules say of a user's
 * document must hold where the app keeps devices and settings.
 */
const KINDS = (Object.keys(COLLECTIONS) as Kind[])
  .filter((kind) => kind !== 'devices')
  .map((kind) => ({
    kind,
    ours: APP_DATA_PARAMS[kind].options.default,
    theirs: COLLECTIONS[kind === 'users' ? 'devices' : kind],
  }))
  .sort((a, b) => b.ours.length - a.ours.length);

/** What a path of ours leads to: the collection, the IDs in its path, and what follows. */
function read(path: string) {
  for (const { kind, ours, theirs } of KINDS) {
    const pattern = ours.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const found = new RegExp(`^${pattern}(?<rest>/.*)?$`).exec(path);
    if (found) return { kind, theirs, ids: { ...found.groups }, rest: found.groups?.rest ?? '' };
  }
  return undefined;
}

/** A path by the app's names. */
export function pathInApp(path: string): string {
  const found = read(path);
  if (found === undefined) return path;
  const { theirs, ids, rest } = found;
  return theirs.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? '') + rest;
}

/** The ID of a collection by the app's names. */
export const groupInApp = (collectionId: string): string =>
  KINDS.find(({ ours }) => ours.split('/').at(-1) === collectionId)
    ?.theirs.split('/')
    .at(-1) ?? collectionId;

/** The fields of the document at a path of ours, by the app's names. */
export function fieldsInApp(path: string, fields: Fields): Record<string, unknown> {
  const found = read(path);
  const names = found && found.rest.split('/').length === 2 ? FIELDS[found.kind] : undefined;
  if (names === undefined) return { ...fields };
  const document: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [field = name, inner] = (names[name] ?? name).split('.');
    document[field] = inner === undefined ? value : { ...Object(document[field]), [inner]: value };
  }
  return document;
}
