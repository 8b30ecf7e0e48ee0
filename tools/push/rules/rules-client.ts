import { LaunchError } from '../../launcher/launch-error.ts';
import { at } from '../json.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** In the place of a value. */
export const SERVER_TIMESTAMP = Symbol('the request’s time');
export const DELETED = Symbol('no value');
/** In the place of a field’s name. */
export const DOCUMENT_ID = '__name__';

/** An ID token lives so long, seconds. */
const HOUR_SECONDS = 3600;

/** What somebody’s request comes to. Rejects with what is no matter of rules. */
export type End = 'allowed' | 'denied';

/**
 * The Firestore emulator under rules, by its REST API. Google’s own clients for Node.js either are
 * past the rules or bring the whole web SDK along.
 */
export class RulesClient {
  readonly #documents: string;
  readonly #emulator: string;
  readonly #project: string;

  /** @param host `host:port` of the Firestore emulator */
  constructor(host: string, project: string) {
    const root = `projects/${project}/databases/(default)/documents`;
    this.#documents = `http://${host}/v1/${root}`;
    this.#emulator = `http://${host}/emulator/v1/projects/${project}`;
    this.#project = project;
  }

  /** @throws LaunchError with the compiler’s words */
  async setRules(content: string): Promise<void> {
    const body = JSON.stringify({ rules: { files: [{ name: 'rules', content }] } });
    const answer = await fetch(`${this.#emulator}:securityRules`, { method: 'PUT', body });
    if (!answer.ok) throw new LaunchError(String(at(await answer.json(), 'error', 'message')));
  }

  /** Has these documents there and no others. */
  async seed(documents: Readonly<Record<string, Fields>>): Promise<void> {
    await fetch(`${this.#emulator}/databases/(default)/documents`, { method: 'DELETE' });
    const writes = Object.entries(documents).map(([path, fields]) => this.#write(path, fields));
    await this.#ask('Bearer owner', ':commit', { writes });
  }

  /** As somebody, or as nobody. */
  as(uid: string | undefined) {
    const ask = (path: string, body?: unknown) =>
      this.#ask(uid === undefined ? undefined : idToken(uid, this.#project), path, body);
    const commit = (write: object) => ask(':commit', { writes: [write] });
    const query = (parent: string, from: object, where?: object) =>
      ask(`${parent}:runQuery`, { structuredQuery: { from: [from], ...(where && { where }) } });
    return {
      get: (path: string) => ask(`/${path}`),
      list: (path: string) => ask(`/${path}`),
      listGroup: (collectionId: string) => query('', { collectionId, allDescendants: true }),
      /** Those of a collection whose field, or ID, is a value. */
      query: (path: string, field: string, value: unknown) => {
        const [, parent = '', collectionId = path] = /^(.*)(?:^|\/)([^/]+)$/.exec(path) ?? [];
        const wanted =
          field === DOCUMENT_ID
            ? { referenceValue: this.#name(`${path}/${value}`) }
            : encoded(value);
        const fieldFilter = { field: { fieldPath: field }, op: 'EQUAL', value: wanted };
        return query(parent && `/${parent}`, { collectionId }, { fieldFilter });
      },
      /** Creates a document, or replaces it where it exists. */
      set: (path: string, fields: Fields) => commit(this.#write(path, fields)),
      /** Of a document that exists; a dot reaches into a map. */
      update: (path: string, fields: Fields) => {
        const given = Object.keys(fields).filter((name) => fields[name] !== SERVER_TIMESTAMP);
        return commit({
          ...this.#write(path, fields),
          updateMask: { fieldPaths: given },
          currentDocument: { exists: true },
        });
      },
      remove: (path: string) => commit({ delete: this.#name(path) }),
    };
  }

  #name(path: string): string {
    return `${this.#documents.slice(this.#documents.indexOf('projects/'))}/${path}`;
  }

  #write(path: string, fields: Fields) {
    const times = Object.keys(fields).filter((name) => fields[name] === SERVER_TIMESTAMP);
    return {
      update: { name: this.#name(path), fields: fieldsOf(nested(fields)) },
      updateTransforms: times.map((fieldPath) => ({ fieldPath, setToServerValue: 'REQUEST_TIME' })),
    };
  }

  async #ask(authorization: string | undefined, path: string, body?: unknown): Promise<End> {
    const answer = await fetch(`${this.#documents}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { ...(authorization !== undefined && { authorization }) },
    });
    const text = await answer.text();
    if (answer.status === 403) return 'denied';
    // Who reads what is not there was allowed to.
    if (answer.ok || answer.status === 404) return 'allowed';
    throw new Error(`${answer.status} of ${path}: ${text}`);
  }
}

export type Client = ReturnType<RulesClient['as']>;

/** The emulators take one that nobody has signed. */
function idToken(uid: string, project: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `https://securetoken.google.com/${project}`,
    aud: project,
    sub: uid,
    user_id: uid,
    iat: now,
    auth_time: now,
    exp: now + HOUR_SECONDS,
    firebase: { sign_in_provider: 'custom', identities: {} },
  };
  return `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}

/** Without what is no value, and with maps in the place of dots. */
function nested(fields: Fields): Fields {
  const tree: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    if (typeof value === 'symbol') continue;
    const keys = path.split('.');
    const last = keys.pop() ?? path;
    let map: Record<string, unknown> = tree;
    for (const key of keys) {
      map[key] ??= {};
      map = map[key] as Record<string, unknown>;
    }
    map[last] = value;
  }
  return tree;
}

const fieldsOf = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, encoded(value)]));

/** As Firestore’s REST API says it. */
function encoded(value: unknown): object {
  if (value === null) return { nullValue: null };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return { integerValue: value };
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  return { mapValue: { fields: fieldsOf(Object(value)) } };
}
