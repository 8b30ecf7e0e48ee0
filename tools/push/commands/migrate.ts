import type { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { MAX_DEVICES, type NewDevice } from '../../../functions/src/tokens/ownership.ts';
import { pagesOf, withDatabase } from '../firebase.ts';
import type { Program, Run } from '../run.ts';

/** Users that are read and saved at once: each takes a few reads and a write of each device. */
const AT_ONCE = 20;
/** Of a hash that stands for a token, characters. */
const HASH_LENGTH = 12;

export function migrate(program: Program, run: Run): void {
  program
    .command('migrate')
    .description(
      'Saves the tokens that an app has kept in a field of its users. Without --write it only counts.',
    )
    .requiredOption('--field <name>', 'a string, a list, or a map by token or by device')
    .requiredOption('--platform <name>', 'android, ios or web, for tokens that do not say it')
    .option('--write', 'save them')
    .option('--after <uid>', 'go on after a user')
    .action(({ field, platform, write, after }) =>
      run(async ({ app, interrupt, progress }) => {
        // They read the names of the app, which is known by now.
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
                // Whoever has it now has it from the app itself, which knows better.
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
            // One after the other, since all of them are written to the same document.
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
              ...(interrupt.aborted ? [`Go on with --after ${last ?? ''}`] : []),
              ...(write ? [] : ['Nothing was saved: that takes --write.']),
            ],
            json: { ...done, left, last },
            failed: interrupt.aborted,
          };
        });
      }),
    );
}

/** A token as an app kept it before, and the platform where it says so. */
interface OldToken {
  readonly token: string;
  readonly platform?: string;
}

/**
 * The tokens in a field of a user, in whatever shape apps keep them: a string; a list of strings or of
 * maps with `token`; a map by token with `true`, or by device with a string or such a map.
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
 * Those of a user's tokens for which there is room beside the devices that the app itself has saved,
 * which it knows better. The last of a list is the newest, as apps add to its end.
 */
export function withRoom(found: readonly NewDevice[], saved: number) {
  const room = Math.max(0, MAX_DEVICES - saved);
  const first = Math.max(0, found.length - room);
  return { save: found.slice(first), dropped: found.slice(0, first) };
}
