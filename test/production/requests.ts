import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { appCheckToken, type GoogleRequest, idToken, PROJECT, SERVICE_ACCOUNT } from './google.ts';
import type { Instance } from './instance.ts';

/** The requests that the platform sends to a function. */

// The package does not export it.
const PROTOS = '../../node_modules/firebase-functions/protos/compiledFirestore.js';
const { DocumentEventData } = createRequire(import.meta.url)(PROTOS).google.events.cloud.firestore
  .v1;
const encode = (data: object): Uint8Array<ArrayBuffer> => DocumentEventData.encode(data).finish();

const DATABASE = `projects/${PROJECT}/databases/(default)`;
export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

type Headers = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, string | boolean | Date>>;

export interface DocumentEvent {
  readonly path: string;
  readonly fields: Fields;
  readonly id?: string;
  readonly type?: 'created' | 'updated';
  readonly time?: Date;
}

function post(
  { origin }: Instance,
  body: object | Uint8Array<ArrayBuffer>,
  headers: Headers,
): Promise<Response> {
  return fetch(origin, {
    method: 'POST',
    headers: {
      traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
      'content-type': 'application/json',
      ...headers,
    },
    body: body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

/** Sends a change of a document as Eventarc does, in binary protobuf. */
export function documentEvent(
  instance: Instance,
  { path, fields, id = randomUUID(), type = 'created', time = new Date() }: DocumentEvent,
): Promise<Response> {
  const at = timestamp(time);
  const value = {
    name: `${DATABASE}/documents/${path}`,
    fields: Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, proto(each)])),
    createTime: at,
    updateTime: at,
  };
  const data = { value, ...(type === 'updated' && { oldValue: value }) };
  return post(instance, encode(data), {
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
  });
}

function proto(value: Fields[string]) {
  if (value instanceof Date) return { timestampValue: timestamp(value) };
  return typeof value === 'boolean' ? { booleanValue: value } : { stringValue: value };
}

function timestamp(time: Date) {
  const ms = time.getTime();
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 };
}

/** Sends the deletion of an account as Eventarc does for Firebase Auth. */
export function accountDeleted(
  instance: Instance,
  uid: string,
  time = new Date(),
): Promise<Response> {
  const body = { value: { uid }, oldValue: { uid } };
  return post(instance, body, {
    'ce-specversion': '1.0',
    'ce-id': randomUUID(),
    'ce-type': 'google.firebase.auth.user.v2.deleted',
    'ce-source': `//firebaseauth.googleapis.com/projects/${PROJECT}`,
    'ce-time': time.toISOString(),
  });
}

/** Sends a task of a queue as Cloud Tasks does. */
export function task(instance: Instance, queue: string, data: object): Promise<Response> {
  return post(
    instance,
    { data },
    {
      'x-cloudtasks-queuename': queue,
      'x-cloudtasks-taskname': randomUUID(),
      'x-cloudtasks-taskretrycount': '0',
      'x-cloudtasks-taskexecutioncount': '0',
      'x-cloudtasks-tasketa': String(Date.now() / 1000),
      authorization: `Bearer ${idToken(SERVICE_ACCOUNT)}`,
    },
  );
}

/** Returns the data of the task that a request to Cloud Tasks creates. */
export function taskData(request: GoogleRequest): object {
  const { httpRequest } = JSON.parse(request.body).task;
  return JSON.parse(Buffer.from(httpRequest.body, 'base64').toString()).data;
}

/** Calls a function as an app of the project does. Without `uid`, the user is not signed in. */
export function call(
  instance: Instance,
  data: object,
  uid?: string,
  headers: Headers = {},
): Promise<Response> {
  return post(
    instance,
    { data },
    {
      'x-firebase-appcheck': appCheckToken(),
      ...(uid !== undefined && { authorization: `Bearer ${idToken(uid)}` }),
      ...headers,
    },
  );
}
