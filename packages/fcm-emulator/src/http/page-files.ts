import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { answer } from './answer.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=UTF-8',
  '.js': 'text/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
  '.svg': 'image/svg+xml',
};
/** Nothing from elsewhere: no script, font or image that the page did not bring. */
const CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:";

const NOT_BUILT =
  'The FCM emulator is running. Its page is not built: run "npm run build" in the folder packages/fcm-emulator.\n';

/** Answers a file of the built page, and `/` with a text where there is none. */
export async function pageFile(
  response: ServerResponse,
  folder: string,
  path: string,
): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = TYPES[extname(name)];
  const file = join(folder, name);
  // The names that the build makes: no dot-dot can stand in them.
  const found = type !== undefined && /^[\w-]+(\/[\w-]+)*\.\w+$/.test(name) && (await isFile(file));
  if (!found) {
    if (path !== '/') return answer(response, 404, { error: `There is nothing at ${path}.` });
    response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' });
    response.end(NOT_BUILT);
    return;
  }
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
  });
  await pipeline(createReadStream(file), response);
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
