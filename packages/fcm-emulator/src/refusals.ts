import { STATUS_CODES } from 'node:http';
import type { FieldViolation } from './definition/fields.ts';
import type { TargetKind } from './definition/send-message-request.ts';
import type { JsonObject } from './json.ts';

/** An answer of FCM's other than 200. A string body is HTML, as Google's front ends answer some. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is asked of the emulator itself is wrong: the message is the sentence that the caller reads. */
export class BadInput extends Error {}

/** Ends a request with a refusal. */
export class Refused extends Error {
  readonly refusal: Refusal;
  /** That of a send, as far as it could be read. */
  readonly sent: JsonObject | undefined;

  constructor(refusal: Refusal, sent?: JsonObject) {
    super(`Refused with ${refusal.status}`);
    this.refusal = refusal;
    this.sent = sent;
  }
}

/** What Apple's push service answered to FCM. */
export interface ApnsError {
  readonly statusCode: number;
  /** Such as `Unregistered` or `BadDeviceToken` (Apple's documentation of APNs errors). */
  readonly reason: string;
}

/** What a refusal may depend on. */
export interface RefusedMessage {
  readonly project: string;
  readonly target: TargetKind;
  readonly apns?: ApnsError | undefined;
}

type Detail = { readonly '@type': string } & Readonly<Record<string, unknown>>;

const RPC = 'type.googleapis.com/google.rpc';
const FCM = 'type.googleapis.com/google.firebase.fcm.v1';
/** FCM's words for a registration token or installation ID that it cannot have issued. */
const INVALID_TARGET = 'The registration token is not a valid FCM registration token';
const UNSPECIFIC = 'Request contains an invalid argument.';
const AUTHENTICATION =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
const SEND_METHOD = { method: 'google.firebase.fcm.v1.FcmService.SendMessage' };

const fcmError = (errorCode: string): Detail => ({ '@type': `${FCM}.FcmError`, errorCode });
const apnsError = (error: ApnsError): Detail => ({ '@type': `${FCM}.ApnsError`, ...error });
const badRequest = (fieldViolations?: readonly FieldViolation[]): Detail => ({
  '@type': `${RPC}.BadRequest`,
  ...(fieldViolations && { fieldViolations }),
});
const errorInfo = (
  reason: string,
  metadata: Readonly<Record<string, string>>,
  domain = 'googleapis.com',
): Detail => ({ '@type': `${RPC}.ErrorInfo`, reason, domain, metadata });

interface ApiError {
  readonly code: number;
  readonly message: string;
  readonly status: string;
  readonly details?: readonly Detail[];
}

