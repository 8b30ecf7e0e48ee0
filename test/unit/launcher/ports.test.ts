import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { requireFreePorts } from '../../../tools/launcher/ports.ts';

async function occupiedPort(host: string) {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('Ports in use', () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`are named with their purpose, taken on ${host}`, async () => {
      await using taken = await occupiedPort(host);
      await assert.rejects(
        requireFreePorts([{ port: taken.port, purpose: 'the Firestore emulator' }]),
        {
          name: 'LaunchError',
          message: `Port ${taken.port} (for the Firestore emulator) is in use: stop what listens there and try again.`,
        },
      );
    });
  }

  it('are taken for another run’s where all are in use', async () => {
    await using one = await occupiedPort('127.0.0.1');
    await using other = await occupiedPort('127.0.0.1');
    const ports = [one, other].map(({ port }) => ({ port, purpose: 'an emulator' }));
    await assert.rejects(requireFreePorts(ports), {
      message: /are in use: stop the demo or emulators that run already and try again\.$/,
    });
  });

  it('do not matter once they are free again', async () => {
    const taken = await occupiedPort('127.0.0.1');
    await taken[Symbol.asyncDispose]();
    await requireFreePorts([{ port: taken.port, purpose: 'the Auth emulator' }]);
  });
});
