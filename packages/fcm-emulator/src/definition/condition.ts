/** One token of a condition; a topic is in the named group. */
const TOKEN = /\s*(?:&&|\|\||[!()]|'(?<topic>[a-zA-Z0-9\-_.~%]+)'\s+in\s+topics)/y;
/** Beyond any condition of five topics, and far from the end of the stack. */
const MAX_DEPTH = 50;

/**
 * How often a condition such as `'a' in topics && ('b' in topics || !('c' in topics))` names a
 * topic; undefined where the text is no condition.
 */
export function countTopics(text: string): number | undefined {
  const tokens = tokensOf(text) ?? [];
  let at = 0;
  return expression(0) && at === tokens.length
    ? tokens.filter(({ topic }) => topic !== undefined).length
    : undefined;

  /** Reads terms joined by && and ||. */
  function expression(depth: number): boolean {
    do {
      if (!term(depth)) return false;
    } while (take('&&') || take('||'));
    return true;
  }

  function term(depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    if (take('!')) return term(depth + 1);
    if (take('(')) return expression(depth + 1) && take(')');
    return tokens[at++]?.topic !== undefined;
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
