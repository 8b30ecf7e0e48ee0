import { givenTask } from '../../../bench/compare/fresh-process.ts';
import { meterFunctions } from '../../../bench/cost/metered-functions.ts';
import { meterSample } from '../../../bench/cost/metered-sample.ts';
import type { Charges } from '../../../bench/cost/prices.ts';
import type { Subject } from '../../../bench/cost/scenario.ts';
import { ROWS } from './rows.ts';

/** Counts the rows of one subject, in their order, in a process that has its params. */
const subject = givenTask<Subject>();
const functions = await (subject === 'sample' ? meterSample() : meterFunctions());
const counted: Charges[] = [];
for (const row of ROWS) {
  if (row.subject === subject) counted.push(await row.count(functions));
}
console.log(`\n${JSON.stringify(counted)}`);
process.exit();
