import { LaunchError } from '../launcher/launch-error.ts';
import { admin } from './firebase.ts';
import { at } from './json.ts';

/** An answer of a Google API or an emulator. Without a status, there was no answer. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/**
 * Sends a request with the user's credentials. Never throws.
 *
 * @param method by default GET, or POST with a body
 */
export type Ask = (url: string, body?: unknown, method?: string) => Promise<Answer>;

/** Timeout of a request in milliseconds. */
const LIMIT_MS = 20_000;

export const LOGIN = 'gcloud auth application-default login';

/** Returns a token of the signed-in user, or undefined if nobody is signed in. */
export async function accessToken(): Promise<string | undefined> {
  // Otherwise Google's libraries search for a cloud, which takes seconds on a laptop.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  const found = await admin('app')
    .applicationDefault()
    .getAccessToken()
    .catch(() => undefined);
  return found?.access_token;
}

/** @param project whose quota a user's own credentials use. Google's APIs require one. */
export function askWith(accessToken: string, project: string): Ask {
  return async (url, body, method = body === undefined ? 'GET' : 'POST') => {
    try {
      const response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${accessToken}`,
          'content-type': 'application/json',
          'x-goog-user-project': project,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { body: cause instanceof Error ? cause.message : cause };
    }
  };
}

/** @throws LaunchError if nobody is signed in */
export async function askAbout(project: string): Promise<Ask> {
  const token = await accessToken();
  if (token === undefined) throw new LaunchError(`Log in first: ${LOGIN}`);
  return askWith(token, project);
}

/** Returns why a request failed, in the API's words. */
export const reasonOf = ({ status, body }: Answer): string =>
  `${status ?? 'no answer'} ${at(body, 'error', 'message') ?? (status === undefined ? body : '')}`.trim();

/** @throws LaunchError if the answer is no success */
export function bodyOf(url: string, answer: Answer): unknown {
  if (answer.status !== undefined && answer.status < 300) return answer.body;
  throw new LaunchError(`${url}: ${reasonOf(answer)}`);
}

/**
 * Returns an API's answer, or undefined if the resource does not exist.
 *
 * @throws LaunchError for any other answer that is no success
 */
export async function answerTo(ask: Ask, ...request: Parameters<Ask>): Promise<unknown> {
  const [url, body] = request;
  const answer = await ask(...request);
  return answer.status === 404 && body === undefined ? undefined : bodyOf(url, answer);
}

/** Returns the last part of a resource's name. */
export const idOf = (resource: unknown): string =>
  String(at(resource, 'name')).split('/').at(-1) ?? '';

export const regionOf = (resource: unknown): string =>
  /\/locations\/([^/]+)\//.exec(String(at(resource, 'name')))?.[1] ?? '';
