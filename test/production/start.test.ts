import assert from 'node:assert/strict';
import { FRAMEWORKS, type Instance } from './instance.ts';
import { type Endpoint, endpoints, start, upload } from './production.ts';
import { accountDeleted, call, documentEvent, task } from './requests.ts';

/** What the platform sends to such a function, with nothing to do in it, and what it answers. */
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
  if (taskQueueTrigger) {
    return [(await task(instance, { queue: rest.entryPoint, data })).status, 204];
  }
  if (rest.callableTrigger) return [(await call(instance, {})).status, 401];
  return [(await fetch(instance.origin, { method: 'POST' })).status, 200];
}

describe('The upload', () => {
  it('holds what runs, and nothing of the sources, the tests or a dotenv file', () => {
    const { files } = upload;
    assert.ok(files.includes('package-lock.json'));
    assert.ok(files.some((file) => file.startsWith('lib/')));
    assert.deepEqual(
      files.filter((file) => /^(src|examples|node_modules)\/|(^|\/)\.env|\.ts$/.test(file)),
      [],
    );
  });

  for (const framework of FRAMEWORKS) {
    it(`serves each function by ${framework}, and logs no error`, async function () {
      this.timeout(60_000);
      const all = Object.values(await endpoints());
      assert.ok(all.length >= 9);
      for (const endpoint of all) {
        const { entryPoint: name, availableMemoryMb: memoryMb } = endpoint;
        await using instance = await start(name, { framework, memoryMb });
        const [status, expected] = await greet(instance, endpoint);
        assert.equal(status, expected, `${name}\n${instance.output}`);
        const errors = instance.logs.filter((line) => line.severity === 'ERROR');
        assert.deepEqual(errors, [], name);
      }
    });
  }
});
