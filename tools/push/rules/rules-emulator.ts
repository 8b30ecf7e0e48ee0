import { LaunchError } from '../../launcher/launch-error.ts';
import { at } from '../json.ts';
import { inApp } from './app-names.ts';
import { type Attempt, type Attempts, DELETED, type Fields, NOW, SEED } from './attempts.ts';

/** How long an ID token is valid, in seconds. */
const HOUR_SECONDS = 3600;

/**
 * The Firestore emulator with an app's rules, through its REST API. Of Google's clients for
 * Node.js, one ignores rules, and the other needs the whole web SDK.
 */
export class RulesEmulator {
  readonly #project: string;
  readonly #root: string;
  readonly #documents: string;
  readonly #control: string;

  /** @param host `host:port` of the Firestore emulator */
  constructor(host: string, project: string) {
    this.#project = project;
    this.#root = `projects/${project}/databases/(default)/documents`;
    this.#documents = `http://${host}/v1/${this.#root}`;
    this.#control = `http://${host}/emulator/v1/projects/${project}`;
  }

  /** @throws LaunchError with the compiler’s output */
  async setRules(content: string): Promise<void> {
    const body = JSON.stringify({ rules: { files: [{ name: 'rules', content }] } });
    const answer = await fetch(`${this.#control}:securityRules`, { method: 'PUT', body });
    if (!answer.ok) throw new LaunchError(String(at(await answer.json(), 'error', 'message')));
  }

  /** Restores the documents before an attempt, and deletes all others. */
  async seed(): Promise<void> {
    await fetch(`${this.#control}/databases/(default)/documents`, { method: 'DELETE' });
    const writes = Object.entries(SEED).map(([ours, said]) => {
      const { path, fields } = inApp(ours, said);
      return this.#write(path, fields);
    });
    await this.#ask('owner', ':commit', { writes });
  }

  /** Returns whether the attempt is allowed. Rejects if the answer has another cause than the rules. */
  try([, uid, operation, ours, said]: Attempt): Promise<keyof Attempts> {
    const { path, fields } = inApp(ours, said);
    const name = `${this.#root}/${path}`;
    const ask = (at: string, body?: object) =>
      this.#ask(uid === undefined ? undefined : idToken(uid, this.#project), at, body);
    const query = (parent: string, from: object, where?: object) =>
      ask(`${parent}:runQuery`, { structuredQuery: { from: [from], ...where } });
    const commit = (write: object) => ask(':commit', { writes: [write] });

    const [, parent = '', collectionId = path] = /^(.*)(?:^|\/)([^/]+)$/.exec(path) ?? [];
    switch (operation) {
      case 'get':
      case 'list':
        return ask(`/${path}`);
      case 'listGroup':
        return query('', { collectionId, allDescendants: true });
      case 'query': {
        const [[fieldPath = '', wanted] = []] = Object.entries(fields);
        const value =
          fieldPath === '__name__' ? { referenceValue: `${name}/${wanted}` } : encoded(wanted);
        const fieldFilter = { field: { fieldPath }, op: 'EQUAL', value };
        return query(parent && `/${parent}`, { collectionId }, { where: { fieldFilter } });
      }
      case 'set':
        return commit(this.#write(path, fields));
      case 'update': {
        const fieldPaths = Object.keys(fields).filter((each) => fields[each] !== NOW);
        const currentDocument = { exists: true };
        return commit({
          ...this.#write(path, fields),
          updateMask: { fieldPaths },
          currentDocument,
        });
      }
      case 'remove':
        return commit({ delete: name });
    }
  }

  #write(path: string, fields: Fields) {
    const given = Object.entries(fields);
    const values = given.filter(([, value]) => value !== NOW && value !== DELETED);
    const times = given.filter(([, value]) => value === NOW);
    return {
      update: { name: `${this.#root}/${path}`, fields: encodedFields(Object.fromEntries(values)) },
      updateTransforms: times.map(([name]) => ({
        fieldPath: name,
        setToServerValue: 'REQUEST_TIME',
      })),
    };
  }

  async #ask(token: string | undefined, path: string, body?: object): Promise<keyof Attempts> {
    const answer = await fetch(`${this.#documents}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    });
    const text = await answer.text();
    if (answer.status === 403) return 'denied';
    // A 404 means that the read was allowed.
    if (answer.ok || answer.status === 404) return 'allowed';
    throw new Error(`${answer.status} of ${path}: ${text}`);
  }
}

/** Returns an ID token without a signature, which the emulators accept. */
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
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}

const encodedFields = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, encoded(value)]));

/** Returns a value in the form of Firestore’s REST API. */
function encoded(value: unknown): object {
  if (value === null) return { nullValue: null };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return { integerValue: value };
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encoded) } };
  return { mapValue: { fields: encodedFields(Object(value)) } };
}
