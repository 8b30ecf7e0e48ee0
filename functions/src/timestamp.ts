import * as v from 'valibot';

/** A Timestamp in Firestore, and milliseconds since the epoch in this code. */
export const Time = v.pipe(
  v.custom<{ toMillis(): number }>(
    (value) => typeof Object(value).toMillis === 'function',
    'must be a timestamp',
  ),
  v.transform((timestamp) => timestamp.toMillis()),
);
