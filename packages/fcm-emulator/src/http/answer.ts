import type { IncomingMessage, ServerResponse } from 'node:http';

/** Far above FCM's 4 KB, so that an oversized message still gets FCM's own answer. Bytes. */
const MAX_BODY_BYTES = 1024 * 1024;

export class BodyTooLarge extends Error {
  constructor() {
    super(`A request body may have at most ${MAX_BODY_BYTES} bytes.`);
  }
}

/** Throws BodyTooLarge. */
export const readBody = async (request: IncomingMessage): Promise<string> =>
  (await readBytes(request)).toString('utf8');

/** Throws BodyTooLarge. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Read to the end in any case: a connection that is kept must not hold the rest of a body.
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(buffer);
  }
  if (bytes > MAX_BODY_BYTES) throw new BodyTooLarge();
  return Buffer.concat(chunks);
}

/** JSON as Google's front ends send it; a string body goes out as HTML. */
export function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const html = typeof body === 'string';
  // A string, which Node.js writes together with the headers, and a buffer apart from them.
  const content = html ? body : `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': html ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8',
    'content-length': String(Buffer.byteLength(content)),
    ...headers,
  });
  response.end(content);
}
