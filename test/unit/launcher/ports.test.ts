import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { requireFreePorts } from '../../../tools/launcher/ports.ts';

async function taken(host: string) {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, purpose: 'an emulator', [Symbol.dispose]: () => void server.close() };
}

describe('Ports in use', () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`are named with their purpose, taken on ${host}`, async () => {
      using one = await taken(host);
      await assert.rejects(requireFreePorts([one]), {
        name: 'LaunchError',
        message: `Already in use: port ${one.port} (for an emulator); stop the programs that use these ports, such as other emulators, and try again.`,
      });
    });
  }
});
