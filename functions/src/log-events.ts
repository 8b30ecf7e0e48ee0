const FCM_FIELDS = ['devices', 'code', 'detail', 'todo'] as const;
const DELIVERY_FIELDS = ['delivery', 'eventName', 'params'] as const;
const RESULT_FIELDS = ['state', 'skipped', 'counts', 'pending'] as const;

/**
 * Every line that this backend logs, by event name. The names do not change (docs/operations.md).
 * `todo` tells an operator what to do. Each line has all of its `fields`. None contains a token.
 */
export const LOG_EVENTS = {
  /** An attempt has ended. The delivery is done or waits for the next attempt. */
  'delivery.closed': {
    severity: 'info',
    fields: [
      ...DELIVERY_FIELDS,
      'page',
      'attempt',
      ...RESULT_FIELDS,
      'durationMs',
      'nextAttemptAt',
    ],
  },
  /** An attempt was so slow that another one took over its delivery. It sends nothing more. */
  'delivery.lease_lost': { severity: 'warn', fields: DELIVERY_FIELDS },
  'event.author_unnamed': {
    severity: 'warn',
    todo: 'The push calls the author “Someone”: neither the document nor the user’s document has a visible name. USER_FIELDS says which field of a user is the name.',
    fields: DELIVERY_FIELDS,
  },
  // FCM's answers for some devices. fcm/report.ts has the `todo`.
  'fcm.project_broken': { severity: 'error', fields: FCM_FIELDS },
  'fcm.platform_broken': { severity: 'error', fields: FCM_FIELDS },
  'fcm.message_refused': { severity: 'error', fields: FCM_FIELDS },
  'fcm.token_refused': { severity: 'warn', fields: FCM_FIELDS },
  'fcm.apns_refused': { severity: 'warn', fields: FCM_FIELDS },
  'fcm.sender_mismatch': { severity: 'warn', fields: FCM_FIELDS },
  'fcm.quota_exceeded': { severity: 'warn', fields: FCM_FIELDS },
  'sending.paused': { severity: 'warn', fields: [] },
  'devices.removal_failed': { severity: 'warn', fields: ['devices', 'error'] },
  'devices.marking_failed': { severity: 'warn', fields: ['devices', 'error'] },
  'devices.pruned': { severity: 'info', fields: ['devices'] },
  /** An unexpected error. The platform retries an event and a task. */
  'function.failed': {
    severity: 'error',
    todo: 'Read the error: Firestore, Cloud Tasks or the credentials refuse us, or it is a bug. An event is retried for 24 h, a task for 7 days.',
    fields: ['error', 'stack_trace'],
  },
} as const satisfies Record<string, LogEvent>;

interface LogEvent {
  readonly severity: 'info' | 'warn' | 'error';
  readonly todo?: string;
  readonly fields: readonly string[];
}

export type LogEventName = keyof typeof LOG_EVENTS;

type LogFields<Name extends LogEventName> = Readonly<
  Record<(typeof LOG_EVENTS)[Name]['fields'][number], unknown>
>;

export type Log = <Name extends LogEventName>(event: Name, fields: LogFields<Name>) => void;
