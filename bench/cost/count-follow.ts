import { postFollowed } from '../../test/e2e/cost/comment-cases.ts';
import { meterFunctions } from '../../test/e2e/cost/metered-functions.ts';

/** What the function that keeps followers in shards is charged for a follow. */
console.log(`\n${JSON.stringify(await postFollowed(await meterFunctions()))}`);
process.exit();
