import assert from 'node:assert/strict';
import { until } from '../e2e/until.ts';
import { never, PROJECT, SERVICE_ACCOUNT } from './google.ts';
import type { Instance } from './instance.ts';
import { comment, db, follow, google, person, records, start } from './production.ts';
import { documentEvent, TRACE, task, taskData } from './requests.ts';

const MINUTE_MS = 60_000;
/** Number of sends between two writes of the record. */
const ROUND = 100;
const FCM = 'fcm.googleapis.com';
const TASKS = 'cloudtasks.googleapis.com';
/** Only requests for the token of Cloud Tasks have this scope. */
const TASKS_SCOPE = 'cloud-platform';

describe('In production, a delivery', function () {
  this.timeout(60_000);
  let instance: Instance;

  beforeEach(async () => {
    instance = await start('onCommentCreated');
  });
  afterEach(() => instance[Symbol.asyncDispose]());

  const deliver = async (authorId: string, name: string) => {
    const event = await comment(authorId, name);
    assert.equal((await documentEvent(instance, event)).status, 204, instance.output);
    return event;
  };

  it('sends one request with the instance’s token to FCM, and leaves a record and a log line', async () => {
    const author = await person(2);
    const event = await deliver(author, 'once');
    assert.equal((await documentEvent(instance, event)).status, 204, 'the event comes again');
    await deliver(author, 'another');
    assert.deepEqual(
      google.asked(FCM).map(({ path, headers }) => [path, headers.authorization]),
      Array(4).fill([`/v1/projects/${PROJECT}/messages:send`, 'Bearer access-1']),
    );
    const [record] = await records('once');
    assert.equal(record?.state, 'done');
    assert.deepEqual(record.counts, { delivered: 2 });
    const [closed] = instance.logs.filter((line) => line.event === 'delivery.closed');
    assert.equal(closed?.severity, 'INFO');
    assert.equal(closed['logging.googleapis.com/trace'], `projects/${PROJECT}/traces/${TRACE}`);
  });

  it('is sent once, although its event comes ten times to each of two instances at once', async () => {
    await using other = await start('onCommentCreated');
    const event = await comment(await person(3), 'at-once');
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => documentEvent(i % 2 === 0 ? instance : other, event)),
    );
    assert.equal(google.asked(FCM).length, 3);
    assert.deepEqual((await records('at-once'))[0]?.counts, { delivered: 3 });
  });

  it('repeats only what was in flight after its instance was killed', async () => {
    await using doomed = await start('onCommentCreated');
    const event = await comment(await person(), 'killed');
    await follow(['killed'], 11, 10);
    google.fcm = () => (google.asked(FCM).length <= ROUND ? { json: {} } : never());
    const sending = documentEvent(doomed, event).catch(() => undefined);
    await until('the second round is in flight', () => google.asked(FCM).length === 111);
    doomed.signal('SIGKILL');
    assert.equal(await sending, undefined);
    google.fcm = () => ({ json: {} });
    assert.equal((await documentEvent(instance, event)).status, 204);
    const [held] = await records('killed');
    assert.equal(held?.state, 'sending', 'until its lease is over');
    assert.equal(google.asked(TASKS).length, 1);
    await db.doc(`deliveries/${held.id}`).update({ leaseExpireTime: new Date() });
    assert.equal((await documentEvent(instance, event)).status, 204);
    assert.deepEqual((await records('killed'))[0]?.counts, { delivered: 111 });
    const tokens = google.asked(FCM).map(({ body }) => JSON.parse(body).message.token);
    assert.equal(new Set(tokens).size, 111);
    assert.equal(tokens.length, 111 + 11);
    assert.equal(new Set(tokens.slice(ROUND)).size, 11, 'no device of the first round');
  });

  it('waits seconds for a token request that hangs, logs an error, and requests again', async () => {
    google.token = never;
    const author = await person();
    const sending = documentEvent(instance, await comment(author, 'hanging'));
    await until('Cloud Tasks needs a token too', () =>
      google.requests.some(({ path }) => path.includes(TASKS_SCOPE)),
    );
    google.token = () => ({ json: { access_token: 'at-last', expires_in: 3600 } });
    assert.equal((await sending).status, 204, instance.output);
    assert.equal(instance.errors[0]?.event, 'fcm.project_broken');
    const [record] = await records('hanging');
    assert.equal(record?.state, 'waiting');
    assert.equal(record.pending?.[0]?.lastCode, 'NO_ACCESS_TOKEN');
    assert.equal(google.asked(TASKS).length, 1);
    assert.deepEqual(google.asked(FCM), []);
    // The device is still there.
    await deliver(author, 'after-hanging');
    assert.equal(google.asked(FCM).length, 1);
  });

  it('is tried again after a 503 by a task, at the time that FCM asked for', async () => {
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
    const at = Date.parse(made.scheduleTime);
    assert.equal(made.name, `${queue}/tasks/${record.id}-1-${at}`);
    const waitMs = at - askedAt;
    assert.ok(waitMs >= 2 * MINUTE_MS && waitMs < 3 * MINUTE_MS, `${waitMs} ms`);
    assert.match(made.httpRequest.url, /^https:.*retryDelivery/);
    assert.equal(made.httpRequest.oidcToken.serviceAccountEmail, SERVICE_ACCOUNT);
    assert.deepEqual(instance.errors, []);

    // A task that comes too early does not get a 503, which would slow the queue down.
    await using queued = await start('retryDelivery');
    const early = taskData(request);
    assert.deepEqual(early, { delivery: record.id, at });
    assert.equal((await task(queued, 'retryDelivery', early)).status, 409);
    await db.doc(`deliveries/${record.id}`).update({
      nextAttemptAt: new Date(),
      pending: record.pending?.map((each) => ({ ...each, dueAt: new Date() })),
    });
    google.fcm = () => ({ json: {} });
    const data = { delivery: record.id, at: Date.now() };
    assert.equal((await task(queued, 'retryDelivery', data)).status, 204);
    assert.deepEqual((await records('down'))[0]?.counts, { delivered: 1 });
  });
});

