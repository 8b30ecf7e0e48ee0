import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { Emulator } from '../emulator.ts';
import { isLocalHostname, isLocalOrigin } from '../local-origin.ts';
import { BadInput, notOfThisMachine, Refused, statusPage } from '../refusals.ts';
import { type Api, answer, newApi } from './api.ts';
import { CONTROL_PREFIX, controlApi } from './control-api.ts';
import { sdkApi } from './sdk-api.ts';
import { sendApi } from './send-api.ts';

/** In bytes. Far above FCM's 4 KB, so that an oversized message still gets FCM's own answer. */
const MAX_BODY_BYTES = 1024 * 1024;
/** The page loads nothing from other sites, and no other site can show it in a frame. */
const CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";

const NOT_BUILT =
  'The FCM emulator is running. Its page is not built: run "npm run build" in the folder packages/fcm-emulator.\n';

export interface AppOptions {
  /** Names, in addition to those of this machine, under which it can be reached. */
  readonly allowedHosts: readonly string[];
  /** The folder of the built page. It may not exist. */
  readonly pageFolder: string;
}

/** Returns all APIs of the emulator, and the files of its page. */
export function newApp(emulator: Emulator, { allowedHosts, pageFolder }: AppOptions): Api {
  const app = newApi();
  app.use(
    refuseForeign(new Set(allowedHosts)),
    cors({
      // A request that was not refused may read the answer.
      origin: (origin) => origin,
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposeHeaders: ['*'],
    }),
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      // The rest of the body is not read, so the connection cannot be used again.
      onError: () => answer({ ...statusPage(413), headers: { connection: 'close' } }),
    }),
  );
  for (const api of [sendApi, sdkApi, controlApi]) {
    app.route('/', api(emulator));
  }
  app.all(`${CONTROL_PREFIX}/*`, ({ req }) =>
    answer({ status: 404, body: { error: `There is no ${req.method} ${req.path} here.` } }),
  );
  if (existsSync(pageFolder)) {
    app.use(
      serveStatic({
        root: pageFolder,
        onFound: (_, { header }) => {
          header('content-security-policy', CONTENT_SECURITY_POLICY);
          header('x-content-type-options', 'nosniff');
        },
      }),
    );
  } else app.get('/', ({ text }) => text(NOT_BUILT));
  app.notFound(() => answer(statusPage(404)));
  app.onError((error) => {
    if (error instanceof Refused) return answer(error.refusal);
    return error instanceof BadInput
      ? answer({ status: 400, body: { error: error.message } })
      : answer({ status: 500, body: { error: 'The emulator has failed. This is a bug in it.' } });
  });
  return app;
}

/**
 * Refuses pages of other sites: those whose own name leads here (DNS rebinding), and those that
 * send requests across sites. A program such as a server sends no Origin. Hono does not check the
 * Host.
 */
function refuseForeign(allowed: ReadonlySet<string>): MiddlewareHandler {
  const isOurs = (hostname: string): boolean =>
    isLocalHostname(hostname) || GOOGLE_HOST.test(hostname) || allowed.has(hostname);
  return async ({ req }, next) => {
    const { host, hostname } = new URL(req.url);
    // An attacker's DNS name never arrives as an address in Host.
    if (!isOurs(hostname) && isIP(hostname.replace(/^\[|\]$/g, '')) === 0) {
      return answer(
        notOfThisMachine(
          `"${hostname}" is not a name of this machine. The FCM emulator accepts it if you start it with --allow-host ${hostname}.`,
        ),
      );
    }
    const origin = req.header('origin');
    if (origin !== undefined && !isLocalOrigin(origin)) {
      const page = URL.canParse(origin) ? new URL(origin) : undefined;
      if (page === undefined || !(page.host === host || allowed.has(page.hostname))) {
        return answer(
          notOfThisMachine(
            `The FCM emulator answers only pages of this machine, not of ${origin}.`,
          ),
        );
      }
    }
    return next();
  };
}

/** A redirected SDK still sends the name of the real host. */
const GOOGLE_HOST = /^(fcm|iid|fcmregistrations|firebaseinstallations)\.googleapis\.com$/;
