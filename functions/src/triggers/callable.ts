import {
  type CallableFunction,
  type CallableOptions,
  HttpsError,
  onCall,
} from 'firebase-functions/https';
import { AS_TOKENS } from '../config/function-options.ts';
import { ENFORCE_APP_CHECK } from '../config/params.ts';
import type { FieldViolation, Parsed } from '../tokens/requests.ts';
import { limitBodies } from './body-limit.ts';
import { reportingFailures } from './failures.ts';

limitBodies();

/**
 * A callable for signed-in users: parse, run, map the error. `run` may throw an HttpsError; when the
 * caller's ID token was issued is in ms since the epoch.
 */
export function callable<Input, Result>(
  parse: (data: unknown) => Parsed<Input>,
  run: (uid: string, input: Input, issuedAt: number) => Promise<Result>,
  options: CallableOptions = AS_TOKENS,
): CallableFunction<unknown, Promise<Result>> {
  // The SDK reads this option when the function is defined, and so in a deployment, where it warns
  // of a param that is read: read as the SDK reads it.
  const enforceAppCheck = process.env[ENFORCE_APP_CHECK.name] === 'true';
  const call = onCall<unknown, Promise<Result>>(
    { ...options, enforceAppCheck },
    async (request) => {
      if (request.auth === undefined) throw new HttpsError('unauthenticated', 'Sign in first.');
      const { uid, token } = request.auth;
      const parsed = parse(request.data);
      if ('violations' in parsed) {
        throw new HttpsError('invalid-argument', summaryOf(parsed.violations), parsed.violations);
      }
      return reportingFailures(() => run(uid, parsed.value, token.iat * 1000));
    },
  );
  return new Proxy(call, {
    apply(target, self, [request, response]) {
      // The SDK would log it as a whole, token and all.
      if (request.body?.data === undefined) request.body = undefined;
      return Reflect.apply(target, self, [request, response]);
    },
  });
}

function summaryOf([first, ...others]: readonly FieldViolation[]): string {
  const more = others.length > 0 ? ` (${others.length} more in details)` : '';
  return `${first?.field} ${first?.description}${more}`;
}
