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
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens);
  const holds = reader.expression(0);
  return holds === undefined || !reader.atEnd
    ? undefined
    : { holds, mentions: tokens.filter(({ topic }) => topic !== undefined).length };
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

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** Terms joined by && and ||. */
  expression(depth: number): Predicate | undefined {
    let all = this.#term(depth);
    for (;;) {
      const left = all;
      const and = this.#take('&&');
      if (left === undefined || !(and || this.#take('||'))) return left;
      const right = this.#term(depth);
      if (right === undefined) return undefined;
      all = and
        ? (isSubscribed) => left(isSubscribed) && right(isSubscribed)
        : (isSubscribed) => left(isSubscribed) || right(isSubscribed);
    }
  }

  #term(depth: number): Predicate | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (this.#take('!')) {
      const of = this.#term(depth + 1);
      return of && ((isSubscribed) => !of(isSubscribed));
    }
    if (this.#take('(')) {
      const inside = this.expression(depth + 1);
      return this.#take(')') ? inside : undefined;
    }
    const topic = this.#tokens[this.#at++]?.topic;
    return topic === undefined ? undefined : (isSubscribed) => isSubscribed(topic);
  }

  #take(symbol: string): boolean {
    const found = this.#tokens[this.#at]?.symbol === symbol;
    if (found) this.#at += 1;
    return found;
  }
}
