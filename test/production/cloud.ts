import type { GoogleAnswer, Service } from './google.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Cloud {
  readonly service: Service;
  /** What there is in the project, by its name: functions, queues, indexes, policies and so on. */
  readonly resources: Map<string, Json>;
}

const PROJECT_NUMBER = '1234567890';
const DEFAULT_ACCOUNT = `${PROJECT_NUMBER}-compute@developer.gserviceaccount.com`;
const NOT_FOUND: GoogleAnswer = {
  status: 404,
  json: { error: { code: 404, status: 'NOT_FOUND', message: 'Not found.' } },
};

/**
 * A project of Google Cloud as far as a deployment by firebase-tools asks for it: it holds what is
 * created in it, and each of its long operations is done at once.
 */
export function cloud(project: string, existing: Readonly<Record<string, Json>> = {}): Cloud {
  const resources = new Map(Object.entries(existing));
  const operations = new Map<string, Json>();
  const done = (response: unknown): GoogleAnswer => {
    const name = `operations/operation-${operations.size}`;
    operations.set(name, { name, done: true, response });
    return { json: operations.get(name) };
  };

  const service: Service = ({ method, host, path, body }) => {
    const { pathname, searchParams } = new URL(path, `https://${host}`);
    const [, name = '', verb = ''] = /^\/v[\w]+\/(.*?)(?::(\w+))?$/.exec(pathname) ?? [];
    const sent: Json = body.startsWith('{') ? JSON.parse(body) : {};
    const kind = name.split('/').at(-1) ?? '';

    if (host === 'www.googleapis.com')
      return { json: { access_token: 'deployer', expires_in: 3600 } };
    if (host === 'storage.googleapis.com') return {};
    if (host === 'compute.googleapis.com')
      return { json: { defaultServiceAccount: DEFAULT_ACCOUNT } };
    // Functions of the first generation.
    if (path.startsWith('/v1/') && host.startsWith('cloudfunctions')) return {};
    if (verb === 'testIamPermissions') return { json: { permissions: sent.permissions } };
    if (verb === 'getIamPolicy')
      return { json: resources.get(`${name}:policy`) ?? { bindings: [] } };
    if (verb === 'setIamPolicy') {
      resources.set(`${name}:policy`, Object(sent.policy));
      return { json: sent.policy };
    }
    if (verb === 'generateServiceIdentity') return done({ email: `${kind}@identities.example` });
    if (verb === 'generateUploadUrl') {
      const storageSource = { bucket: 'uploads', object: 'source.zip' };
      return {
        json: { uploadUrl: 'https://storage.googleapis.com/uploads/source.zip', storageSource },
      };
    }
    if (name === `projects/${project}`) {
      return { json: { name, projectId: project, projectNumber: PROJECT_NUMBER } };
    }
    if (method === 'GET') return get(name);
    // A field override goes by saying nothing in its place.
    const isCleared = method === 'PATCH' && name.includes('/fields/') && body === '{}';
    if (method === 'DELETE' || isCleared) {
      resources.delete(name);
      return done({});
    }
    const id = searchParams.get(`${kind.replace(/s$/, '')}Id`) ?? searchParams.get('functionId');
    const made = method === 'POST' ? `${name}/${id ?? lastPart(sent.name)}` : name;
    const now = { ...resources.get(made), ...sent, name: made };
    resources.set(made, kind === 'functions' || name.includes('/functions/') ? deployed(now) : now);
    return host.startsWith('cloudtasks') || host.startsWith('cloudscheduler')
      ? { json: resources.get(made) }
      : done(resources.get(made));
  };

  function get(name: string): GoogleAnswer {
    const found = resources.get(name) ?? operations.get(name);
    if (found !== undefined) return { json: found };
    // Each API: where one is not enabled, the CLI enables it and waits for half a minute.
    if (/\/services\/[^/]+$/.test(name)) return { json: { name, state: 'ENABLED' } };
    if (name.endsWith('/billingInfo')) return { json: { billingEnabled: true } };
    if (name.endsWith('/adminSdkConfig')) return { json: { projectId: project } };
    const kind = lastPart(name);
    // Collections and what is in them alternate.
    if (name.split('/').length % 2 === 0) return NOT_FOUND;
    const pattern = new RegExp(
      `^${name.replaceAll('(', '\\(').replaceAll(')', '\\)').replaceAll('/-', '/[^/]+')}/[^/]+$`,
    );
    return {
      json: { [kind]: [...resources].flatMap(([at, one]) => (pattern.test(at) ? one : [])) },
    };
  }

  return { service, resources };
}

const lastPart = (name: unknown): string => String(name).split('/').at(-1) ?? '';

/** What Cloud Functions adds to a function that it has deployed. */
function deployed(sent: Json): Json {
  const serviceConfig = Object(sent.serviceConfig);
  const service = `projects/x/locations/x/services/${lastPart(sent.name).toLowerCase()}`;
  return {
    ...sent,
    environment: 'GEN_2',
    state: 'ACTIVE',
    serviceConfig: { ...serviceConfig, service, uri: `https://${lastPart(service)}.a.run.app` },
  };
}
