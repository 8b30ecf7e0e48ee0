import type { Charges } from '../../../tools/metering/charges.ts';
import { meterFunctions } from '../../../tools/metering/metered-functions.ts';
import { meterSample } from '../../../tools/metering/metered-sample.ts';
import type { Subject } from '../../../tools/metering/scenario.ts';
import { ROWS } from './rows.ts';

/** Counts the rows of one subject, in their order, in a process that has its params. */
const subject = process.argv[2] as Subject;
const functions = await (subject === 'sample' ? meterSample() : meterFunctions());
const counted: Charges[] = [];
for (const row of ROWS) {
  if (row.subject === subject) counted.push(await row.count(functions));
}
console.log(`\n${JSON.stringify(counted)}`);
process.exit();
