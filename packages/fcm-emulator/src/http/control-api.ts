import { BadInput, readFaults, readLimit, readNewDevice } from '../control-input.ts';
import { answer, readBody } from './answer.ts';
import type { Exchange, Route } from './route.ts';

export const CONTROL_PREFIX = '/emulator/v1/';

/** What a test or a person asks of the emulator itself. */
export const CONTROL_ROUTES: readonly Route[] = [
  control('GET', 'devices', ({ emulator, response }) => {
    answer(response, 200, { devices: emulator.devices.list() });
  }),
  control('POST', 'devices', async ({ emulator, request, response }) => {
    const device = emulator.devices.create(readNewDevice(parse(await readBody(request))));
    emulator.events.publish('device', device);
    answer(response, 200, device);
  }),
  control('DELETE', 'devices/(?<target>.+)', ({ emulator, response, parts }) => {
    const device = emulator.devices.unregister(parts.target ?? '');
    emulator.events.publish('device', device);
    answer(response, 200, device);
  }),
  control('GET', 'topics', ({ emulator, response }) => {
    answer(response, 200, { subscriptions: emulator.topics.list() });
  }),
  control('GET', 'faults', ({ emulator, response }) => {
    answer(response, 200, { faults: emulator.faults.list() });
  }),
  control('PUT', 'faults', async ({ emulator, request, response }) => {
    emulator.faults.replace(readFaults(parse(await readBody(request))));
    emulator.events.publish('faults', emulator.faults.list());
    answer(response, 200, { faults: emulator.faults.list() });
  }),
  control('GET', 'messages', ({ emulator, response, url }) => {
    const limit = readLimit(url.searchParams.get('limit'));
    const device = url.searchParams.get('device');
    answer(response, 200, { messages: emulator.messages.list(device, limit) });
  }),
  control('DELETE', 'messages', ({ emulator, response }) => {
    emulator.messages.clear();
    emulator.events.publish('cleared', {});
    answer(response, 200, {});
  }),
  control('GET', 'stream', ({ emulator, response }) => emulator.events.add(response)),
];

function control(
  method: string,
  path: string,
  handle: (exchange: Exchange) => void | Promise<void>,
): Route {
  return { method, path: new RegExp(`^${CONTROL_PREFIX}${path}$`), handle };
}

function parse(body: string): unknown {
  if (body.trim() === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new BadInput('The body must be JSON.');
  }
}
