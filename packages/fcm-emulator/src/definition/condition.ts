/** Whether a device with these subscriptions is meant. */
type Predicate = (isSubscribed: (topic: string) => boolean) => boolean;

export interface Condition {
  readonly holds: Predicate;
  /** How often it names a topic. */
  readonly mentions: number;
}

/** One token of a condition; a topic is in the named group. */
const TOKEN = /\s*(?:&&|\|\||[!()]|'(?<topic>[a-zA-Z0-9\-_.~%]+)'\s+in\s+topics)/y;
/** Beyond any condition of five topics, and far from the end of the stack. */
const MAX_DEPTH = 50;

/**
 * Reads `'a' in topics && ('b' in topics || !('c' in topics))`; undefined where it is none. FCM
 * evaluates parentheses first and then from left to right, so && does not bind stronger than ||.
 */
export function parseCondition(text: string): Condition | undefined {
  const tokens = tokensOf(text) ?? [];
  let at = 0;
  const holds = expression(0);
  return holds === undefined || at < tokens.length
    ? undefined
    : { holds, mentions: tokens.filter(({ topic }) => topic !== undefined).length };

  /** Terms joined by && and ||. */
  function expression(depth: number): Predicate | undefined {
    let all = term(depth);
    for (;;) {
      const left = all;
      const and = take('&&');
      if (left === undefined || !(and || take('||'))) return left;
      const right = term(depth);
      if (right === undefined) return undefined;
      all = and
        ? (isSubscribed) => left(isSubscribed) && right(isSubscribed)
        : (isSubscribed) => left(isSubscribed) || right(isSubscribed);
    }
  }

  function term(depth: number): Predicate | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (take('!')) {
      const of = term(depth + 1);
      return of && ((isSubscribed) => !of(isSubscribed));
    }
    if (take('(')) {
      const inside = expression(depth + 1);
      return take(')') ? inside : undefined;
    }
    const topic = tokens[at++]?.topic;
    return topic === undefined ? undefined : (isSubscribed) => isSubscribed(topic);
  }

  function take(symbol: string): boolean {
    const found = tokens[at]?.symbol === symbol;
    if (found) at += 1;
    return found;
  }
}

interface Token {
  readonly symbol: string;
  readonly topic: string | undefined;
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    tokens.push({ symbol: found[0].trimStart(), topic: found.groups?.topic });
  }
  return tokens;
}
