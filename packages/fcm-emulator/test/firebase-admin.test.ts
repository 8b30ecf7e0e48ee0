import assert from 'node:assert/strict';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { type App, deleteApp, initializeApp } from 'firebase-admin/app';
import { FirebaseMessagingError, getMessaging } from 'firebase-admin/messaging';
import { property, RunningEmulator } from './running-emulator.ts';

/** Brings the requests of firebase-admin to the emulator, whatever host they name. */
class EmulatorAgent extends Agent {
  readonly #origin: URL;

  constructor(origin: string) {
    super();
    this.#origin = new URL(origin);
  }

  override createConnection() {
    return connect(Number(this.#origin.port), this.#origin.hostname);
  }
}

const accessToken = { access_token: 'owner', expires_in: 3600 };

describe('FCM emulator: firebase-admin', () => {
  let emulator: RunningEmulator;
  let app: App;
  before(async () => {
    emulator = await RunningEmulator.start();
    app = initializeApp(
      {
        projectId: 'demo-project',
        credential: { getAccessToken: () => Promise.resolve(accessToken) },
        httpAgent: new EmulatorAgent(emulator.origin),
      },
      'fcm-emulator',
    );
  });
  after(async () => {
    await deleteApp(app);
    await emulator.close();
  });

  it('sends what the emulator accepts', async () => {
    const name = await getMessaging(app).send({
      fid: await emulator.newDevice('fid'),
      notification: { title: 't', body: 'b', imageUrl: 'https://example.com/i.png' },
      android: {
        priority: 'high',
        ttl: 3_600_000,
        notification: {
          priority: 'max',
          visibility: 'private',
          eventTimestamp: new Date(),
          vibrateTimingsMillis: [100, 50],
          lightSettings: {
            color: '#aabbccdd',
            lightOnDurationMillis: 1,
            lightOffDurationMillis: 2,
          },
        },
      },
      apns: { payload: { aps: { badge: 1, threadId: 'p' } } },
      webpush: { notification: { tag: 't' }, fcmOptions: { link: 'https://example.com/' } },
    });
    assert.match(name, /^projects\/demo-project\/messages\//);
    const [message] = await emulator.accepted();
    assert.equal(property(message, 'apns', 'payload', 'aps', 'thread-id'), 'p');
    assert.equal(property(message, 'android', 'ttl'), '3600s');
  });

  it('makes a dry run', async () => {
    const before = (await emulator.accepted()).length;
    await getMessaging(app).send({ topic: 'news' }, true);
    assert.equal((await emulator.accepted()).length, before);
  });

  it('sends many over the legacy transport', async () => {
    const messaging = getMessaging(app);
    messaging.enableLegacyHttpTransport();
    const { responses } = await messaging.sendEach([{ topic: 'a' }, { topic: 'b' }]);
    assert.ok(responses.every(({ success }) => success));
  });

  it('subscribes to topics, by the old API too', async () => {
    const messaging = getMessaging(app);
    messaging.enableLegacyHttpTransport();
    const [token, gone] = [await emulator.newDevice(), await emulator.newDevice()];
    await emulator.control('DELETE', `devices/${gone}`);
    const heard = async () => (await emulator.accepted(`?device=${token}`)).length;
    const subscribed = await messaging.subscribeToTopic([token, gone], 'news');
    assert.deepEqual(
      [subscribed.successCount, subscribed.errors.map(({ index, error }) => [index, error.code])],
      [1, [[1, 'messaging/registration-token-not-registered']]],
    );
    assert.equal((await messaging.subscribeToTopic(token, 'news')).successCount, 1);
    await messaging.send({ topic: 'news' });
    assert.equal(await heard(), 1);
    assert.equal((await messaging.unsubscribeFromTopic(token, 'news')).successCount, 1);
    await messaging.send({ topic: 'news' });
    assert.equal(await heard(), 1);

    const old = await messaging.subscribeToTopicLegacy([token, gone], 'news');
    assert.deepEqual([old.successCount, old.failureCount], [1, 1]);
    await messaging.send({ condition: "'news' in topics" });
    assert.equal(await heard(), 2);
    assert.equal((await messaging.unsubscribeFromTopicLegacy(token, 'news')).successCount, 1);
    await messaging.send({ topic: 'news' });
    assert.equal(await heard(), 2);
  });

  it('understands an uninstalled device', async () => {
    const token = await emulator.newDevice();
    await emulator.control('DELETE', `devices/${token}`);
    await assert.rejects(
      getMessaging(app).send({ token }),
      (error) =>
        error instanceof FirebaseMessagingError &&
        error.code === 'messaging/registration-token-not-registered',
    );
  });
});
