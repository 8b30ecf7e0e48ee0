import type { Charges } from '../../tools/metering/charges.ts';
import { type Database, meterFunctions } from '../../tools/metering/metered-functions.ts';
import { meterSample } from '../../tools/metering/metered-sample.ts';
import {
  eventOf,
  followersOf,
  type Scenario,
  type Subject,
} from '../../tools/metering/scenario.ts';
import { follow, inBatches, seed } from '../../tools/metering/seed.ts';
import { givenTask } from '../compare/fresh-process.ts';
import { sumOf } from './prices.ts';

export interface CostTask extends Scenario {
  readonly subject: Subject;
}

/**
 * Followers that are there at a time, those of the next ten pages: for each query the emulator looks
 * through the whole collection, so that a thousand pages of 100,000 would take it half an hour.
 */
const WINDOW = 1_000;
/** Followers of one task of ours; the first page hears with the comment. */
const PAGE = 100;

const task = givenTask<CostTask>();
const charges = await (task.subject === 'sample' ? chargesOfSample() : chargesOfOurs());
console.log(`\n${JSON.stringify(charges)}`);
process.exit();

async function chargesOfOurs(): Promise<Charges> {
  const { db, call, dispatch } = await meterFunctions();
  await seed(db, task, WINDOW);
  let charges = await call('onCommentCreated', eventOf(task));
  for (let passed = PAGE; ; passed += PAGE) {
    if (passed % WINDOW === 0) {
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

function unfollow(db: Database, scenario: Scenario, from: number, to: number) {
  const followers = db.collection('posts').doc(scenario.postId).collection('followers');
  return inBatches(db, followersOf(scenario).slice(from, to), (batch, uid) =>
    batch.delete(followers.doc(uid)),
  );
}
