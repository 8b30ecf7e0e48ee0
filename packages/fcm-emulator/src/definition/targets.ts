/** The members of the union `target`: a message has exactly one of them. */
export const TARGETS = ['token', 'fid', 'topic', 'condition'] as const;
export type TargetKind = (typeof TARGETS)[number];
