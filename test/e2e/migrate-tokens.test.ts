import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { createDevice } from './fcm.ts';

const MIGRATE = join(PROJECT_ROOT, 'tools', 'push', 'migrate-tokens.ts');

describe('Tokens that an app kept in a field of its own', function () {
  this.timeout(60_000);
  after(closeApps);

  /** From just before a user, so that it reads no more of the tests' users than it must. */
  const migrate = (uid: string, ...args: readonly string[]) =>
    execa(process.execPath, [
      MIGRATE,
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
});
