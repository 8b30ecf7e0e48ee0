/** What Mocha's JSON reporter writes about one test of `test/rules/`, or one of its hooks. */
interface Told {
  readonly fullTitle: string;
  readonly err: { readonly message?: string };
}

export interface Report {
  readonly passes: readonly Told[];
  readonly failures: readonly Told[];
}

/** `firestore.rules SECTION (allows|denies) ATTEMPT`, as Mocha joins the titles. */
const TITLE = /^firestore\.rules (?<section>.*?) (?<verb>allows|denies) (?<attempt>.*)$/;

/** The attempts that end otherwise than with our rules. */
export function brokenGuarantees({ passes, failures }: Report) {
  const broken = failures.map(({ fullTitle, err }) => {
    const { section = 'the rules', verb, attempt } = TITLE.exec(fullTitle)?.groups ?? {};
    if (verb === undefined) return { section, says: `${err.message}` };
    const says = verb === 'denies' ? 'lets through' : 'refuses';
    return { section, says: `${says} “${attempt}”` };
  });
  return { tried: passes.length + failures.length, broken };
}
