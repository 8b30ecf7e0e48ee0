import { type Charges, sumOf } from '../../test/e2e/cost/charges.ts';
import { meterFunctions } from '../../test/e2e/cost/metered-functions.ts';
import { meterSample } from '../../test/e2e/cost/metered-sample.ts';
import { type CostTask, eventOf } from '../../test/e2e/cost/scenario.ts';
import { follow, seed, unfollow } from '../../test/e2e/cost/seed.ts';
import { givenTask } from '../compare/fresh-process.ts';

/**
 * Followers that are there at a time, those of the next ten pages: for each query the emulator looks
 * through the whole collection, so that a thousand pages of 100,000 would take it half an hour.
 */
const WINDOW = 1_000;
/** Followers of one task of ours. */
const PAGE = 100;

const task = givenTask<CostTask>();
const charges = await (task.subject === 'sample' ? chargesOfSample() : chargesOfOurs());
console.log(`\n${JSON.stringify(charges)}`);
process.exit();

async function chargesOfOurs(): Promise<Charges> {
  const { db, call, dispatch } = await meterFunctions();
  await seed(db, task, WINDOW);
  let charges = await call('onCommentCreated', eventOf(task));
  for (let passed = 0; ; passed += PAGE) {
    if (passed > 0 && passed % WINDOW === 0) {
      await unfollow(db, task, passed - WINDOW, passed);
      await follow(db, task, passed, passed + WINDOW);
    }
    const page = await dispatch();
    if (page === undefined) return charges;
    charges = sumOf(charges, page);
  }
}

async function chargesOfSample(): Promise<Charges> {
  const { db, call } = meterSample();
  await seed(db, task);
  return call('notifyOfComment', eventOf(task));
}