describe('An app whose profiles are public', () => {
  it('keeps devices, settings and the inbox elsewhere, under its own names', async function () {
    this.timeout(30_000);
    const params = {
      USERS_COLLECTION: 'members',
      DEVICES_COLLECTION: 'accounts',
      USER_FIELDS: 'displayName:nick,locale:language,notificationSettings:pushes',
      POST_LINK: '/a/{postId}/read',
      WEB_ORIGIN: 'https://app.example',
      INBOX: 'true',
    };
    await using instance = await start('onCommentCreated', { params });
    await db.doc('members/writer').set({ nick: 'Mina' });
    for (const isWanted of [true, false]) {
      const uid = `author-${isWanted}`;
      const phone = { token: uid, platform: 'web', createdAt: new Date(), lastSeenAt: new Date() };
      const settings = { language: 'ko', pushes: { comments: isWanted } };
      await db.doc(`accounts/${uid}`).set({ ...settings, pushTokens: { phone } });
      const { authorName: _, ...fields } = (await comment(uid, `post-of-${uid}`)).fields;
      const path = `posts/post-of-${uid}/comments/without-name`;
      await db.doc(path).set(fields);
      assert.equal((await documentEvent(instance, { path, fields })).status, 204);
    }
    const [{ message }, ...others] = google.asked(FCM).map(({ body }) => JSON.parse(body));
    assert.deepEqual(others, []);
    assert.equal(message.token, 'author-true');
    assert.equal(message.notification.title, 'Mina님의 새 댓글');
    const link = 'https://app.example/a/post-of-author-true/read';
    assert.equal(message.webpush.fcm_options.link, link);
    assert.equal((await db.collection('accounts/author-true/notifications').get()).size, 1);
    assert.deepEqual(await db.doc('members/author-true').listCollections(), []);
  });
});
