import type { Answer } from '../google-api.ts';
import { at } from '../json-path.ts';

/** What a check found out. `fix` is a command, or what else to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'fails' | 'cannot tell';
  readonly says: string;
  readonly fix?: string | undefined;
}

export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says });

export const fails = (check: string, says: string, fix?: string): Finding => ({
  check,
  status: 'fails',
  says,
  fix,
});

export const cannotTell = (check: string, says: string, fix?: string): Finding => ({
  check,
  status: 'cannot tell',
  says,
  fix,
});

/** Why an answer says nothing about the project: no network, no right to ask. */
export function unanswered(check: string, { status, body }: Answer): Finding | undefined {
  if (status === undefined) return cannotTell(check, `no answer: ${String(body)}`);
  if (status === 401 || status === 403 || status >= 500) {
    return cannotTell(
      check,
      `${status} ${at(body, 'error', 'message') ?? ''}`.trim(),
      'Ask for roles/viewer on the project, and enable the API if that is what it says.',
    );
  }
  return undefined;
}
