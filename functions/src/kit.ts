export * as events from './events.ts';
export * as functions from './index.ts';
