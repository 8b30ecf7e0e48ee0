import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadInput, readFaults, readLimit, readNewDevice } from '../control-input.ts';
import type { Emulator } from '../emulator.ts';
import { TooManyDevices } from '../state/device-registry.ts';
import { answer, readBody } from './answer.ts';

export const CONTROL_PREFIX = '/emulator/v1/';
const DEVICE_PREFIX = 'devices/';

/** Answers what stands below CONTROL_PREFIX; bad input is 400 `{error: sentence}`. */
export async function controlApi(
  emulator: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    await route(emulator, request, response, url);
  } catch (error) {
    if (!(error instanceof BadInput || error instanceof TooManyDevices)) throw error;
    answer(response, 400, { error: error.message });
  }
}

async function route(
  { devices, faults, messages, events }: Emulator,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.slice(CONTROL_PREFIX.length);
  switch (`${request.method} ${path}`) {
    case 'GET devices':
      return answer(response, 200, { devices: devices.list() });
    case 'POST devices': {
      const device = devices.create(readNewDevice(parse(await readBody(request))));
      events.publish('device', device);
      return answer(response, 200, device);
    }
    case 'GET faults':
      return answer(response, 200, { faults: faults.list() });
    case 'PUT faults':
      faults.replace(readFaults(parse(await readBody(request))));
      events.publish('faults', faults.list());
      return answer(response, 200, { faults: faults.list() });
    case 'GET messages': {
      const limit = readLimit(url.searchParams.get('limit'));
      const device = url.searchParams.get('device');
      return answer(response, 200, { messages: messages.list(device, limit) });
    }
    case 'DELETE messages':
      messages.clear();
      events.publish('cleared', {});
      return answer(response, 200, {});
    case 'GET stream':
      return events.add(response);
  }
  if (
    request.method === 'DELETE' &&
    path.length > DEVICE_PREFIX.length &&
    path.startsWith(DEVICE_PREFIX)
  ) {
    const device = devices.unregister(decode(path.slice(DEVICE_PREFIX.length)));
    events.publish('device', device);
    return answer(response, 200, device);
  }
  answer(response, 404, { error: `There is no ${request.method} ${url.pathname} here.` });
}

function parse(body: string): unknown {
  if (body.trim() === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new BadInput('The body must be JSON.');
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadInput('The token or installation ID in the path is not URL-encoded.');
  }
}
