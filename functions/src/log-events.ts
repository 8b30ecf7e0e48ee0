/**
 * Every line that this backend logs, by its event: a documented name that does not change
 * (docs/operations.md). `todo` is what an operator has to know and do. `fields` come with each line,
 * an unknown one undefined. None holds a token.
 */
export const LOG_EVENTS = {
  /** An attempt has left its delivery done or waiting. */
  'delivery.closed': {
    severity: 'info',
    fields: [
      ...[
        'delivery',
        'event',
        'params',
        'page',
        'attempt',
        'state',
        'skipped',
        'counts',
        'pending',
      ],
      ...['durationMs', 'nextAttemptAt'],
    ] as const,
  },
  /** An attempt was so slow that another has taken its delivery over. It sends nothing more. */
  'delivery.lease_lost': { severity: 'warn', fields: ['delivery', 'event', 'params'] },
  'fcm.project_broken': {
    severity: 'error',
    todo: 'Check the project id, that the FCM API is enabled, the role of the service account, and the APNs key. No device was removed; the pushes are retried.',
    fields: ['devices', 'detail'],
  },
  'fcm.circuit_open': { severity: 'error', fields: ['detail'] },
  'fcm.message_refused': {
    severity: 'error',
    todo: 'FCM calls the message itself wrong: a bug in composing it. It is not retried and no device was removed.',
    fields: ['devices', 'detail'],
  },
  'fcm.token_refused': {
    severity: 'warn',
    todo: 'FCM refuses the token but nothing proves the payload and the APNs key good. The device was kept.',
    fields: ['devices', 'detail'],
  },
  'fcm.sender_mismatch': {
    severity: 'warn',
    todo: "The app was built with another Firebase project's configuration. The device was marked and kept.",
    fields: ['devices', 'detail'],
  },
  'sending.paused': { severity: 'warn', fields: [] },
  'devices.removal_failed': { severity: 'warn', fields: ['devices', 'error'] },
  'devices.marking_failed': { severity: 'warn', fields: ['devices', 'error'] },
  'devices.pruned': { severity: 'info', fields: ['devices'] },
  /** Something was thrown that nobody expects. The platform retries an event and a task. */
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
