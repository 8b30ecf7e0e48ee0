import { controlOf, readLimit } from '../control.ts';
import type { Emulator } from '../emulator.ts';
import { parseJson } from '../json.ts';
import { BadInput } from '../refusals.ts';
import { type Api, type Exchange, newApi, ok } from './api.ts';

export const CONTROL_PREFIX = '/emulator/v1';

/** What a test or a person asks of the emulator itself. */
export function controlApi(emulator: Emulator): Api {
  const control = controlOf(emulator);
  return newApi()
    .basePath(CONTROL_PREFIX)
    .get('/devices', () => ok({ devices: control.devices() }))
    .post('/devices', async (exchange) => ok(control.createDevice(await bodyOf(exchange))))
    .delete('/devices/:target{.+}', ({ req }) => ok(control.uninstall(req.param('target'))))
    .get('/topics', () => ok({ subscriptions: emulator.topics.list() }))
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
    .get('/stream', (exchange) => emulator.events.add(exchange));
}

async function bodyOf({ req }: Exchange): Promise<unknown> {
  const body = await req.text();
  if (body.trim() === '') return undefined;
  const json = parseJson(body);
  if (json === undefined) throw new BadInput('The body must be JSON.');
  return json;
}
