import assert from 'node:assert/strict';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { createDevice } from './fcm.ts';
import { push } from './push-command.ts';

describe('Tokens that an app kept in a field of its own', function () {
  this.timeout(60_000);
  after(closeApps);

  /** From just before a user, so that it reads no more of the tests' users than it must. */
  const migrate = (uid: string, ...args: readonly string[]) =>
    push('migrate', '--platform', 'android', '--after', uid.slice(0, -1), ...args);

  it('are saved once, after a look that changes nothing, but for what the app has saved itself', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    const [phone, tablet, moved] = [
      await createDevice(),
      await createDevice(),
      await joon.device(),
    ];
    const fcmTokens = [phone.target, { token: tablet.target, platform: 'ios' }, '', moved.target];
    const user = admin.collection(USERS).doc(mina.uid);
    await user.update({ fcmTokens });
    const field = ['--field', 'fcmTokens'];

    assert.match(await migrate(mina.uid, ...field), /Nothing was saved/);
    assert.deepEqual(await mina.pushTokens(), {});
    for (let times = 1; times <= 2; times += 1) {
      await migrate(mina.uid, ...field, '--write');
      const saved = Object.values(await mina.pushTokens());
      assert.deepEqual(
        new Map(saved.map(({ token, platform }) => [token, platform])),
        new Map([
          [phone.target, 'android'],
          [tablet.target, 'ios'],
        ]),
      );
      assert.equal(Object.keys(await joon.pushTokens()).length, 1);
    }
    assert.deepEqual((await user.get()).get('fcmTokens'), fcmTokens);
  });

  it('are counted as what becomes of them, where a user has more than there is room for', async () => {
    const mina = await AppUser.signUp('Mina');
    const phone = await mina.device({ deviceId: 'phone' });
    const fcmTokens = [...Array.from({ length: 24 }, (_, index) => `${mina.uid}-${index}`), 'a b'];
    // A field of nobody else's.
    const field = `old${mina.uid}`;
    await admin
      .collection(USERS)
      .doc(mina.uid)
      .update({ [field]: fcmTokens });
    const counts = /saved 19, there already 0, dropped 5, refused 1/;
    assert.match(await migrate(mina.uid, '--field', field), counts);

    const stdout = await migrate(mina.uid, '--field', field, '--write');
    assert.match(stdout, counts);
    const saved = await mina.pushTokens();
    assert.equal(Object.keys(saved).length, 20);
    assert.equal(saved.phone?.token, phone.target, 'what the app has saved stays');
    const hashes = [...stdout.matchAll(/^✖ ([0-9a-f]{12}) of (\S+): (.*)$/gm)];
    assert.equal(hashes.filter(([, , uid]) => uid === mina.uid).length, 6);
    assert.ok(!fcmTokens.some((token) => stdout.includes(token)), 'no token is printed');
  });
});
