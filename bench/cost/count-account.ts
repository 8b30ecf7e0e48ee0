import type { Charges } from '../../tools/metering/charges.ts';
import {
  type Case,
  firstOnPost,
  followed,
  liked,
  TO_ONE,
} from '../../tools/metering/comment-cases.ts';
import { movedDevice, newDevice } from '../../tools/metering/device-cases.ts';
import { type Metered, meterFunctions } from '../../tools/metering/metered-functions.ts';
import { sumOf } from './prices.ts';

/** What one account can have done as often as it likes, with what it is charged beside our functions. */
const CASES: Readonly<Record<string, readonly [Case, byRules: Charges]>> = {
  'a comment': [firstOnPost(TO_ONE), written(2)],
  'a like': [liked, written(1)],
  'a follow of a person': [followed, written(0)],
  'a save of another device': [newDevice, written(0, 0)],
  'a save that moves a device': [movedDevice, written(0, 0)],
};

/** The account's own write, and the documents that the rules read for it. */
function written(reads: number, writes = 1): Charges {
  return { reads, writes, deletes: 0, invocations: 0, tasks: 0 };
}

const functions: Metered = await meterFunctions();
const charges: Record<string, Charges> = {};
for (const [name, [count, byRules]] of Object.entries(CASES)) {
  charges[name] = sumOf(await count(functions), byRules);
}
console.log(`\n${JSON.stringify(charges)}`);
process.exit();
