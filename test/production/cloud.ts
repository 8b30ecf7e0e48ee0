import type { GoogleAnswer, Service } from './google.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Cloud {
  readonly service: Service;
  /** The resources of the project by name: functions, queues, indexes, policies and so on. */
  readonly resources: Map<string, Json>;
}

const PROJECT_NUMBER = '1234567890';
const DEFAULT_ACCOUNT = `${PROJECT_NUMBER}-compute@developer.gserviceaccount.com`;
const NOT_FOUND: GoogleAnswer = {
  status: 404,
  json: { error: { code: 404, status: 'NOT_FOUND', message: 'Not found.' } },
};
/** The answers of these hosts to every request. */
const BY_HOST: Readonly<Record<string, Json>> = {
  'www.googleapis.com': { access_token: 'deployer', expires_in: 3600 },
  'storage.googleapis.com': {},
  'compute.googleapis.com': { defaultServiceAccount: DEFAULT_ACCOUNT },
};

/**
 * A project of Google Cloud, with the APIs that firebase-tools uses in a deployment. It stores what
 * is created in it. Each long operation is done at once.
 */
export function cloud(project: string, existing: Readonly<Record<string, Json>> = {}): Cloud {
  const resources = new Map(Object.entries(existing));
  const operations = new Map<string, Json>();
  const done = (response: unknown): Json => {
    const operation = { name: `operations/operation-${operations.size}`, done: true, response };
    operations.set(operation.name, operation);
    return operation;
  };

  const service: Service = ({ method, host, path, body }) => {
    const { pathname, searchParams } = new URL(path, `https://${host}`);
    const [, name = '', verb = ''] = /^\/v[\w]+\/(.*?)(?::(\w+))?$/.exec(pathname) ?? [];
    const sent: Json = body.startsWith('{') ? JSON.parse(body) : {};
    const isFirstGeneration = path.startsWith('/v1/') && host.startsWith('cloudfunctions');
    if (isFirstGeneration) return {};
    const always = BY_HOST[host] ?? answerToVerb(verb, name, sent);
    if (always !== undefined) return { json: always };
    if (method === 'GET') return get(name);
    // An empty field override removes the override.
    const isCleared = method === 'PATCH' && name.includes('/fields/') && body === '{}';
    if (method === 'DELETE' || isCleared) {
      resources.delete(name);
      return { json: done({}) };
    }
    const kind = lastPart(name);
    const id = searchParams.get(`${kind.replace(/s$/, '')}Id`) ?? searchParams.get('functionId');
    const made = method === 'POST' ? `${name}/${id ?? lastPart(sent.name)}` : name;
    const now = { ...resources.get(made), ...sent, name: made };
    resources.set(made, made.includes('/functions/') ? deployed(now) : now);
    const isDoneAtOnce = host.startsWith('cloudtasks') || host.startsWith('cloudscheduler');
    return { json: isDoneAtOnce ? now : done(resources.get(made)) };
  };

  function answerToVerb(verb: string, name: string, sent: Json): Json | undefined {
    const policy = `${name}:policy`;
    switch (verb) {
      case 'testIamPermissions':
        return { permissions: sent.permissions };
      case 'getIamPolicy':
        return resources.get(policy) ?? { bindings: [] };
      case 'setIamPolicy':
        resources.set(policy, Object(sent.policy));
        return Object(sent.policy);
      case 'generateServiceIdentity':
        return done({ email: `${lastPart(name)}@identities.example` });
      case 'generateUploadUrl':
        return {
          uploadUrl: 'https://storage.googleapis.com/uploads/source.zip',
          storageSource: { bucket: 'uploads', object: 'source.zip' },
        };
      default:
        return undefined;
    }
  }

  function get(name: string): GoogleAnswer {
    const found = resources.get(name) ?? operations.get(name);
    if (found !== undefined) return { json: { name, ...found } };
    if (name === `projects/${project}`) {
      return { json: { name, projectId: project, projectNumber: PROJECT_NUMBER } };
    }
    // Each API. If an API is not enabled, the CLI enables it and waits for half a minute.
    if (/\/services\/[^/]+$/.test(name)) return { json: { name, state: 'ENABLED' } };
    if (name.endsWith('/billingInfo')) return { json: { billingEnabled: true } };
    if (name.endsWith('/adminSdkConfig')) return { json: { projectId: project } };
    // Names of collections and of their resources alternate.
    if (name.split('/').length % 2 === 0) return NOT_FOUND;
    const pattern = new RegExp(
      `^${name.replaceAll(/[()]/g, '\\$&').replaceAll('/-', '/[^/]+')}/[^/]+$`,
    );
    const inIt = [...resources].filter(([at]) => pattern.test(at));
    return { json: { [lastPart(name)]: inIt.map(([at, one]) => ({ name: at, ...one })) } };
  }

  return { service, resources };
}

const lastPart = (name: unknown): string => String(name).split('/').at(-1) ?? '';

/** Adds what Cloud Functions knows about a deployed function. */
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
