import type { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { MAX_DEVICES, type NewDevice } from '../../../functions/src/tokens/ownership.ts';
import { pagesOf, withDatabase } from '../firebase.ts';
import type { Program, Run } from '../run.ts';

/** Number of users that are saved at the same time. Each needs some reads, and a write per device. */
const AT_ONCE = 20;
/** Length of a hash that replaces a token in the output, in characters. */
const HASH_LENGTH = 12;

export function migrate(program: Program, run: Run): void {
  program
    .command('migrate')
    .description(
      'Saves the tokens that an app has in a field of its users. Without --write it only counts them.',
    )
    .requiredOption('--field <name>', 'field with a string, a list, or a map by token or by device')
    .requiredOption('--platform <name>', 'android, ios or web, for tokens without a platform')
    .option('--write', 'save the tokens')
    .option('--after <uid>', 'continue after this user')
    .action(({ field, platform, write, after }) =>
      run(async ({ app, interrupt, progress }) => {
        // These modules read the names of the app when they load.
        const [{ COLLECTIONS }, { isSaved, saveDevice }, { parseSaveRequest }, { targetId }] =
          await Promise.all([
            import('../../../functions/src/config/app-data.ts'),
            import('../../../functions/src/tokens/device-store.ts'),
            import('../../../functions/src/tokens/requests.ts'),
            import('../../../functions/src/fcm/message.ts'),
          ]);
        const done = { users: 0, saved: 0, 'there already': 0, dropped: 0, refused: 0 };
        const counted = () =>
          Object.entries(done)
            .map(([what, count]) => `${what} ${count}`)
            .join(', ');
        const left: { uid: string; token: string; why: string }[] = [];
        const seen = new Set<string>();
        let last = after;

        return withDatabase(app, async (db) => {
          async function migrateUser(user: QueryDocumentSnapshot): Promise<void> {
            const leave = (token: string, why: string) =>
              left.push({ uid: user.id, token: targetId({ token }).slice(0, HASH_LENGTH), why });
            const found: NewDevice[] = [];
            for (const old of oldTokensIn(user.get(field))) {
              const device = parseSaveRequest({ platform, ...old });
              const id = targetId({ token: old.token });
              if ('violations' in device) {
                done.refused++;
                const why = device.violations.map((each) => `${each.field} ${each.description}`);
                leave(old.token, why.join('; '));
                // The app itself has saved it, so that entry is newer.
              } else if (seen.has(id) || (await isSaved(db, device.value.target))) {
                done['there already']++;
              } else found.push(device.value);
              seen.add(id);
            }
            const home = await db.collection(COLLECTIONS.devices).doc(user.id).get();
            const saved = Object.keys(Object(home.get('pushTokens'))).length;
            const { save, dropped } = withRoom(found, saved);
            for (const { target } of dropped) {
              if ('token' in target) leave(target.token, `a user keeps ${MAX_DEVICES} devices`);
            }
            // One after the other, because all of them write the same document.
            for (const device of write ? save : []) {
              await saveDevice(db, { uid: user.id, issuedAt: Date.now() }, device, Date.now());
            }
            done.saved += save.length;
            done.dropped += dropped.length;
            done.users++;
          }

          const users = db.collection(COLLECTIONS.users);
          for await (const page of pagesOf(users, field, AT_ONCE, after)) {
            await Promise.all(page.map(migrateUser));
            last = page.at(-1)?.id ?? last;
            progress(`${counted()}${last === undefined ? '' : `, up to ${last}`}`);
            if (interrupt.aborted) break;
          }
          return {
            text: [
              ...left.map(({ uid, token, why }) => `✖ ${token} of ${uid}: ${why}`),
              `${counted()}.`,
              ...(interrupt.aborted ? [`Continue with --after ${last ?? ''}`] : []),
              ...(write ? [] : ['Nothing was saved. To save, add --write.']),
            ],
            json: { ...done, left, last },
            failed: interrupt.aborted,
          };
        });
      }),
    );
}

/** A token as an app stored it before, with the platform if the app stored it. */
interface OldToken {
  readonly token: string;
  readonly platform?: string;
}

/**
 * Returns the tokens in a field of a user. The field can be a string; a list of strings or of maps
 * with `token`; a map by token with `true`; or a map by device with a string or such a map.
 */
export function oldTokensIn(value: unknown): OldToken[] {
  return [...new Map([...tokensIn(value)].map((each) => [each.token, each])).values()];
}

function* tokensIn(value: unknown): Generator<OldToken> {
  if (typeof value === 'string') yield { token: value };
  else if (Array.isArray(value)) for (const each of value) yield* tokensIn(each);
  else if (typeof value === 'object' && value !== null) {
    const { token, platform } = value as Readonly<Record<string, unknown>>;
    if (typeof token === 'string') {
      yield { token, ...(typeof platform === 'string' && { platform: platform.toLowerCase() }) };
      return;
    }
    for (const [key, each] of Object.entries(value)) {
      if (each === true) yield { token: key };
      else yield* tokensIn(each);
    }
  }
}

/**
 * Returns the tokens for which the user has room beside the devices that the app has saved itself.
 * Those have precedence. Apps append to a list, so its last token is the newest.
 */
export function withRoom(found: readonly NewDevice[], saved: number) {
  const room = Math.max(0, MAX_DEVICES - saved);
  const first = Math.max(0, found.length - room);
  return { save: found.slice(first), dropped: found.slice(0, first) };
}
