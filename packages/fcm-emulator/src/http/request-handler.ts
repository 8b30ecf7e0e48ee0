import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Emulator } from '../emulator.ts';
import { bareStatus } from '../fcm-error.ts';
import { send } from '../send.ts';
import { answer, BodyTooLarge, readBody } from './answer.ts';
import { CONTROL_PREFIX, controlApi } from './control-api.ts';
import { pageFile } from './page-files.ts';

/** Requests name a path alone. */
const BASE = 'http://localhost';
const SEND_PATH = /^\/v1\/projects\/([^/]+)\/messages(?::|%3A)send$/i;

/** Pages of any origin may use the emulator: a web app under development runs on its own port. */
const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
};
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST, PUT, DELETE',
  'access-control-allow-headers': '*, authorization',
  'access-control-allow-private-network': 'true',
};

/** Answers one request; never rejects. */
export async function handleRequest(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    for (const [name, value] of Object.entries(CORS_HEADERS)) response.setHeader(name, value);
    await route(emulator, request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (error instanceof BodyTooLarge) answer(response, 413, bareStatus(413).body);
    else answer(response, 500, { error: 'The emulator failed; this is a bug in it.' });
  }
}

async function route(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/';
  if (!URL.canParse(path, BASE)) return answer(response, 400, bareStatus(400).body);
  const url = new URL(path, BASE);
  if (request.method === 'OPTIONS') {
    response.writeHead(204, PREFLIGHT_HEADERS);
    response.end();
    return;
  }
  const project = SEND_PATH.exec(url.pathname)?.[1];
  if (project !== undefined && request.method === 'POST') {
    return answerSend(emulator, project, request, response);
  }
  if (url.pathname.startsWith(CONTROL_PREFIX)) {
    return controlApi(emulator, request, response, url);
  }
  if (request.method === 'GET') return pageFile(response, emulator.pageFolder, url.pathname);
  answer(response, 404, bareStatus(404).body);
}

async function answerSend(
  emulator: Emulator,
  project: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const outcome = send(emulator, project, request.headers.authorization, body);
  if (outcome.delayMs > 0) await setTimeout(outcome.delayMs, undefined, { ref: false });
  switch (outcome.kind) {
    case 'accepted':
      return answer(response, 200, { name: outcome.name });
    case 'refused':
      return answer(
        response,
        outcome.refusal.status,
        outcome.refusal.body,
        outcome.refusal.headers,
      );
    case 'hungUp':
      request.socket.destroy();
  }
}
