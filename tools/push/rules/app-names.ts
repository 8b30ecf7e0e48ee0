import {
  APP_DATA_PARAMS,
  COLLECTIONS,
  COMMENT_FIELDS,
  POST_FIELDS,
} from '../../../functions/src/config/app-data.ts';

/** Attempts use our names. An app whose rules are checked may have others. */

type Fields = Readonly<Record<string, unknown>>;
type Names = Readonly<Record<string, string>>;
type Kind = keyof typeof COLLECTIONS;

const FIELD_NAMES: { readonly [K in Kind]?: Names } = {
  posts: POST_FIELDS,
  comments: COMMENT_FIELDS,
};

/**
 * Our longest paths first, because a comment is also a document below a post. The rules for a
 * user's document must hold where the app keeps devices and settings.
 */
const KINDS = (Object.keys(COLLECTIONS) as Kind[])
  .filter((kind) => kind !== 'devices')
  .map((kind) => ({
    kind,
    ours: APP_DATA_PARAMS[kind].options.default,
    theirs: COLLECTIONS[kind === 'users' ? 'devices' : kind],
  }))
  .sort((a, b) => b.ours.length - a.ours.length);

/** Translates one of our paths, and the fields of the document there, to the app's names. */
export function inApp(path: string, fields: Fields = {}): { path: string; fields: Fields } {
  for (const { kind, ours, theirs } of KINDS) {
    const pattern = ours.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const found = new RegExp(`^${pattern}(?<rest>/.*)?$`).exec(path);
    if (found === null) continue;
    const { rest = '', ...ids } = found.groups ?? {};
    const isDocument = rest.split('/').length === 2;
    return {
      path: theirs.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? '') + rest,
      fields: renamed(fields, (isDocument && FIELD_NAMES[kind]) || {}),
    };
  }
  return { path, fields };
}

/** A dot in a name separates the keys of nested maps. */
function renamed(fields: Fields, names: Names): Fields {
  const document: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const theirs = names[name];
    const [field = name, inner] = theirs === undefined ? [name] : theirs.split('.');
    document[field] = inner === undefined ? value : { ...Object(document[field]), [inner]: value };
  }
  return document;
}
