import {
  type CallableFunction,
  type CallableOptions,
  HttpsError,
  onCall,
} from 'firebase-functions/https';
import { AS_TOKENS } from '../config/function-options.ts';
import { ENFORCE_APP_CHECK } from '../config/params.ts';
import type { Parsed } from '../tokens/requests.ts';
import { reportingFailures } from './failures.ts';

/** A callable for signed-in users: parse, run, map the error. `run` may throw an HttpsError. */
export function callable<Input, Result>(
  parse: (data: unknown) => Parsed<Input>,
  run: (uid: string, input: Input) => Promise<Result>,
  options: CallableOptions = AS_TOKENS,
): CallableFunction<unknown, Promise<Result>> {
  // The SDK reads this option when the function is defined, and so in a deployment, where it warns
  // of a param that is read: read as the SDK reads it.
  const enforceAppCheck = process.env[ENFORCE_APP_CHECK.name] === 'true';
  return onCall<unknown, Promise<Result>>({ ...options, enforceAppCheck }, async (request) => {
    const uid = request.auth?.uid;
    if (uid === undefined) throw new HttpsError('unauthenticated', 'Sign in first.');
    const parsed = parse(request.data);
    if ('violations' in parsed) {
      const what = parsed.violations.map((each) => `${each.field} ${each.description}`).join('; ');
      throw new HttpsError('invalid-argument', what, parsed.violations);
    }
    return reportingFailures(() => run(uid, parsed.value));
  });
}
