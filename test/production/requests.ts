import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { appCheckToken, type GoogleRequest, idToken, PROJECT, SERVICE_ACCOUNT } from './google.ts';
import type { Instance } from './instance.ts';

/** What the platform sends to a function, as it sends it. */

/** The part of the package's types that is used here. */
interface Protos {
  readonly google: {
    readonly events: {
      readonly cloud: { readonly firestore: { readonly v1: { DocumentEventData: Encoder } } };
    };
  };
}
interface Encoder {
  encode(data: object): { finish(): Uint8Array<ArrayBuffer> };
}
// Not for everybody's use, so not among the package's exports.
const PROTOS = '../../node_modules/firebase-functions/protos/compiledFirestore.js';
const protos: Protos = createRequire(import.meta.url)(PROTOS);
const { DocumentEventData } = protos.google.events.cloud.firestore.v1;

const DATABASE = `projects/${PROJECT}/databases/(default)`;
export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACED = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };

type Fields = Readonly<Record<string, string | boolean | Date>>;

/** Eventarc's, in binary protobuf. */
export async function documentEvent(
  instance: Instance,
  {
    path,
    fields,
    id = randomUUID(),
    type = 'created',
    time = new Date(),
  }: {
    readonly path: string;
    readonly fields: Fields;
    readonly id?: string;
    readonly type?: 'created' | 'updated';
    readonly time?: Date;
  },
): Promise<Response> {
  const value = document(path, fields, time);
  const body = DocumentEventData.encode({ value, ...(type === 'updated' && { oldValue: value }) });
  return fetch(instance.origin, {
    method: 'POST',
    headers: {
      ...TRACED,
      'content-type': 'application/protobuf',
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-type': `google.cloud.firestore.document.v1.${type}`,
      'ce-source': `//firestore.googleapis.com/${DATABASE}`,
      'ce-subject': `documents/${path}`,
      'ce-time': time.toISOString(),
      'ce-datacontenttype': 'application/protobuf',
      'ce-dataschema': 'https://googleapis.com/google/events/cloud/firestore/v1/data.proto',
      'ce-project': PROJECT,
      'ce-location': 'nam5',
      'ce-database': '(default)',
      'ce-namespace': '(default)',
      'ce-document': path,
    },
    body: body.finish(),
  });
}

function document(path: string, fields: Fields, time: Date) {
  const at = timestamp(time);
  const values = Object.entries(fields).map(([name, value]) => {
    if (value instanceof Date) return [name, { timestampValue: timestamp(value) }] as const;
    if (typeof value === 'boolean') return [name, { booleanValue: value }] as const;
    return [name, { stringValue: value }] as const;
  });
  return {
    name: `${DATABASE}/documents/${path}`,
    fields: Object.fromEntries(values),
    createTime: at,
    updateTime: at,
  };
}

function timestamp(time: Date) {
  const ms = time.getTime();
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 };
}

/** Eventarc's of Firebase Auth. */
export function accountDeleted(
  instance: Instance,
  uid: string,
  time = new Date(),
): Promise<Response> {
  return fetch(instance.origin, {
    method: 'POST',
    headers: {
      ...TRACED,
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': randomUUID(),
      'ce-type': 'google.firebase.auth.user.v2.deleted',
      'ce-source': `//firebaseauth.googleapis.com/projects/${PROJECT}`,
      'ce-time': time.toISOString(),
    },
    body: JSON.stringify({ value: { uid }, oldValue: { uid } }),
  });
}

/** Cloud Tasks'. */
export function task(
  instance: Instance,
  { queue, id = randomUUID(), data }: { queue: string; id?: string; data: object },
): Promise<Response> {
  return fetch(instance.origin, {
    method: 'POST',
    headers: {
      ...TRACED,
      'content-type': 'application/json',
      'x-cloudtasks-queuename': queue,
      'x-cloudtasks-taskname': id,
      'x-cloudtasks-taskretrycount': '0',
      'x-cloudtasks-taskexecutioncount': '0',
      'x-cloudtasks-tasketa': String(Date.now() / 1000),
      authorization: `Bearer ${idToken(SERVICE_ACCOUNT)}`,
    },
    body: JSON.stringify({ data }),
  });
}

/** What a request to Cloud Tasks to make a task gives it to carry. */
export function taskData(request: GoogleRequest | undefined): object {
  if (request === undefined) throw new Error('no task was made');
  const { httpRequest } = JSON.parse(request.body).task;
  return JSON.parse(Buffer.from(httpRequest.body, 'base64').toString()).data;
}

/** That of an app of the project, whose user is signed in, or is not. */
export function call(
  instance: Instance,
  data: object,
  uid?: string,
  other: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(instance.origin, {
    method: 'POST',
    headers: {
      ...TRACED,
      'content-type': 'application/json',
      'x-firebase-appcheck': appCheckToken(),
      ...(uid !== undefined && { authorization: `Bearer ${idToken(uid)}` }),
      ...other,
    },
    body: JSON.stringify({ data }),
  });
}
