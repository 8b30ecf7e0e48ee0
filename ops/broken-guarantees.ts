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

/**
 * The attempts that end otherwise than with our rules.
 *
 * @param own sections whose documents the app has rules of its own for
 */
export function brokenGuarantees({ passes, failures }: Report, own: readonly string[]) {
  const counts = ({ fullTitle }: Told) => {
    const section = TITLE.exec(fullTitle)?.groups?.section;
    return section === undefined || !own.includes(section);
  };
  const broken = failures.filter(counts).map(({ fullTitle, err }) => {
    const { section = 'the rules', verb, attempt } = TITLE.exec(fullTitle)?.groups ?? {};
    if (verb === undefined) return { section, says: `${err.message}` };
    const says = verb === 'denies' ? 'lets through' : 'refuses';
    return { section, says: `${says} “${attempt}”` };
  });
  return { tried: passes.filter(counts).length + broken.length, broken };
}
