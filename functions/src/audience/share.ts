import { createHash } from 'node:crypto';

/**
 * Whether somebody belongs to a share of all users, from 0 to 100 percent: always the same ones, and
 * who belongs to a share belongs to each larger one.
 */
export function isInShare(uid: string, percent: number): boolean {
  // Which is nearly always, and a hash for each of a page's people is felt.
  if (percent >= 100) return true;
  return createHash('sha256').update(uid).digest().readUInt32BE() % 100 < percent;
}
