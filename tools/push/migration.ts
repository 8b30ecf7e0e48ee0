import { MAX_DEVICES, type NewDevice } from '../../functions/src/tokens/ownership.ts';

/** A token as an app kept it before, and the platform where it says so. */
export interface OldToken {
  readonly token: string;
  readonly platform?: string;
}

/**
 * The tokens in a field of a user, in whatever shape apps keep them: a string; a list of strings or of
 * maps with `token`; a map by token with `true`, or by device with a string or such a map.
 */
export function oldTokensIn(value: unknown): OldToken[] {
  return [...new Map([...tokensIn(value)].map((each) => [each.token, each])).values()];
}

function* tokensIn(value: unknown): Generator<OldToken> {
  if (typeof value === 'string') yield { token: value };
  else if (Array.isArray(value)) for (const each of value) yield* tokensIn(each);
  else if (typeof value === 'object' && value !== null) {
    const { token, platform } = value as Readonly<Record<string, unknown>>;
    if (typeof token === 'string') {
      yield { token, ...(typeof platform === 'string' && { platform: platform.toLowerCase() }) };
      return;
    }
    for (const [key, each] of Object.entries(value)) {
      if (each === true) yield { token: key };
      else yield* tokensIn(each);
    }
  }
}

/**
 * Those of a user's tokens for which there is room beside the devices that the app itself has saved,
 * which it knows better. The last of a list is the newest, as apps add to its end.
 */
export function withRoom(found: readonly NewDevice[], saved: number) {
  const room = Math.max(0, MAX_DEVICES - saved);
  const first = Math.max(0, found.length - room);
  return { save: found.slice(first), dropped: found.slice(0, first) };
}
