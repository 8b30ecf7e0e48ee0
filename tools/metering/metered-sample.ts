import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../launcher/addresses.ts';
import { countCharges } from './firestore-charges.ts';
import type { Database, Metered } from './metered-functions.ts';

/** Of the benchmarks, which whoever cloned this may delete. */
const SAMPLE = join(PROJECT_ROOT, 'bench', 'baselines', 'sample-function.cjs');
export const hasSample = (): boolean => existsSync(SAMPLE);
const requireAsFunction = createRequire(new URL('../../functions/package.json', import.meta.url));

/**
 * The sample function in this process, by whatever name it is called, over a Firestore client that
 * counts; FCM says yes, and there are no tasks.
 */
export function meterSample(): Metered {
  const { notifyOfComment } = requireAsFunction(SAMPLE);
  const { getMessaging }: typeof import('firebase-admin/messaging') = requireAsFunction(
    'firebase-admin/messaging',
  );
  getMessaging().sendEach = async (messages) => {
    const responses = messages.map(() => ({ success: true }));
    return { responses, successCount: messages.length, failureCount: 0 };
  };
  const db: Database = requireAsFunction('firebase-admin/firestore').getFirestore();
  const counted = countCharges(db);
  return {
    db,
    async call(_name, event) {
      const { reads, writes, deletes } = counted;
      await notifyOfComment.run(event);
      return {
        reads: counted.reads - reads,
        writes: counted.writes - writes,
        deletes: counted.deletes - deletes,
        invocations: 1,
        tasks: 0,
      };
    },
    dispatch: async () => undefined,
  };
}
