export type BroadcastState = 'delivered' | 'skipped' | 'failed' | 'pending' | 'unseen';

/** The words of Android 13 and before, and since, in lower case. */
const STATES: Readonly<Record<string, BroadcastState>> = {
  deliver: 'delivered',
  delivered: 'delivered',
  skipped: 'skipped',
  timeout: 'failed',
  failure: 'failed',
  pending: 'pending',
  scheduled: 'pending',
  deferred: 'pending',
};
/** A receiver's line: `DELIVERED … #0: (manifest)`, or `Deliver +5ms #0: …`. */
const RECEIVER = /^\s*([a-z]+)\b.*#\d+:/gim;

/**
 * What became of the last broadcast of an action to an app, in `dumpsys activity broadcasts history`:
 * the newest stands first. `am broadcast` itself says "result=0" whether anybody got it or not.
 */
export function lastBroadcast(history: string, action: string, app: string): BroadcastState {
  const record = history
    .split(/^.*Historical Broadcast.*#\d+.*$/im)
    .find((each) => named(each, 'act', action) && named(each, 'pkg', app));
  for (const [, word = ''] of record?.matchAll(RECEIVER) ?? []) {
    const state = STATES[word.toLowerCase()];
    if (state !== undefined) return state;
  }
  return 'unseen';
}

/** Whether the intent of a record has it: `act=…`, up to a space. */
const named = (record: string, name: string, value: string): boolean =>
  record.split(/[\s{}]+/).includes(`${name}=${value}`);
