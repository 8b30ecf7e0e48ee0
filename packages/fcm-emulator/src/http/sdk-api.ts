import * as v from 'valibot';
import type { Emulator } from '../emulator.ts';
import type { JsonObject } from '../json.ts';
import { invalidCredentials, misfit, notFound, type Refusal } from '../refusals.ts';
import { register, subscriptionOf, targetsOf, unregister } from '../registering.ts';
import { readJson } from '../send-request.ts';
import type { Installation as Known } from '../state/installations.ts';
import { type Api, answer, type Exchange, newApi, ok } from './api.ts';

// What the Firebase JS SDK sends (@firebase/installations 0.6, @firebase/messaging 0.13), as far as it
// matters here: Google publishes no definition of it.
const Installation = v.object({
  /** As the SDKs make them; empty where an app could make none. */
  fid: v.optional(v.pipe(v.string(), v.regex(/^([cdef][\w-]{21})?$/, 'The FID is not valid.')), ''),
  appId: v.pipe(v.string(), v.nonEmpty('The app ID must not be empty.')),
});
const Registration = v.object({
  web: v.object({
    origin: v.pipe(v.string(), v.nonEmpty('The origin must not be empty.')),
    endpoint: v.pipe(v.string(), v.check(isHttpUrl, 'It must be an HTTP or HTTPS URL.')),
    /** RFC 8291, section 3.2: 16 bytes. */
    auth: v.pipe(v.string(), v.check(isBase64Url(16), 'It must be 16 bytes in base64url.')),
    /** RFC 8291, section 2.1: an uncompressed point of P-256, whose first byte is a 4. */
    p256dh: v.pipe(
      v.string(),
      v.check(isBase64Url(65, 4), 'It must be a point of P-256 in base64url.'),
    ),
  }),
  /** Sent where the app is to be addressed by its installation ID. */
  fcm_sdk_version: v.optional(v.string()),
});

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isBase64Url(length: number, first?: number): (text: string) => boolean {
  return (text) => {
    const bytes = Buffer.from(/^[\w-]+={0,2}$/.test(text) ? text : '', 'base64url');
    return bytes.length === length && (first === undefined || bytes[0] === first);
  };
}

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
  reading(Installation, ask.body, ({ fid, appId }) => {
    const created = ask.emulator.installations.create(appId, fid || undefined);
    return { ok: { name: `projects/${ask.project}/installations/${created.fid}`, ...created } };
  });

const newAuthToken = (ask: Ask): Decision =>
  asInstallation(ask, (fid) => {
    const token = ask.emulator.installations.newAuthToken(fid);
    return token === undefined ? refuse(notFound()) : { ok: { ...token } };
  });

const deletedInstallation = (ask: Ask): Decision =>
  asInstallation(ask, (fid) => {
    const { emulator } = ask;
    for (const target of targetsOf(emulator, fid)) unregister(emulator, target);
    emulator.installations.delete(fid);
    return { ok: {} };
  });

const registered = (ask: Ask): Decision =>
  registering(ask, (installation, { web, fcm_sdk_version }) => {
    const by = fcm_sdk_version === undefined ? 'token' : 'fid';
    const target = register(ask.emulator, installation, by, web);
    return by === 'token'
      ? { ok: { token: target } }
      : { ok: { name: `projects/${ask.project}/registrations/${target}` } };
  });

const refreshed = (ask: Ask): Decision =>
  registering(ask, (_, { web }) => {
    const { emulator, target } = ask;
    const known = emulator.registrations.get(target);
    if (known === undefined || !isRegistered(ask)) return refuse(notFound());
    emulator.registrations.set(target, { ...known, ...subscriptionOf(web) });
    return { ok: { token: target } };
  });

const unregistered = (ask: Ask): Decision =>
  authenticated(ask, () => {
    if (!isRegistered(ask)) return refuse(notFound());
    unregister(ask.emulator, ask.target);
    return { ok: {} };
  });

function reading<Schema extends v.GenericSchema>(
  schema: Schema,
  body: string,
  decide: (read: v.InferOutput<Schema>) => Decision,
): Decision {
  const json = readJson(body);
  if (!json.ok) return refuse(misfit([{ description: json.problem }]));
  const { success, output, issues } = v.safeParse(schema, json.value);
  if (success) return decide(output);
  const violations = issues.map((issue) => ({
    field: v.getDotPath(issue) ?? '',
    description: issue.message,
  }));
  return refuse(misfit(violations));
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
function authenticated({ emulator, header }: Ask, decide: (by: Known) => Decision) {
  const token = credential(header('x-goog-firebase-installations-auth'), 'FIS');
  const installation = emulator.installations.authenticate(token ?? '');
  return installation === undefined ? refuse(invalidCredentials()) : decide(installation);
}

const registering = (
  ask: Ask,
  decide: (by: Known, read: v.InferOutput<typeof Registration>) => Decision,
): Decision =>
  authenticated(ask, (installation) =>
    reading(Registration, ask.body, (read) => decide(installation, read)),
  );

const credential = (header: string | undefined, scheme: string): string | undefined =>
  header?.startsWith(`${scheme} `) ? header.slice(scheme.length + 1) : undefined;

const isRegistered = ({ emulator, target }: Ask): boolean =>
  emulator.devices.stateOf(target) === 'registered';
