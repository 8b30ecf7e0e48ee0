import * as v from 'valibot';
import type { Emulator } from '../emulator.ts';
import { invalidCredentials, misfit, notFound, Refused } from '../refusals.ts';
import { readJson } from '../send-request.ts';
import { newRegistrationToken } from '../state/device-registry.ts';
import type { Installation as Known } from '../state/installations.ts';
import { type Api, newApi, ok } from './api.ts';

// The parts of the Firebase JS SDK's requests that matter here (@firebase/installations 0.6,
// @firebase/messaging 0.13). Google publishes no definition of them.
const Installation = v.object({
  /** The SDKs create it. It is empty if an app could not. */
  fid: v.optional(v.pipe(v.string(), v.regex(/^([cdef][\w-]{21})?$/, 'The FID is not valid.')), ''),
  appId: v.pipe(v.string(), v.nonEmpty('The app ID must not be empty.')),
});
const Registration = v.object({
  web: v.object({
    /** Not sent before @firebase/messaging 0.13. */
    origin: v.exactOptional(v.pipe(v.string(), v.nonEmpty('The origin must not be empty.'))),
    endpoint: v.pipe(v.string(), v.check(isHttpUrl, 'It must be an HTTP or HTTPS URL.')),
    /** RFC 8291, section 3.2: 16 bytes. */
    auth: v.pipe(v.string(), v.check(isBase64Url(16), 'It must be 16 bytes in base64url.')),
    /** RFC 8291, section 2.1: an uncompressed point of P-256, whose first byte is a 4. */
    p256dh: v.pipe(
      v.string(),
      v.check(isBase64Url(65, 4), 'It must be a point of P-256 in base64url.'),
    ),
  }),
  /** Sent if the app wants its installation ID as the address. */
  fcm_sdk_version: v.optional(v.string()),
});

/** `1:1234567890:web:abc`: the second part is the project's number. */
const APP_ID = /^\d+:(\d+):/;

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isBase64Url(length: number, first?: number): (text: string) => boolean {
  return (text) => {
    const bytes = Buffer.from(/^[\w-]+={0,2}$/.test(text) ? text : '', 'base64url');
    return bytes.length === length && (first === undefined || bytes[0] === first);
  };
}

/** `firebaseinstallations.googleapis.com` and `fcmregistrations.googleapis.com`. */
export function sdkApi(emulator: Emulator): Api {
  const { installations, registrations, devices, events } = emulator;
  return newApi()
    .basePath('/v1/projects/:project')
    .post('/installations', async ({ req }) => {
      const { fid, appId } = read(Installation, await req.text());
      const created = installations.create(appId, fid || undefined);
      const name = `projects/${req.param('project')}/installations/${created.fid}`;
      return ok({ name, ...created });
    })
    .post('/installations/:fid/:method{authTokens(?::|%3[Aa])generate}', ({ req }) => {
      const known = ownedBy(req.param('fid'), req.header('authorization'));
      return ok(installations.newAuthToken(known));
    })
    .delete('/installations/:fid', ({ req }) => {
      const { fid } = ownedBy(req.param('fid'), req.header('authorization'));
      for (const target of targetsOf(fid)) unregister(target);
      installations.delete(fid);
      return ok({});
    })
    .post('/registrations', async ({ req }) => {
      const installation = authenticated(req.header(AUTH_HEADER));
      const { web, fcm_sdk_version } = read(Registration, await req.text());
      if (fcm_sdk_version === undefined) return ok({ token: register(installation, 'token', web) });
      const fid = register(installation, 'fid', web);
      return ok({ name: `projects/${req.param('project')}/registrations/${fid}` });
    })
    .patch('/registrations/:target', async ({ req }) => {
      authenticated(req.header(AUTH_HEADER));
      const { endpoint, ...keys } = read(Registration, await req.text()).web;
      const target = registered(req.param('target'));
      const known = registrations.get(target);
      if (known === undefined) throw new Refused(notFound());
      registrations.set(target, { ...known, endpoint, keys });
      return ok({ token: target });
    })
    .delete('/registrations/:target', ({ req }) => {
      authenticated(req.header(AUTH_HEADER));
      unregister(registered(req.param('target')));
      return ok({});
    });

  /** Returns the installation with this refresh token. */
  function ownedBy(fid: string, authorization: string | undefined): Known {
    const refreshToken = credential(authorization, 'FIS_v2');
    if (refreshToken === undefined) throw new Refused(invalidCredentials());
    const known = installations.get(fid);
    if (known === undefined) throw new Refused(notFound());
    if (known.refreshToken !== refreshToken) throw new Refused(invalidCredentials());
    return known;
  }

  /** Returns the installation with this auth token. */
  function authenticated(header: string | undefined): Known {
    const installation = installations.authenticate(credential(header, 'FIS') ?? '');
    if (installation === undefined) throw new Refused(invalidCredentials());
    return installation;
  }

  function registered(target: string): string {
    if (devices.stateOf(target) !== 'registered') throw new Refused(notFound());
    return target;
  }

  /** Returns the possible targets of an installation: its own ID, and tokens, which begin with it. */
  function targetsOf(fid: string): readonly string[] {
    return [...registrations.keys()].filter((target) => target.split(':', 1)[0] === fid);
  }

  /**
   * Returns the registration token or installation ID. The same push subscription keeps its token.
   * A registration by token ends the one by installation ID, and the other way round.
   */
  function register(
    { fid, appId }: Known,
    by: 'token' | 'fid',
    { origin, endpoint, ...keys }: v.InferOutput<typeof Registration>['web'],
  ): string {
    const known = targetsOf(fid);
    for (const target of known) {
      if ((target === fid) !== (by === 'fid')) unregister(target);
    }
    const same = known.find(
      (each) => each !== fid && registrations.get(each)?.endpoint === endpoint,
    );
    const target = by === 'fid' ? fid : (same ?? newRegistrationToken(fid));
    registrations.set(target, { endpoint, keys, sender: APP_ID.exec(appId)?.[1] ?? appId });
    const device = devices.register(
      by === 'fid' ? { kind: 'fid', fid } : { kind: 'token', token: target },
      { platform: 'web', ...(origin !== undefined && { label: origin }) },
    );
    events.publish('device', device);
    return target;
  }

  /** From now on, sends to the target get UNREGISTERED. */
  function unregister(target: string): void {
    registrations.delete(target);
    events.publish('device', devices.unregister(target));
  }
}

const AUTH_HEADER = 'x-goog-firebase-installations-auth';

const credential = (header: string | undefined, scheme: string): string | undefined =>
  header?.startsWith(`${scheme} `) ? header.slice(scheme.length + 1) : undefined;

function read<Schema extends v.GenericSchema>(schema: Schema, body: string): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, readJson(body));
  if (success) return output;
  const violations = issues.map((issue) => ({
    field: v.getDotPath(issue) ?? '',
    description: issue.message,
  }));
  throw new Refused(misfit(violations));
}
