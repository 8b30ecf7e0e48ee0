import { STATUS_CODES } from 'node:http';
import { INVALID_TARGET } from './definition/rules.ts';
import type { TargetKind } from './definition/targets.ts';
import type { FieldViolation } from './validation/read-message.ts';

/** An answer of FCM's other than 200. A string body is HTML, as Google's front ends answer some. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a refusal may depend on of the message that it answers. */
export interface RefusedMessage {
  readonly project: string;
  readonly target: TargetKind;
}

type Detail = { readonly '@type': string } & Readonly<Record<string, unknown>>;

const fcmError = (errorCode: string): Detail => ({
  '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
  errorCode,
});
const badRequest = (fieldViolations: readonly FieldViolation[]): Detail => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations,
});
const errorInfo = (reason: string, metadata: Readonly<Record<string, string>>): Detail => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata: { service: 'fcm.googleapis.com', ...metadata },
});

const refusal = (
  code: number,
  status: string,
  message: string,
  details: readonly Detail[] = [],
): Refusal => ({
  status: code,
  body: { error: { code, message, status, ...(details.length > 0 && { details }) } },
});

const lines = (violations: readonly FieldViolation[]): string =>
  violations.map(({ description }) => description).join('\n');

/** The JSON is none, or is not what the definition says. */
export const misfit = (violations: readonly FieldViolation[]): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', lines(violations), [badRequest(violations)]);

/** FCM itself refuses a value. */
export const invalidArgument = (violations: readonly FieldViolation[]): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', lines(violations), [
    badRequest(violations),
    fcmError('INVALID_ARGUMENT'),
  ]);

export const hasCredentials = (authorization: string | undefined): boolean =>
  /^Bearer\s+\S/i.test(authorization ?? '');

export const credentialsMissing = (): Refusal => ({
  ...refusal(
    401,
    'UNAUTHENTICATED',
    'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    [errorInfo('CREDENTIALS_MISSING', { method: 'google.firebase.fcm.v1.FcmService.SendMessage' })],
  ),
  headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' },
});

const invalidCredentials = (details: readonly Detail[] = []): Refusal =>
  refusal(
    401,
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
    details,
  );

/** What Google's other APIs say of a missing or wrong installation: there is no FcmError in it. */
export const installationUnauthenticated = (): Refusal => invalidCredentials();

export const notFound = (): Refusal => refusal(404, 'NOT_FOUND', 'Requested entity was not found.');

export const originRefused = (origin: string): Refusal =>
  refusal(
    403,
    'PERMISSION_DENIED',
    `The FCM emulator answers the Firebase SDK on pages of this machine alone, not of ${origin}.`,
  );

export const unregistered = (): Refusal =>
  refusal(404, 'NOT_FOUND', 'Requested entity was not found.', [fcmError('UNREGISTERED')]);

export const invalidTarget = (target: TargetKind): Refusal =>
  invalidArgument([{ field: `message.${target}`, description: INVALID_TARGET }]);

export const alreadySubscribed = (): Refusal =>
  refusal(409, 'ALREADY_EXISTS', 'Requested entity already exists.');

export const tooManyTopics = (): Refusal =>
  refusal(400, 'FAILED_PRECONDITION', 'The app instance is subscribed to too many topics.', [
    fcmError('TOO_MANY_TOPICS'),
  ]);

/** The errors that can be asked for by name: FCM's own codes, and those that Google's front ends add. */
export const NAMED_REFUSALS = {
  UNREGISTERED: unregistered,
  INVALID_ARGUMENT: ({ target }: RefusedMessage) => invalidTarget(target),
  SENDER_ID_MISMATCH: () =>
    refusal(403, 'PERMISSION_DENIED', 'SenderId mismatch', [fcmError('SENDER_ID_MISMATCH')]),
  QUOTA_EXCEEDED: () =>
    refusal(429, 'RESOURCE_EXHAUSTED', 'Message rate exceeded for this device.', [
      fcmError('QUOTA_EXCEEDED'),
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ subject: 'device', description: 'Device message rate exceeded' }],
      },
    ]),
  /** The project's quota, which is refused before FCM and so without an FcmError. */
  RESOURCE_EXHAUSTED: ({ project }: RefusedMessage) =>
    refusal(
      429,
      'RESOURCE_EXHAUSTED',
      "Quota exceeded for quota metric 'Send requests' and limit 'Send requests per minute' of service 'fcm.googleapis.com'.",
      [
        errorInfo('RATE_LIMIT_EXCEEDED', {
          consumer: `projects/${project}`,
          quota_limit: 'SendsPerMinutePerProject',
          quota_metric: 'fcm.googleapis.com/send_requests',
        }),
      ],
    ),
  UNAVAILABLE: () =>
    refusal(503, 'UNAVAILABLE', 'The service is currently unavailable.', [fcmError('UNAVAILABLE')]),
  INTERNAL: () => refusal(500, 'INTERNAL', 'Internal error encountered.', [fcmError('INTERNAL')]),
  THIRD_PARTY_AUTH_ERROR: () =>
    refusal(401, 'UNAUTHENTICATED', 'Auth error from APNS or Web Push Service', [
      fcmError('THIRD_PARTY_AUTH_ERROR'),
    ]),
  /** A project that does not exist: nothing is said of the device. */
  NOT_FOUND: notFound,
  PERMISSION_DENIED: ({ project }: RefusedMessage) =>
    refusal(
      403,
      'PERMISSION_DENIED',
      `Permission 'cloudmessaging.messages.create' denied on resource '//cloudresourcemanager.googleapis.com/projects/${project}' (or it may not exist).`,
      [errorInfo('IAM_PERMISSION_DENIED', { permission: 'cloudmessaging.messages.create' })],
    ),
  UNAUTHENTICATED: () => invalidCredentials([errorInfo('ACCESS_TOKEN_EXPIRED', {})]),
  DEADLINE_EXCEEDED: () =>
    refusal(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
} as const satisfies Record<string, (message: RefusedMessage) => Refusal>;

export type RefusalName = keyof typeof NAMED_REFUSALS;

export const isRefusalName = (name: unknown): name is RefusalName =>
  typeof name === 'string' && Object.hasOwn(NAMED_REFUSALS, name);

/** A status that no API made: the HTML page of a proxy or load balancer on the way. */
export const bareStatus = (status: number): Refusal => ({
  status,
  body: `<!DOCTYPE html><html><title>Error ${status} (${STATUS_CODES[status] ?? 'Unknown'})</title></html>\n`,
});
