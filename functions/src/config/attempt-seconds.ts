/** Time-out of the functions that deliver, and so the shortest lease, seconds. */
export const ATTEMPT_SECONDS = 60;
