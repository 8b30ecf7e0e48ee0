import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadInput } from '../control-input.ts';
import type { Emulator } from '../emulator.ts';
import { bareStatus, originRefused } from '../fcm-error.ts';
import { TooManyDevices } from '../state/device-registry.ts';
import { answer, BodyTooLarge } from './answer.ts';
import { CONTROL_PREFIX, CONTROL_ROUTES } from './control-api.ts';
import { corsHeaders, PREFLIGHT_HEADERS } from './cors.ts';
import { pageFile } from './page-files.ts';
import { PUSH_SERVICE_ROUTES } from './push-service-api.ts';
import { findRoute, type Route } from './route.ts';
import { SDK_ROUTES } from './sdk-api.ts';
import { SEND_ROUTES } from './send-api.ts';
import { TOPIC_ROUTES } from './topics-api.ts';

/** Every API that the emulator answers; what is in none of them is a file of its page. */
const ROUTES: readonly Route[] = [
  ...SEND_ROUTES,
  ...TOPIC_ROUTES,
  ...SDK_ROUTES,
  ...PUSH_SERVICE_ROUTES,
  ...CONTROL_ROUTES,
];

/** Requests name a path alone. */
const BASE = 'http://localhost';

/** Answers one request; never rejects. */
export async function handleRequest(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(emulator, request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (error instanceof BadInput || error instanceof TooManyDevices) {
      answer(response, 400, { error: error.message });
    } else if (error instanceof BodyTooLarge) answer(response, 413, bareStatus(413).body);
    else answer(response, 500, { error: 'The emulator failed; this is a bug in it.' });
  }
}

async function route(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url: path = '/' } = request;
  if (!URL.canParse(path, BASE)) return answer(response, 400, bareStatus(400).body);
  const url = new URL(path, BASE);
  const { origin } = request.headers;
  const cors = corsHeaders(url.pathname, origin);
  if (cors === undefined) {
    const { status, body } = originRefused(origin ?? '');
    return answer(response, status, body);
  }
  for (const [name, value] of Object.entries(cors)) response.setHeader(name, value);
  if (method === 'OPTIONS') {
    response.writeHead(204, PREFLIGHT_HEADERS);
    response.end();
    return;
  }
  const found = findRoute(ROUTES, method, url.pathname);
  if (found !== undefined) {
    const { route, parts } = found;
    return route.handle({ emulator, request, response, url, parts });
  }
  if (url.pathname.startsWith(CONTROL_PREFIX)) {
    return answer(response, 404, { error: `There is no ${method} ${url.pathname} here.` });
  }
  if (method === 'GET') return pageFile(response, emulator.pageFolder, url.pathname);
  answer(response, 404, bareStatus(404).body);
}
