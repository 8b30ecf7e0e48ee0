import assert from 'node:assert/strict';
import { never, PROJECT, SERVICE_ACCOUNT } from './google.ts';
import type { Instance } from './instance.ts';
import { comment, db, google, person, records, start } from './production.ts';
import { call, documentEvent, TRACE, task, taskData } from './requests.ts';

const MINUTE_MS = 60_000;
const FCM = 'fcm.googleapis.com';
const TASKS = 'cloudtasks.googleapis.com';

describe('In production, a delivery', function () {
  this.timeout(30_000);
  let instance: Instance;

  beforeEach(async () => {
    instance = await start('onCommentCreated');
  });
  afterEach(() => instance[Symbol.asyncDispose]());

  const deliver = async (authorId: string, name: string) => {
    const event = await comment(authorId, name);
    const { status } = await documentEvent(instance, event);
    assert.equal(status, 204, instance.output);
    return event;
  };
  const errors = () => instance.logs.filter(({ severity }) => severity === 'ERROR');

  it('asks FCM once, with the token of the instance, and leaves a record and a line', async () => {
    const event = await deliver(await person(2), 'once');
    assert.equal((await documentEvent(instance, event)).status, 204, 'the event comes again');
    assert.deepEqual(
      google.asked(FCM).map(({ path, headers }) => [path, headers.authorization]),
      Array(2).fill([`/v1/projects/${PROJECT}/messages:send`, 'Bearer access-1']),
    );
    const [record] = await records('once');
    assert.equal(record?.state, 'done');
    assert.deepEqual(record.counts, { delivered: 2 });
    const [closed] = instance.logs.filter((line) => line.event === 'delivery.closed');
    assert.equal(closed?.severity, 'INFO');
    assert.equal(closed['logging.googleapis.com/trace'], `projects/${PROJECT}/traces/${TRACE}`);
  });

  it('renews its token before that ends, and after FCM has refused it', async () => {
    const author = await person();
    google.token = () => ({ json: { access_token: 'short', expires_in: 299 } });
    await deliver(author, 'short');
    google.token = () => ({ json: { access_token: 'refused', expires_in: 3600 } });
    google.fcm = () => ({ status: 401, json: {} });
    await deliver(author, 'refused');
    google.token = () => ({ json: { access_token: 'good', expires_in: 3600 } });
    google.fcm = () => ({ json: {} });
    await deliver(author, 'good');
    await deliver(author, 'good-still');
    const tokens = google.asked(FCM).map(({ headers }) => headers.authorization);
    assert.deepEqual(
      tokens,
      ['short', 'refused', 'good', 'good'].map((each) => `Bearer ${each}`),
    );
  });

  it('waits seconds for a token request that hangs, and is well after it', async function () {
    this.timeout(60_000);
    const author = await person();
    google.token = never;
    const event = await comment(author, 'hanging');
    // The task of the retry wants a token too: without it the event has to come again.
    assert.equal((await documentEvent(instance, event)).status, 500);
    const [record] = await records('hanging');
    assert.deepEqual(
      [record?.state, record?.pending?.[0]?.lastCode],
      ['waiting', 'NO_ACCESS_TOKEN'],
    );
    google.token = () => ({ json: { access_token: 'at-last', expires_in: 3600 } });
    await deliver(author, 'after-hanging');
    assert.equal((await records('after-hanging'))[0]?.state, 'done');
    assert.equal((await documentEvent(instance, event)).status, 204);
    assert.equal(google.asked(TASKS).length, 1);
  });

  it('says loudly that credentials fail, keeps the device, and the instance lives', async () => {
    google.token = () => ({ status: 403, json: { error: 'forbidden' } });
    const author = await person();
    assert.equal((await documentEvent(instance, await comment(author, 'shut'))).status, 500);
    const [broken] = errors();
    assert.equal(broken?.event, 'fcm.project_broken');
    assert.match(String(broken.detail), /Could not refresh access token/);
    assert.equal((await records('shut'))[0]?.state, 'waiting');
    const user = await db.doc(`users/${author}`).get();
    assert.deepEqual(Object.keys(user.get('pushTokens')), ['device-0']);
    assert.deepEqual(google.asked(FCM), []);
  });

  it('is tried again after a 503 by a task of its own, at the time that FCM asked for', async () => {
    google.fcm = () => ({ status: 503, headers: { 'retry-after': '120' } });
    const askedAt = Date.now();
    await deliver(await person(), 'down');
    const [record] = await records('down');
    assert.equal(record?.state, 'waiting');
    const [request] = google.asked(TASKS);
    assert.ok(request);
    const queue = `projects/${PROJECT}/locations/us-central1/queues/retryDelivery`;
    assert.equal(request.path, `/v2/${queue}/tasks`);
    assert.match(String(request.headers.authorization), /^Bearer access-/);
    const { task: made } = JSON.parse(request.body);
    assert.equal(made.name, `${queue}/tasks/${record.id}-1`);
    const waitMs = Date.parse(made.scheduleTime) - askedAt;
    assert.ok(waitMs >= 2 * MINUTE_MS && waitMs < 3 * MINUTE_MS, `${waitMs} ms`);
    assert.match(made.httpRequest.url, /^https:.*retryDelivery/);
    assert.equal(made.httpRequest.oidcToken.serviceAccountEmail, SERVICE_ACCOUNT);
    assert.deepEqual(errors(), []);

    // When its time has come, and not before.
    await using queued = await start('retryDelivery');
    const data = taskData(request);
    assert.equal((await task(queued, { queue: 'retryDelivery', data })).status, 409);
    await db.doc(`deliveries/${record.id}`).update({
      nextAttemptAt: new Date(),
      pending: record.pending?.map((each) => ({ ...each, dueAt: new Date() })),
    });
    google.fcm = () => ({ json: {} });
    assert.equal((await task(queued, { queue: 'retryDelivery', data })).status, 204);
    assert.deepEqual((await records('down'))[0]?.counts, { delivered: 1 });
  });
});

describe('In production, a callable', () => {
  it('knows its caller and the app by tokens that Firebase has signed', async function () {
    this.timeout(30_000);
    await using instance = await start('savePushToken');
    const device = { token: 'called', platform: 'web', deviceId: 'browser' };
    const answer = await call(instance, device, 'caller');
    assert.deepEqual(await answer.json(), { result: { deviceId: 'browser' } });
    const user = await db.doc('users/caller').get();
    assert.equal(user.get('pushTokens.browser.token'), 'called');
    for (const name of ['authorization', 'x-firebase-appcheck']) {
      const forged = await call(instance, device, 'caller', { [name]: 'Bearer e30.e30.e30' });
      assert.equal(forged.status, 401, name);
    }
  });
});
