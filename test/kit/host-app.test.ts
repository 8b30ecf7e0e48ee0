import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { addDoc, collection, doc, getDoc, setDoc } from 'firebase/firestore';
import functionsPackage from '../../functions/package.json' with { type: 'json' };
import { USERS } from '../e2e/app-data.ts';
import { AppUser, closeApps } from '../e2e/app-user.ts';
import { admin, FUNCTIONS_ORIGIN, PROJECT, REGION } from '../e2e/environment.ts';
import { until } from '../e2e/until.ts';
import { APP, KIT, push } from './installed.ts';

/** Time for a command to answer on a busy machine, in ms. */
const COMMAND_MS = 60_000;

interface Loaded {
  readonly name: string;
  readonly codebase: string;
  readonly region: string;
}

/** `examples/host-app/`, which existed before the kit was installed. */
describe('An app in which the kit is installed', function () {
  this.timeout(60_000);
  after(closeApps);

  it('has its own functions under their names, and ours under kit names in the kit’s region', async () => {
    const answer = await fetch(`${FUNCTIONS_ORIGIN}/backends`);
    const { backends } = (await answer.json()) as { backends: { functionTriggers: Loaded[] }[] };
    const loaded = backends.flatMap(({ functionTriggers }) => functionTriggers);
    const [ours, theirs] = [true, false].map((isOurs) =>
      loaded.filter(({ codebase }) => (codebase === 'push') === isOurs),
    );
    assert.deepEqual(theirs?.map(({ name }) => name).sort(), ['countOrders', 'sendTestPush']);
    const names = [
      ...['deliverFollowers', 'onCommentCreated', 'onLikeCreated', 'onNewFollower'],
      ...['onChatMessage', 'onNotificationRead', 'onOrder', 'onOrderShipped', 'onPushCreated'],
      ...['onUserDeleted', 'remindOfBooking', 'sendTestPush'],
      ...['pruneStaleTokens', 'removePushToken', 'retryDelivery', 'savePushToken'],
    ];
    assert.deepEqual(
      ours?.map(({ name, region }) => `${region}/${name}`).sort(),
      names.map((name) => `europe-west1/kit-push-${name}`).sort(),
    );
  });

  it('keeps the params of the kit when the kit is updated', async () => {
    const read = (...path: string[]) => readFile(join(APP, KIT, ...path), 'utf8');
    const installed = await read('source', 'node_modules', 'comment-push', 'package.json');
    assert.equal(JSON.parse(installed).version, functionsPackage.version);
    const params = parseEnv(await read('config-push', `.env.${PROJECT}`));
    assert.equal(params.USERS_COLLECTION, USERS);
    assert.equal(params.FUNCTION_DEFAULT_REGION, REGION);
  });

  it('is operated by the kit’s command, which uses the app’s names and events', async function () {
    this.timeout(5 * COMMAND_MS);
    const mina = await AppUser.signUp('Mina');
    const order = { buyer: mina.uid, seller: 'nobody', cups: 1 };
    const { id } = await addDoc(collection(mina.db, 'orders'), order);
    const listed = async () => {
      const { stdout } = await push(['deliveries', '--about', `orderId=${id}`, '--json']);
      const rows: { event: string; state: string }[] = JSON.parse(stdout);
      return rows[0]?.state === 'done' && rows;
    };
    const [row] = await until('the order’s delivery is listed', listed, COMMAND_MS);
    assert.equal(row?.event, 'order');

    const doctor = await push(['doctor']);
    assert.match(doctor.stdout, /✔ Functions emulator: 16 functions loaded/);
    assert.equal(doctor.exitCode, 0, doctor.stdout);
    const rules = await push(['rules', '--own', 'posts/{postId}/comments']);
    assert.equal(rules.exitCode, 0, rules.stdout + rules.stderr);
    const attempts = await push(['rules', '--json']);
    const { broken } = JSON.parse(attempts.stdout);
    assert.ok(broken.length > 0, 'its comments have rules of the app’s own');
  });

  it('works as before: its functions, its documents, its rules', async () => {
    const mina = await AppUser.signUp('Mina');
    const order = await addDoc(collection(mina.db, 'orders'), { cups: 2 });
    await until('the app’s own trigger has run', async () =>
      (await admin.doc(order.path).get()).get('counted'),
    );
    assert.equal(await mina.callPlainly('sendTestPush'), 'of the app itself');
    const setting = doc(mina.db, 'preferences', mina.uid);
    await setDoc(setting, { theme: 'dark' });
    assert.equal((await getDoc(setting)).get('theme'), 'dark');
  });
});
