import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { createDevice } from './fcm.ts';

const PUSH = join(PROJECT_ROOT, 'tools', 'push', 'main.ts');

describe('Tokens that an app kept in a field of its own', function () {
  this.timeout(60_000);
  after(closeApps);

  /** From just before a user, so that it reads no more of the tests' users than it must. */
  const migrate = (uid: string, ...args: readonly string[]) =>
    execa(process.execPath, [
      PUSH,
      'migrate',
      ...['--field', 'fcmTokens', '--platform', 'android', '--after', uid.slice(0, -1)],
      ...args,
    ]);
  const of = async (user: AppUser) => Object.values(await user.pushTokens());

  it('are saved once, after a look that changes nothing, and leave the field as it is', async () => {
    const mina = await AppUser.signUp('Mina');
    const [phone, tablet] = await Promise.all([createDevice(), createDevice()]);
    const fcmTokens = [phone.target, { token: tablet.target, platform: 'ios' }, ''];
    await admin.collection(USERS).doc(mina.uid).update({ fcmTokens });

    const look = await migrate(mina.uid);
    assert.match(look.stdout, /Nothing was saved/);
    assert.deepEqual(await of(mina), []);

    await migrate(mina.uid, '--write');
    const platforms = (await of(mina)).map(({ token, platform }) => [token, platform]);
    assert.deepEqual(
      platforms.sort(),
      [
        [phone.target, 'android'],
        [tablet.target, 'ios'],
      ].sort(),
    );
    assert.deepEqual(
      (await admin.collection(USERS).doc(mina.uid).get()).get('fcmTokens'),
      fcmTokens,
    );
    await migrate(mina.uid, '--write');
    assert.equal((await of(mina)).length, 2);
  });

  it('stay with whom the app has meanwhile saved them for', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    const phone = await joon.device();
    await admin
      .collection(USERS)
      .doc(mina.uid)
      .update({ fcmTokens: [phone.target] });
    await migrate(mina.uid, '--write');
    assert.deepEqual(await of(mina), []);
    assert.equal((await of(joon)).length, 1);
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
    assert.match((await migrate(mina.uid, '--field', field)).stdout, counts);

    const { stdout } = await migrate(mina.uid, '--field', field, '--write');
    assert.match(stdout, counts);
    const saved = await mina.pushTokens();
    assert.equal(Object.keys(saved).length, 20);
    assert.equal(saved.phone?.token, phone.target, 'what the app has saved stays');
    const hashes = [...stdout.matchAll(/^✖ ([0-9a-f]{12}) of (\S+): (.*)$/gm)];
    assert.equal(hashes.length, 6);
    assert.equal(hashes.filter(([, , uid]) => uid === mina.uid).length, 6);
    assert.ok(!fcmTokens.some((token) => stdout.includes(token)), 'no token is printed');
  });
});
