import type { Emulator } from '../emulator.ts';
import { type Api, answer, newApi, ok } from './api.ts';
import { CONTROL_PREFIX } from './control-api.ts';
import { answerEvents, serverSentEvent } from './event-stream.ts';

/**
 * The emulator's own push service: what `PushManager.subscribe` asks of a browser's, the endpoint of
 * a subscription (RFC 8030), and the way from there to the browser.
 */
export const pushServiceApi = ({ vapidKeys, pushService }: Emulator): Api =>
  newApi()
    .basePath(CONTROL_PREFIX)
    .get('/web-push', () => ok({ applicationServerKey: vapidKeys.publicKey }))
    .post('/push', ({ req }) => {
      const { id, keys } = pushService.subscribe();
      return ok({ endpoint: `${new URL(req.url).origin}${CONTROL_PREFIX}/push/${id}`, keys });
    })
    .post('/push/:id', async ({ req }) => {
      const body = Buffer.from(await req.arrayBuffer());
      switch (pushService.receive(req.param('id'), body)) {
        case 'brought':
          return answer({ status: 201, body: {} });
        case 'noSubscription':
          return answer({
            status: 410,
            body: { error: 'There is no such push subscription any more.' },
          });
        case 'undecryptable':
          return answer({
            status: 400,
            body: { error: 'The body is not encrypted for the subscription.' },
          });
      }
    })
    .delete('/push/:id', ({ req }) =>
      ok({ unsubscribed: pushService.unsubscribe(req.param('id')) }),
    )
    // Each event is a JSON string: the text that the worker's push event has.
    .get('/push/:id', (exchange) => {
      const id = exchange.req.param('id');
      // By 204 a browser knows not to ask again.
      if (!pushService.has(id)) return exchange.body(null, 204);
      return answerEvents(exchange, (response) =>
        pushService.listen(id, (text) => response.write(serverSentEvent('push', text))),
      );
    });