const refusal = (
  code: number,
  status: string,
  message: string,
  details: readonly Detail[] = [],
): Refusal & { readonly body: { readonly error: ApiError } } => ({
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

/** FCM refuses the message and does not say why, as for a condition that breaks off. */
export const unspecificInvalidArgument = (): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', UNSPECIFIC);

export const tooLarge = (message: string): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', message, [badRequest(), fcmError('INVALID_ARGUMENT')]);

export const invalidTarget = (target: TargetKind) =>
  refusal(400, 'INVALID_ARGUMENT', INVALID_TARGET, [
    fcmError('INVALID_ARGUMENT'),
    badRequest([{ field: `message.${target}`, description: INVALID_TARGET }]),
  ]);

export const hasCredentials = (authorization: string | undefined): boolean =>
  /^Bearer\s+\S/i.test(authorization ?? '');

export const credentialsMissing = (): Refusal => ({
  ...refusal(
    401,
    'UNAUTHENTICATED',
    `Request is missing required authentication credential. ${AUTHENTICATION}`,
    [errorInfo('CREDENTIALS_MISSING', { service: 'fcm.googleapis.com', ...SEND_METHOD })],
  ),
  headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' },
});

/** The old API at iid.googleapis.com answers so. */
export const unauthorizedPage = (): Refusal => ({
  status: 401,
  body: '<HTML>\n<HEAD>\n<TITLE>Unauthorized</TITLE>\n</HEAD>\n<BODY BGCOLOR="#FFFFFF" TEXT="#000000">\n<H1>Unauthorized</H1>\n<H2>Error 401</H2>\n</BODY>\n</HTML>\n',
});

/** Of credentials that Google does not take, with or without its reason. */
export const invalidCredentials = (details: readonly Detail[] = []) =>
  refusal(
    401,
    'UNAUTHENTICATED',
    `Request had invalid authentication credentials. ${AUTHENTICATION}`,
    details,
  );

export const notFound = () => refusal(404, 'NOT_FOUND', 'Requested entity was not found.');

export const unregistered = (details: readonly Detail[] = []) =>
  refusal(404, 'NOT_FOUND', 'Requested entity was not found.', [
    fcmError('UNREGISTERED'),
    ...details,
  ]);

export const alreadySubscribed = (): Refusal =>
  refusal(409, 'ALREADY_EXISTS', 'Requested entity already exists.');

export const tooManyTopics = (): Refusal =>
  refusal(400, 'FAILED_PRECONDITION', 'The app instance is subscribed to too many topics.', [
    fcmError('TOO_MANY_TOPICS'),
  ]);

/** The emulator's own, to a page or by a name that is not of this machine. */
export const notOfThisMachine = (message: string): Refusal =>
  refusal(403, 'PERMISSION_DENIED', message);

const quotaExceeded = ({ target }: RefusedMessage) =>
  target === 'topic' || target === 'condition'
    ? refusal(429, 'RESOURCE_EXHAUSTED', 'Topic quota exceeded.', [fcmError('QUOTA_EXCEEDED')])
    : refusal(429, 'RESOURCE_EXHAUSTED', 'Message rate exceeded for this device.', [
        fcmError('QUOTA_EXCEEDED'),
        {
          '@type': `${RPC}.QuotaFailure`,
          violations: [{ subject: 'device', description: 'Device message rate exceeded' }],
        },
      ]);

/** The project's quota, which is refused before FCM and so without an FcmError. */
const projectQuotaExceeded = ({ project }: RefusedMessage) =>
  refusal(
    429,
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric 'Send requests' and limit 'Send requests per minute' of service 'fcm.googleapis.com' for consumer 'project_number:${project}'.`,
    [
      errorInfo('RATE_LIMIT_EXCEEDED', {
        consumer: `projects/${project}`,
        service: 'fcm.googleapis.com',
        quota_limit: 'SendsPerMinutePerProject',
        quota_limit_value: '600000',
        quota_location: 'global',
        quota_metric: 'fcm.googleapis.com/send_requests',
        quota_unit: '1/min/{project}',
      }),
      {
        '@type': `${RPC}.Help`,
        links: [
          {
            description: 'Request a higher quota limit.',
            url: 'https://cloud.google.com/docs/quotas/help/request_increase',
          },
        ],
      },
    ],
  );

const apnsRefused = (apns: ApnsError) =>
  refusal(
    400,
    'INVALID_ARGUMENT',
    apns.reason === 'Unregistered' ? 'APNs device token is disabled.' : UNSPECIFIC,
    [fcmError('INVALID_ARGUMENT'), apnsError(apns)],
  );

/** The errors that can be asked for by name: FCM's own codes, and those that Google's front ends add. */
const NAMED = {
  UNREGISTERED: ({ apns }) => unregistered(apns && [apnsError(apns)]),
  INVALID_ARGUMENT: ({ target, apns }) => (apns ? apnsRefused(apns) : invalidTarget(target)),
  SENDER_ID_MISMATCH: () =>
    refusal(403, 'PERMISSION_DENIED', 'SenderId mismatch', [fcmError('SENDER_ID_MISMATCH')]),
  QUOTA_EXCEEDED: quotaExceeded,
  RESOURCE_EXHAUSTED: projectQuotaExceeded,
  UNAVAILABLE: () =>
    refusal(503, 'UNAVAILABLE', 'The service is currently unavailable.', [fcmError('UNAVAILABLE')]),
  INTERNAL: () => refusal(500, 'INTERNAL', 'Internal error encountered.', [fcmError('INTERNAL')]),
  THIRD_PARTY_AUTH_ERROR: ({ apns }) =>
    refusal(401, 'UNAUTHENTICATED', 'Auth error from APNS or Web Push Service', [
      fcmError('THIRD_PARTY_AUTH_ERROR'),
      ...(apns ? [apnsError(apns)] : []),
    ]),
  /** A project that does not exist: nothing is said of the device. */
  NOT_FOUND: notFound,
  PERMISSION_DENIED: ({ project }) =>
    refusal(
      403,
      'PERMISSION_DENIED',
      `Permission 'cloudmessaging.messages.create' denied on resource '//cloudresourcemanager.googleapis.com/projects/${project}' (or it may not exist).`,
      [
        errorInfo(
          'IAM_PERMISSION_DENIED',
          { permission: 'cloudmessaging.messages.create', resource: `projects/${project}` },
          'cloudresourcemanager.googleapis.com',
        ),
      ],
    ),
  SERVICE_DISABLED: ({ project }) =>
    refusal(
      403,
      'PERMISSION_DENIED',
      `Firebase Cloud Messaging API has not been used in project ${project} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/fcm.googleapis.com/overview?project=${project} then retry.`,
      [
        errorInfo('SERVICE_DISABLED', {
          service: 'fcm.googleapis.com',
          consumer: `projects/${project}`,
        }),
      ],
    ),
  UNAUTHENTICATED: () =>
    invalidCredentials([
      errorInfo('ACCESS_TOKEN_EXPIRED', { service: 'fcm.googleapis.com', ...SEND_METHOD }),
    ]),
  DEADLINE_EXCEEDED: () =>
    refusal(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
} as const satisfies Record<string, (message: RefusedMessage) => ReturnType<typeof refusal>>;

export type RefusalName = keyof typeof NAMED;
export const REFUSAL_NAMES = Object.keys(NAMED) as RefusalName[];

/** @param changes what a test asks for in place of the error's own */
export function namedRefusal(
  name: RefusalName,
  about: RefusedMessage,
  changes: { readonly code?: number; readonly message?: string },
): Refusal {
  const error = { ...NAMED[name](about).body.error, ...changes };
  return { status: error.code, body: { error } };
}

/** A status that no API made: the HTML page of Google's front ends. */
export const statusPage = (status: number): Refusal => ({
  status,
  body: `<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <meta name=viewport content="initial-scale=1, minimum-scale=1, width=device-width">
  <title>Error ${status} (${status >= 500 ? 'Server Error' : STATUS_CODES[status]})!!1</title>
  <p><b>${status}.</b> <ins>That’s an error.</ins>
${status >= 500 ? '  <p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.  <ins>That’s all we know.</ins>\n' : ''}`,
});
