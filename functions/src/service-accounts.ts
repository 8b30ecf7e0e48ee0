import { OWN_SERVICE_ACCOUNTS } from './config.ts';

/**
 * As whom functions run, each with the roles that its functions need (docs/operations.md), where a
 * deployment wants the accounts that ops/service-accounts.sh makes. Nothing is said otherwise, and
 * the platform takes its default account.
 */
function identity(name: string): { readonly serviceAccount?: string } {
  if (!OWN_SERVICE_ACCOUNTS.value()) return {};
  return { serviceAccount: `${name}@${process.env.GCLOUD_PROJECT}.iam.gserviceaccount.com` };
}

/** Of every function that asks for no other: it has the fewest roles. */
export const AS_TOKENS = identity('push-tokens');
/** What sends, and enqueues what is to be sent. */
export const AS_DELIVERY = identity('push-delivery');
/** What a deleted account sets off. */
export const AS_LIFECYCLE = identity('push-lifecycle');
