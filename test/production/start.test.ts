import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { FRAMEWORKS, type Instance } from './instance.ts';
import { directory, type Endpoint, endpoints, start } from './production.ts';
import { accountDeleted, call, documentEvent, task } from './requests.ts';

/** Sends a request with nothing to do. Returns the actual and the expected status. */
async function greet(instance: Instance, { eventTrigger, taskQueueTrigger, ...rest }: Endpoint) {
  const pattern = eventTrigger?.eventFilterPathPatterns?.document;
  if (eventTrigger && pattern) {
    const type = eventTrigger.eventType.endsWith('updated') ? 'updated' : 'created';
    const path = pattern.replaceAll(/\{\w+\}/g, 'nothing');
    return [(await documentEvent(instance, { path, fields: {}, type })).status, 204];
  }
  if (eventTrigger) return [(await accountDeleted(instance, 'nobody')).status, 204];
  const event = { id: 'none', name: 'none', params: {}, at: 0 };
  const data = { delivery: 'none', at: 0, page: { event, page: 1, startedAt: 0 } };
  if (taskQueueTrigger) return [(await task(instance, rest.entryPoint, data)).status, 204];
  if (rest.callableTrigger) return [(await call(instance, {})).status, 401];
  return [(await fetch(instance.origin, { method: 'POST' })).status, 200];
}

describe('The upload', function () {
  this.timeout(60_000);

  it('contains what runs, and no sources, tests or dotenv files', async () => {
    const files = await readdir(directory, { recursive: true });
    const own = files.filter((file) => !file.startsWith('node_modules'));
    assert.ok(own.includes('package-lock.json'));
    assert.ok(own.some((file) => file.startsWith('lib/')));
    const others = own.filter((file) => /^(src|examples)\/|(^|\/)\.env|\.ts$/.test(file));
    assert.deepEqual(others, []);
  });

  for (const framework of FRAMEWORKS) {
    it(`serves each function with ${framework}, and logs no error`, async () => {
      const all = Object.values(await endpoints());
      assert.ok(all.length >= 9);
      for (const endpoint of all) {
        const { entryPoint: name, availableMemoryMb: memoryMb } = endpoint;
        await using instance = await start(name, { framework, memoryMb });
        const [status, expected] = await greet(instance, endpoint);
        assert.equal(status, expected, `${name}\n${instance.output}`);
        assert.deepEqual(instance.errors, [], name);
      }
    });
  }
});
