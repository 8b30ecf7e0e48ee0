import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadInput } from '../control-input.ts';
import type { Emulator } from '../emulator.ts';

/** One request with what its route needs to answer it. */
export interface Exchange {
  readonly emulator: Emulator;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The named groups of the route's path, decoded. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /** Matched against the path as it was sent, still encoded. */
  readonly path: RegExp;
  /** Answers the request. A BadInput that it throws is answered with 400 and its sentence. */
  handle(exchange: Exchange): void | Promise<void>;
}

/** The first route that fits, and what its path says. Throws BadInput. */
export function findRoute(routes: readonly Route[], method: string | undefined, path: string) {
  for (const route of routes) {
    const found = route.method === method ? route.path.exec(path) : null;
    if (found !== null) {
      const groups = Object.entries(found.groups ?? {});
      return { route, parts: Object.fromEntries(groups.map(([k, v]) => [k, decode(v)])) };
    }
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadInput(`"${part}" in the path is not URL-encoded.`);
  }
}
