import type { MessageType } from '../definition/field.ts';
import { createInstallation, generateAuthToken, registration } from '../definition/sdk-requests.ts';
import type { Emulator } from '../emulator.ts';
import { installationUnauthenticated, misfit, notFound, type Refusal } from '../fcm-error.ts';
import { register, unregister } from '../registering.ts';
import type { Installation } from '../state/installations.ts';
import type { WebSubscription } from '../state/web-registrations.ts';
import { isObject, type JsonObject, readMessage } from '../validation/read-message.ts';
import { readJson } from '../validation/read-send-request.ts';
import { answer, readBody } from './answer.ts';
import type { Exchange, Route } from './route.ts';

/** As the Firebase SDKs make them. */
const INSTALLATION_ID = /^[cdef][\w-]{21}$/;

interface Ask extends Pick<Exchange, 'emulator' | 'parts'> {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What is answered with 200, or why it is not. */
type Decision = { readonly ok: JsonObject } | { readonly refusal: Refusal };

const refuse = (refusal: Refusal): Decision => ({ refusal });

/** `firebaseinstallations.googleapis.com` and `fcmregistrations.googleapis.com`. */
export const SDK_ROUTES: readonly Route[] = [
  sdk('POST', 'installations', (ask) =>
    reading(createInstallation, ask.body, ({ fid, appId }) => {
      const chosen = String(fid ?? '');
      if (chosen !== '' && !INSTALLATION_ID.test(chosen)) {
        return refuse(misfit([{ field: 'fid', description: 'The FID is not valid.' }]));
      }
      const { installations } = ask.emulator;
      const created = installations.create(String(appId), chosen === '' ? undefined : chosen);
      const name = `projects/${ask.parts.project}/installations/${created.fid}`;
      return { ok: { name, ...created } };
    }),
  ),
  sdk('POST', 'installations/(?<fid>[^/]+)/authTokens(?::|%3A)generate', (ask) =>
    reading(generateAuthToken, ask.body, () =>
      asInstallation(ask, (fid) => {
        const token = ask.emulator.installations.newAuthToken(fid);
        return token === undefined ? refuse(notFound()) : { ok: { ...token } };
      }),
    ),
  ),
  sdk('DELETE', 'installations/(?<fid>[^/]+)', (ask) =>
    asInstallation(ask, (fid) => {
      const { emulator } = ask;
      for (const target of emulator.registrations.targetsOf(fid)) unregister(emulator, target);
      emulator.installations.delete(fid);
      return { ok: {} };
    }),
  ),
  sdk('POST', 'registrations', (ask) =>
    registering(ask, (installation, { web, fcmSdkVersion }) => {
      const addressing = fcmSdkVersion === undefined ? 'token' : 'fid';
      const [origin, subscription] = subscriptionOf(web);
      const target = register(ask.emulator, installation, addressing, origin, subscription);
      return addressing === 'token'
        ? { ok: { token: target } }
        : { ok: { name: `projects/${ask.parts.project}/registrations/${target}` } };
    }),
  ),
  sdk('PATCH', 'registrations/(?<target>[^/]+)', (ask) =>
    registering(ask, (_, { web }) => {
      const { target = '' } = ask.parts;
      const { registrations } = ask.emulator;
      const known = registrations.get(target);
      if (known === undefined || !isRegistered(ask.emulator, target)) return refuse(notFound());
      const [, subscription] = subscriptionOf(web);
      registrations.set(target, { ...known, ...subscription });
      return { ok: { token: target } };
    }),
  ),
  sdk('DELETE', 'registrations/(?<target>[^/]+)', (ask) =>
    authenticated(ask, () => {
      const { target = '' } = ask.parts;
      if (!isRegistered(ask.emulator, target)) return refuse(notFound());
      unregister(ask.emulator, target);
      return { ok: {} };
    }),
  ),
];

function sdk(method: string, path: string, decide: (ask: Ask) => Decision): Route {
  return {
    method,
    path: new RegExp(`^/v1/projects/(?<project>[^/]+)/${path}$`),
    handle: async ({ emulator, request, response, parts }) => {
      const body = await readBody(request);
      const decision = decide({ emulator, parts, headers: request.headers, body });
      if ('ok' in decision) return answer(response, 200, decision.ok);
      const { status, body: error, headers } = decision.refusal;
      answer(response, status, error, headers);
    },
  };
}

function reading(
  type: MessageType,
  body: string,
  decide: (read: JsonObject) => Decision,
): Decision {
  const json = readJson(body);
  if (!json.ok) return refuse(misfit([{ description: json.problem }]));
  const { value, misfits, broken } = readMessage(type, json.value);
  const violations = [...misfits, ...broken];
  return violations.length > 0 ? refuse(misfit(violations)) : decide(value);
}

/** For a request that proves itself by the installation's refresh token. */
function asInstallation({ emulator, headers, parts }: Ask, decide: (fid: string) => Decision) {
  const { fid = '' } = parts;
  const refreshToken = credential(headers.authorization, 'FIS_v2');
  if (refreshToken === undefined) return refuse(installationUnauthenticated());
  const owns = emulator.installations.owns(fid, refreshToken);
  if (owns === undefined) return refuse(notFound());
  return owns ? decide(fid) : refuse(installationUnauthenticated());
}

/** For a request that proves itself by an installation's auth token. */
function authenticated({ emulator, headers }: Ask, decide: (by: Installation) => Decision) {
  const token = credential(headers['x-goog-firebase-installations-auth'], 'FIS');
  const installation = emulator.installations.authenticate(token ?? '');
  return installation === undefined ? refuse(installationUnauthenticated()) : decide(installation);
}

const registering = (
  ask: Ask,
  decide: (by: Installation, read: JsonObject) => Decision,
): Decision =>
  authenticated(ask, (installation) =>
    reading(registration, ask.body, (read) => decide(installation, read)),
  );

const credential = (header: string | string[] | undefined, scheme: string): string | undefined =>
  typeof header === 'string' && header.startsWith(`${scheme} `)
    ? header.slice(scheme.length + 1)
    : undefined;

const isRegistered = ({ devices }: Emulator, target: string): boolean =>
  devices.stateOf(target) === 'registered';

/** @param web of a registration that was read, so that its parts are there */
function subscriptionOf(web: unknown): [origin: string, WebSubscription] {
  const { origin, endpoint, p256dh, auth } = isObject(web) ? web : {};
  const keys = { p256dh: String(p256dh), auth: String(auth) };
  return [String(origin), { endpoint: String(endpoint), keys }];
}
