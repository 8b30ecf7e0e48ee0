import { readFaults, readLimit, readNewDevice } from '../control-input.ts';
import type { Emulator } from '../emulator.ts';
import { parseJson } from '../json.ts';
import { BadInput } from '../refusals.ts';
import type { Device } from '../state/device.ts';
import type { FaultReport } from '../state/fault-book.ts';
import { type Api, answer, type Exchange, newApi, ok } from './api.ts';
import { answerEvents, serverSentEvent } from './event-stream.ts';

export const CONTROL_PREFIX = '/emulator/v1';

/** The functions for tests and pages. Each throws a BadInput for wrong input. */
export const controlOf = ({ devices, faults, messages, events }: Emulator) => {
  const published = (device: Device): Device => {
    events.publish('device', device);
    return device;
  };
  return {
    createDevice: (device?: unknown) => published(devices.create(readNewDevice(device))),
    devices: () => devices.list(),
    uninstall: (tokenOrFid: string) => published(devices.unregister(tokenOrFid)),
    setFaults(replacement: unknown): readonly FaultReport[] {
      faults.replace(readFaults(replacement));
      events.publish('faults', faults.list());
      return faults.list();
    },
    messages: (tokenOrFid?: string) => messages.list(tokenOrFid ?? null),
    clearMessages(): void {
      messages.clear();
      events.publish('cleared', {});
    },
  };
};

/** The same functions over HTTP, and the emulator's own push service. */
export function controlApi(emulator: Emulator): Api {
  const control = controlOf(emulator);
  const { pushService } = emulator;
  return (
    newApi()
      .basePath(CONTROL_PREFIX)
      .get('/devices', () => ok({ devices: control.devices() }))
      .post('/devices', async (exchange) => ok(control.createDevice(await bodyOf(exchange))))
      .delete('/devices/:target{.+}', ({ req }) => ok(control.uninstall(req.param('target'))))
      .get('/faults', () => ok({ faults: emulator.faults.list() }))
      .put('/faults', async (exchange) => ok({ faults: control.setFaults(await bodyOf(exchange)) }))
      .get('/messages', ({ req }) =>
        ok({
          messages: emulator.messages.list(
            req.query('device') ?? null,
            readLimit(req.query('limit')),
          ),
        }),
      )
      .delete('/messages', () => {
        control.clearMessages();
        return ok({});
      })
      .get('/stream', (exchange) => emulator.events.add(exchange))
      // What `PushManager.subscribe` requests from a browser's push service.
      .get('/web-push', () => ok({ applicationServerKey: emulator.vapidKeys.publicKey }))
      .post('/push', ({ req }) => {
        const { id, keys } = pushService.subscribe();
        return ok({ endpoint: `${new URL(req.url).origin}${CONTROL_PREFIX}/push/${id}`, keys });
      })
      // The endpoint of a subscription (RFC 8030).
      .post('/push/:id', async ({ req }) => {
        const received = pushService.receive(req.param('id'), Buffer.from(await req.arrayBuffer()));
        return answer({ status: PUSH_STATUS[received], body: {} });
      })
      .delete('/push/:id', ({ req }) =>
        ok({ unsubscribed: pushService.unsubscribe(req.param('id')) }),
      )
      // Each event is a JSON string: the text of the worker's push event.
      .get('/push/:id', (exchange) => {
        const id = exchange.req.param('id');
        // A browser does not connect again after a 204.
        if (!pushService.has(id)) return exchange.body(null, 204);
        return answerEvents(exchange, (response) =>
          pushService.listen(id, (text) => response.write(serverSentEvent('push', text))),
        );
      })
  );
}

const PUSH_STATUS = { brought: 201, noSubscription: 410, undecryptable: 400 } as const;

async function bodyOf({ req }: Exchange): Promise<unknown> {
  const body = await req.text();
  if (body.trim() === '') return undefined;
  const json = parseJson(body);
  if (json === undefined) throw new BadInput('The body must be JSON.');
  return json;
}
