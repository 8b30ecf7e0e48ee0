import type { MessageType } from '../definition/field.ts';
import { readMessage } from '../definition/read-message.ts';
import { createInstallation, generateAuthToken, registration } from '../definition/sdk-requests.ts';
import type { Emulator } from '../emulator.ts';
import { isObject, type JsonObject } from '../json.ts';
import { invalidCredentials, misfit, notFound, type Refusal } from '../refusals.ts';
import { register, unregister } from '../registering.ts';
import { readJson } from '../send-request.ts';
import type { Installation } from '../state/installations.ts';
import type { WebSubscription } from '../state/web-registrations.ts';
import { type Api, answer, type Exchange, newApi, ok } from './api.ts';

/** As the Firebase SDKs make them. */
const INSTALLATION_ID = /^[cdef][\w-]{21}$/;

interface Ask {
  readonly emulator: Emulator;
  readonly project: string;
  /** What the path names: an installation ID or a registration token. */
  readonly target: string;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

/** What is answered with 200, or why it is not. */
type Decision = { readonly ok: JsonObject } | { readonly refusal: Refusal };

const refuse = (refusal: Refusal): Decision => ({ refusal });

/** `firebaseinstallations.googleapis.com` and `fcmregistrations.googleapis.com`. */
export function sdkApi(emulator: Emulator): Api {
  const by =
    (decide: (ask: Ask) => Decision) =>
    async ({ req }: Exchange) => {
      const { project = '', target = '' } = req.param();
      const header = (name: string) => req.header(name);
      const decision = decide({ emulator, project, target, header, body: await req.text() });
      return 'ok' in decision ? ok(decision.ok) : answer(decision.refusal);
    };
  return newApi()
    .basePath('/v1/projects/:project')
    .post('/installations', by(createdInstallation))
    .post('/installations/:target/:method{authTokens(?::|%3[Aa])generate}', by(newAuthToken))
    .delete('/installations/:target', by(deletedInstallation))
    .post('/registrations', by(registered))
    .patch('/registrations/:target', by(refreshed))
    .delete('/registrations/:target', by(unregistered));
}

const createdInstallation = (ask: Ask): Decision =>
  reading(createInstallation, ask.body, ({ fid, appId }) => {
    const chosen = String(fid ?? '');
    if (chosen !== '' && !INSTALLATION_ID.test(chosen)) {
      return refuse(misfit([{ field: 'fid', description: 'The FID is not valid.' }]));
    }
    const { installations } = ask.emulator;
    const created = installations.create(String(appId), chosen === '' ? undefined : chosen);
    return { ok: { name: `projects/${ask.project}/installations/${created.fid}`, ...created } };
  });

const newAuthToken = (ask: Ask): Decision =>
  reading(generateAuthToken, ask.body, () =>
    asInstallation(ask, (fid) => {
      const token = ask.emulator.installations.newAuthToken(fid);
      return token === undefined ? refuse(notFound()) : { ok: { ...token } };
    }),
  );

const deletedInstallation = (ask: Ask): Decision =>
  asInstallation(ask, (fid) => {
    const { emulator } = ask;
    for (const target of emulator.registrations.targetsOf(fid)) unregister(emulator, target);
    emulator.installations.delete(fid);
    return { ok: {} };
  });

const registered = (ask: Ask): Decision =>
  registering(ask, (installation, { web, fcmSdkVersion }) => {
    const addressing = fcmSdkVersion === undefined ? 'token' : 'fid';
    const [origin, subscription] = subscriptionOf(web);
    const target = register(ask.emulator, installation, addressing, origin, subscription);
    return addressing === 'token'
      ? { ok: { token: target } }
      : { ok: { name: `projects/${ask.project}/registrations/${target}` } };
  });

const refreshed = (ask: Ask): Decision =>
  registering(ask, (_, { web }) => {
    const { emulator, target } = ask;
    const known = emulator.registrations.get(target);
    if (known === undefined || !isRegistered(ask)) return refuse(notFound());
    const [, subscription] = subscriptionOf(web);
    emulator.registrations.set(target, { ...known, ...subscription });
    return { ok: { token: target } };
  });

const unregistered = (ask: Ask): Decision =>
  authenticated(ask, () => {
    if (!isRegistered(ask)) return refuse(notFound());
    unregister(ask.emulator, ask.target);
    return { ok: {} };
  });

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
function asInstallation({ emulator, header, target }: Ask, decide: (fid: string) => Decision) {
  const refreshToken = credential(header('authorization'), 'FIS_v2');
  if (refreshToken === undefined) return refuse(invalidCredentials());
  const owns = emulator.installations.owns(target, refreshToken);
  if (owns === undefined) return refuse(notFound());
  return owns ? decide(target) : refuse(invalidCredentials());
}

/** For a request that proves itself by an installation's auth token. */
function authenticated({ emulator, header }: Ask, decide: (by: Installation) => Decision) {
  const token = credential(header('x-goog-firebase-installations-auth'), 'FIS');
  const installation = emulator.installations.authenticate(token ?? '');
  return installation === undefined ? refuse(invalidCredentials()) : decide(installation);
}

const registering = (
  ask: Ask,
  decide: (by: Installation, read: JsonObject) => Decision,
): Decision =>
  authenticated(ask, (installation) =>
    reading(registration, ask.body, (read) => decide(installation, read)),
  );

const credential = (header: string | undefined, scheme: string): string | undefined =>
  header?.startsWith(`${scheme} `) ? header.slice(scheme.length + 1) : undefined;

const isRegistered = ({ emulator, target }: Ask): boolean =>
  emulator.devices.stateOf(target) === 'registered';

/** @param web of a registration that was read, so that its parts are there */
function subscriptionOf(web: unknown): [origin: string, WebSubscription] {
  const { origin, endpoint, p256dh, auth } = isObject(web) ? web : {};
  const keys = { p256dh: String(p256dh), auth: String(auth) };
  return [String(origin), { endpoint: String(endpoint), keys }];
}
