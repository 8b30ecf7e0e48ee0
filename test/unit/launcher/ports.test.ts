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
        message: `Port ${one.port} (for an emulator) is in use: stop what listens there and try again.`,
      });
    });
  }

  it('are taken for another run’s where all are in use', async () => {
    using one = await taken('127.0.0.1');
    using other = await taken('127.0.0.1');
    await assert.rejects(requireFreePorts([one, other]), {
      message: /are in use: stop the demo or emulators that run already and try again\.$/,
    });
  });
});
