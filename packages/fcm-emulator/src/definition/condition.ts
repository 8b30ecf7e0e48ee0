/** One token of a condition. Each match starts where the last one ended. */
const TOKENS = /\s*(?:&&|\|\||[!()]|'[a-zA-Z0-9\-_.~%]+'\s+in\s+topics)/gy;
/** More than a condition of five topics needs, and much less than the stack allows. */
const MAX_DEPTH = 50;

/**
 * Returns how often a condition such as `'a' in topics && ('b' in topics || !('c' in topics))`
 * names a topic, or undefined if the text is no condition.
 */
export function countTopics(text: string): number | undefined {
  const condition = text.trimEnd();
  const found = condition.match(TOKENS) ?? [];
  const tokens = found.map((token) => token.trimStart());
  const isTopic = (token = ''): boolean => token.startsWith("'");
  let at = 0;
  const isCondition = found.join('') === condition && expression(0) && at === tokens.length;
  return isCondition ? tokens.filter((token) => isTopic(token)).length : undefined;

  /** Parses terms that are joined by && and ||. */
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
    return isTopic(tokens[at++]);
  }

  function take(symbol: string): boolean {
    const isNext = tokens[at] === symbol;
    if (isNext) at += 1;
    return isNext;
  }
}
