import { logger } from 'firebase-functions';
import { LOG_EVENTS, type Log } from '../log-events.ts';

const SEVERITIES = { info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

/** Writes a structured line for Cloud Logging. */
export const log: Log = (event, fields) => {
  const { severity, ...rest } = LOG_EVENTS[event];
  const todo = 'todo' in rest ? { todo: rest.todo } : {};
  logger.write({ severity: SEVERITIES[severity], message: event, event, ...todo, ...fields });
};
