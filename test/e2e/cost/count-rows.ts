import type { Charges } from './charges.ts';
import { meterFunctions } from './metered-functions.ts';
import { meterSample } from './metered-sample.ts';
import { ROWS } from './rows.ts';
import type { Subject } from './scenario.ts';

/** Counts the rows of one subject, in their order, in a process that has its params. */
const subject = process.argv[2] as Subject;
const functions = await (subject === 'sample' ? meterSample() : meterFunctions());
const counted: Charges[] = [];
for (const row of ROWS) {
  if (row.subject === subject) counted.push(await row.count(functions));
}
console.log(`\n${JSON.stringify(counted)}`);
process.exit();
