import {
  type CallableFunction,
  type CallableOptions,
  HttpsError,
  onCall,
} from 'firebase-functions/https';
import { ENFORCE_APP_CHECK } from '../config.ts';
import { AS_TOKENS } from '../function-options.ts';
import type { Parsed } from '../tokens/requests.ts';

/** A callable for signed-in users: parse, run, map the error. `run` may throw an HttpsError. */
export function callable<Input, Result>(
  parse: (data: unknown) => Parsed<Input>,
  run: (uid: string, input: Input) => Promise<Result>,
  options: CallableOptions = AS_TOKENS,
): CallableFunction<unknown, Promise<Result>> {
  return flattened(
    onCall<unknown, Promise<Result>>(
      { ...options, enforceAppCheck: ENFORCE_APP_CHECK },
      async (request) => {
        const uid = request.auth?.uid;
        if (uid === undefined) throw new HttpsError('unauthenticated', 'Sign in first.');
        const parsed = parse(request.data);
        if ('violations' in parsed) {
          const what = parsed.violations
            .map((each) => `${each.field} ${each.description}`)
            .join('; ');
          throw new HttpsError('invalid-argument', what, parsed.violations);
        }
        return run(uid, parsed.value);
      },
    ),
  );
}

/**
 * Every input here is an object of strings. The SDK decodes the body before our code runs, and
 * answers `internal` to an unknown `@type` or to a nesting that overflows its stack: take both out
 * of its way and let the parser name what is wrong.
 */
function flattened<F extends (...args: never) => unknown>(handler: F): F {
  return new Proxy(handler, {
    apply(target, self, args) {
      const [request] = args;
      if (hasData(request)) request.body.data = flatten(request.body.data);
      return Reflect.apply(target, self, args);
    },
  });
}

function flatten(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return [];
  return Object.fromEntries(
    Object.entries(data)
      .filter(([key]) => key !== '__proto__')
      .map(([key, value]) => [key, typeof value === 'object' && value !== null ? [] : value])
      .map(([key, value]) => [key, key === '@type' ? '' : value]),
  );
}

function hasData(request: unknown): request is { body: { data: unknown } } {
  if (typeof request !== 'object' || request === null || !('body' in request)) return false;
  const { body } = request;
  return typeof body === 'object' && body !== null && 'data' in body;
}
