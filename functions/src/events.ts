export { retryQueue } from './triggers/retry.ts';
