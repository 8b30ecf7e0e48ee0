import { controlOf } from '../control.ts';
import { BadInput, readLimit } from '../control-input.ts';
import { announceToken } from '../delivery/phone/announce-token.ts';
import { answer, readBody } from './answer.ts';
import type { Exchange, Route } from './route.ts';

export const CONTROL_PREFIX = '/emulator/v1/';

/** What a test or a person asks of the emulator itself. */
export const CONTROL_ROUTES: readonly Route[] = [
  control('GET', 'devices', ({ emulator, response }) => {
    answer(response, 200, { devices: emulator.devices.list() });
  }),
  control('POST', 'devices', async ({ emulator, request, response }) => {
    answer(response, 200, controlOf(emulator).createDevice(parse(await readBody(request))));
  }),
  control('PUT', 'devices/(?<target>.+)/phone', async ({ emulator, request, response, parts }) => {
    const phone = parse(await readBody(request));
    answer(response, 200, controlOf(emulator).connectPhone(parts.target ?? '', phone));
  }),
  control('DELETE', 'devices/(?<target>.+)/phone', ({ emulator, response, parts }) => {
    answer(response, 200, controlOf(emulator).connectPhone(parts.target ?? '', null));
  }),
  control('POST', 'devices/(?<target>.+)/phone:announceToken', async (exchange) => {
    const { emulator, response, parts } = exchange;
    answer(response, 200, await announceToken(emulator.devices.get(parts.target ?? '')));
  }),
  control('DELETE', 'devices/(?<target>.+)', ({ emulator, response, parts }) => {
    answer(response, 200, controlOf(emulator).uninstall(parts.target ?? ''));
  }),
  control('GET', 'topics', ({ emulator, response }) => {
    answer(response, 200, { subscriptions: emulator.topics.list() });
  }),
  control('GET', 'faults', ({ emulator, response }) => {
    answer(response, 200, { faults: emulator.faults.list() });
  }),
  control('PUT', 'faults', async ({ emulator, request, response }) => {
    const faults = controlOf(emulator).setFaults(parse(await readBody(request)));
    answer(response, 200, { faults });
  }),
  control('GET', 'messages', ({ emulator, response, url }) => {
    const limit = readLimit(url.searchParams.get('limit'));
    const device = url.searchParams.get('device');
    answer(response, 200, { messages: emulator.messages.list(device, limit) });
  }),
  control('DELETE', 'messages', ({ emulator, response }) => {
    controlOf(emulator).clearMessages();
    answer(response, 200, {});
  }),
  control('GET', 'stream', ({ emulator, response }) => emulator.events.add(response)),
];

/** A route of the emulator's own. */
export function control(
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
