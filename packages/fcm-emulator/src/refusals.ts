import { STATUS_CODES } from 'node:http';
import type { FieldViolation } from './definition/fields.ts';
import type { TargetKind } from './definition/send-message-request.ts';
import type { JsonObject } from './json.ts';

/** An answer of FCM other than 200. A string body is HTML, which Google's front ends sometimes send. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Wrong input to the control API. The caller gets the message. */
export class BadInput extends Error {}

/** Ends a request with a refusal. */
export class Refused extends Error {
  readonly refusal: Refusal;
  /** The message of a send, as far as it could be parsed. */
  readonly sent: JsonObject | undefined;

  constructor(refusal: Refusal, sent?: JsonObject) {
    super(`Refused with ${refusal.status}`);
    this.refusal = refusal;
    this.sent = sent;
  }
}

export type Detail = { readonly '@type': string } & Readonly<Record<string, unknown>>;

const RPC = 'type.googleapis.com/google.rpc';
const FCM = 'type.googleapis.com/google.firebase.fcm.v1';
/** FCM's text for a registration token or installation ID that it cannot have issued. */
const INVALID_TARGET = 'The registration token is not a valid FCM registration token';
/** FCM's text if it gives no reason, for example for an incomplete condition. */
export const UNSPECIFIC = 'Request contains an invalid argument.';
const AUTHENTICATION =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

const fcmError = (errorCode: string): Detail => ({ '@type': `${FCM}.FcmError`, errorCode });
export const apnsError = (error: object): Detail => ({ '@type': `${FCM}.ApnsError`, ...error });
const badRequest = (fieldViolations?: readonly FieldViolation[]): Detail => ({
  '@type': `${RPC}.BadRequest`,
  ...(fieldViolations && { fieldViolations }),
});

export const refusal = (
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

/** The body is not JSON, or does not match the definition. */
export const misfit = (violations: readonly FieldViolation[]): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', lines(violations), [badRequest(violations)]);

/** FCM refuses a value. */
export const invalidArgument = (violations: readonly FieldViolation[]): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', lines(violations), [
    badRequest(violations),
    fcmError('INVALID_ARGUMENT'),
  ]);

export const unspecificInvalidArgument = (): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', UNSPECIFIC);

export const tooLarge = (message: string): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', message, [badRequest(), fcmError('INVALID_ARGUMENT')]);

export const invalidTarget = (target: TargetKind): Refusal =>
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
    [
      {
        '@type': `${RPC}.ErrorInfo`,
        reason: 'CREDENTIALS_MISSING',
        domain: 'googleapis.com',
        metadata: {
          service: 'fcm.googleapis.com',
          method: 'google.firebase.fcm.v1.FcmService.SendMessage',
        },
      },
    ],
  ),
  headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' },
});

/** The answer of the old API at iid.googleapis.com. */
export const unauthorizedPage = (): Refusal => ({
  status: 401,
  body: '<HTML>\n<HEAD>\n<TITLE>Unauthorized</TITLE>\n</HEAD>\n<BODY BGCOLOR="#FFFFFF" TEXT="#000000">\n<H1>Unauthorized</H1>\n<H2>Error 401</H2>\n</BODY>\n</HTML>\n',
});

/** For credentials that Google does not accept. */
export const invalidCredentials = (): Refusal =>
  refusal(
    401,
    'UNAUTHENTICATED',
    `Request had invalid authentication credentials. ${AUTHENTICATION}`,
  );

export const notFound = (): Refusal => refusal(404, 'NOT_FOUND', 'Requested entity was not found.');

export const unregistered = (): Refusal =>
  refusal(404, 'NOT_FOUND', 'Requested entity was not found.', [fcmError('UNREGISTERED')]);

/** The emulator's own answer to a page or a hostname that does not belong to this machine. */
export const notOfThisMachine = (message: string): Refusal =>
  refusal(403, 'PERMISSION_DENIED', message);

/** The HTML page of Google's front ends, for a status that no API has sent. */
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
