import { isLocalOrigin } from '../local-origin.ts';

/** What the Firebase SDK calls at Google's hosts. */
const SDK_PATH = /^\/v1\/projects\/[^/]+\/(installations|registrations)(\/|$)/;

const EXPOSED = { 'access-control-expose-headers': '*' };

/** Answers to a browser's question before a request. */
export const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  // A star does not stand for all: Safari takes none for Authorization, and older browsers none.
  'access-control-allow-headers':
    '*, accept, authorization, content-type, x-firebase-client, x-goog-api-key, x-goog-firebase-installations-auth',
  'access-control-allow-private-network': 'true',
};

/**
 * By which a browser lets a page read the answer; undefined for a page that is refused. Pages of any
 * origin may use the emulator's own API, and those of this machine what the Firebase SDK calls.
 */
export function corsHeaders(
  path: string,
  origin: string | undefined,
): Readonly<Record<string, string>> | undefined {
  if (!SDK_PATH.test(path)) return { ...EXPOSED, 'access-control-allow-origin': '*' };
  if (origin === undefined) return { vary: 'Origin' };
  if (!isLocalOrigin(origin)) return undefined;
  return { ...EXPOSED, 'access-control-allow-origin': origin, vary: 'Origin' };
}
