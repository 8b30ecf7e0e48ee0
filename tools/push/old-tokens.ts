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
