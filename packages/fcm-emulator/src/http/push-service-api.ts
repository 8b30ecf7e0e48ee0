import { answer, readBytes } from './answer.ts';
import { CONTROL_PREFIX, control } from './control-api.ts';
import { openEventStream, serverSentEvent } from './event-stream.ts';
import type { Exchange, Route } from './route.ts';

/**
 * The emulator's own push service: what `PushManager.subscribe` asks of a browser's, the endpoint of
 * a subscription (RFC 8030), and the way from there to the browser.
 */
export const PUSH_SERVICE_ROUTES: readonly Route[] = [
  control('GET', 'web-push', ({ emulator, response }) => {
    answer(response, 200, { applicationServerKey: emulator.vapidKeys.publicKey });
  }),
  control('POST', 'push', ({ emulator, request, response }) => {
    const { id, keys } = emulator.pushService.subscribe();
    const endpoint = `http://${request.headers.host}${CONTROL_PREFIX}push/${id}`;
    answer(response, 200, { endpoint, keys });
  }),
  control('POST', 'push/(?<id>[^/]+)', async ({ emulator, request, response, parts }) => {
    const body = await readBytes(request);
    switch (emulator.pushService.receive(parts.id ?? '', body)) {
      case 'brought':
        return answer(response, 201, {});
      case 'noSubscription':
        return answer(response, 410, { error: 'There is no such push subscription any more.' });
      case 'undecryptable':
        return answer(response, 400, { error: 'The body is not encrypted for the subscription.' });
    }
  }),
  control('DELETE', 'push/(?<id>[^/]+)', ({ emulator, response, parts }) => {
    answer(response, 200, { unsubscribed: emulator.pushService.unsubscribe(parts.id ?? '') });
  }),
  control('GET', 'push/(?<id>[^/]+)', listen),
];

/** Server-sent events `push`, each a JSON string: the text that the worker's push event has. */
function listen({ emulator, response, parts }: Exchange): void {
  const { id = '' } = parts;
  if (!emulator.pushService.has(id)) {
    // By 204 a browser knows not to ask again.
    response.writeHead(204);
    response.end();
    return;
  }
  openEventStream(response);
  const stop = emulator.pushService.listen(id, (text) => {
    response.write(serverSentEvent('push', text));
  });
  response.on('close', stop);
}
