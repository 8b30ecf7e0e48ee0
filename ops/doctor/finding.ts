/** What a check found out. `mend` is a command, or what else to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'fails' | 'cannot tell';
  readonly says: string;
  readonly mend?: string;
}

/** An answer of a Google API or an emulator; no status where none came. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** Asks with the credentials of whoever runs this. Never throws. */
export type Ask = (url: string, post?: unknown) => Promise<Answer>;

/** The value at a path of keys within parsed JSON, undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = Reflect.get(inner, key);
  }
  return inner;
}

/** The elements of a list within parsed JSON. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says });

export const fails = (check: string, says: string, mend: string): Finding => ({
  check,
  status: 'fails',
  says,
  mend,
});

/** The last part of a resource's name. */
export const last = (name: unknown): string => String(name).split('/').at(-1) ?? '';

/** The region of a resource. */
export const regionOf = (resource: unknown): string =>
  /\/locations\/([^/]+)\//.exec(String(at(resource, 'name')))?.[1] ?? '';

/** Why an answer says nothing about the project: no network, no right to ask. */
export function unanswered(check: string, { status, body }: Answer): Finding | undefined {
  if (status === undefined) {
    return { check, status: 'cannot tell', says: `no answer: ${String(body)}` };
  }
  if (status === 401 || status === 403 || status >= 500) {
    const message = at(body, 'error', 'message') ?? '';
    const mend = 'Ask for roles/viewer on the project, and enable the API if that is what it says.';
    return { check, status: 'cannot tell', says: `${status} ${message}`.trim(), mend };
  }
  return undefined;
}
