import { createHash } from 'node:crypto';
import type { Target } from './message.ts';

/** The target as FCM names it on the wire and as it is stored: kind and secret value. */
export function targetEntry(target: Target): ['token' | 'fid', string] {
  return 'token' in target ? ['token', target.token] : ['fid', target.fid];
}

/**
 * Stable id of a target that gives nothing away: 128 bits of SHA-256 in 32 hex digits, which unlike
 * base64 can never look like the names that Firestore reserves (`__x__`).
 */
export function targetId(target: Target): string {
  const [kind, value] = targetEntry(target);
  return createHash('sha256').update(`${kind}:${value}`).digest('hex').slice(0, 32);
}

export function sameTarget(a: Target, b: Target): boolean {
  const [kindA, valueA] = targetEntry(a);
  const [kindB, valueB] = targetEntry(b);
  return kindA === kindB && valueA === valueB;
}
