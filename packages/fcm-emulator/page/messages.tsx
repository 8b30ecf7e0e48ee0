import { at, isObject, textAt } from '../src/json.ts';
import { type Device, targetOf } from '../src/state/device.ts';
import { deviceName, shortTarget } from './devices.tsx';
import {
  clearMessages,
  createDevice,
  notificationOf,
  type PageState,
  type Send,
  sendTest,
} from './emulator.ts';

/** More would make the page slow. The API returns all messages. */
const MAX_SHOWN = 100;
const TIME = new Intl.DateTimeFormat('en', { timeStyle: 'medium' });

export function MessagePanel({ devices, sends }: PageState) {
  const byTarget = new Map(devices.map((device) => [targetOf(device), device]));
  return (
    <section class="messages" aria-labelledby="messages-title">
      <header>
        <h2 id="messages-title">Messages</h2>
        <span class="hint">{sends.length}</span>
        <button type="button" onClick={() => void clearMessages()}>
          Clear
        </button>
      </header>
      <p class="for-screen-readers" role="status">
        {arrivalOf(sends[0])}
      </p>
      {sends.length === 0 && <NoMessages devices={devices} />}
      <ol>
        {sends.slice(0, MAX_SHOWN).map((send) => (
          <li key={send.key}>
            <Card send={send} device={byTarget.get(send.device ?? '')} />
          </li>
        ))}
      </ol>
      {sends.length > MAX_SHOWN && <p class="hint">and {sends.length - MAX_SHOWN} older ones</p>}
    </section>
  );
}

/** Returns what a screen reader says about the newest message. */
function arrivalOf(send: Send | undefined): string {
  if (!send?.message || send.answer !== undefined) return '';
  return `New message: ${notificationOf(send.message).title ?? ''}`;
}

/** Says what to do first. The test message creates a device if there is none. */
function NoMessages({ devices }: { readonly devices: readonly Device[] }) {
  const test = async (): Promise<void> => {
    const device = devices.findLast(({ unregisteredAt }) => unregisteredAt === undefined);
    await sendTest(device ?? (await createDevice({ kind: 'token', platform: 'android' })));
  };
  return (
    <div class="panel">
      <p>No messages yet. Send one to this address, as you would to fcm.googleapis.com:</p>
      <pre>
        {`curl ${location.origin}/v1/projects/my-project/messages:send \\
  -H 'Authorization: Bearer any' \\
  -d '{"message": {"token": "any", "notification": {"title": "Hello"}}}'`}
      </pre>
      <button type="button" class="primary" onClick={() => void test()}>
        Send a test message
      </button>
    </div>
  );
}

function Card({ send, device }: { readonly send: Send; readonly device: Device | undefined }) {
  const { message, answer } = send;
  const { title, body } = notificationOf(message ?? {}, device?.platform);
  return (
    <article class="panel">
      <header>
        <b>{device === undefined ? targetText(send) : deviceName(device)}</b>
        <time dateTime={send.receivedAt}>{TIME.format(new Date(send.receivedAt))}</time>
        <span class={answer === undefined ? 'chip good' : 'chip bad'}>{outcomeText(send)}</span>
      </header>
      {title && <h3>{title}</h3>}
      {body && <p class="body">{body}</p>}
      {!answer && !title && !body && (
        <p class="hint">No notification: only the app gets the data.</p>
      )}
      {answer && <p class="bad">{problemOf(answer.body)}</p>}
      {send.deliveries.map(({ device: to, ok, detail }) => (
        <p key={to} class={ok ? 'hint' : 'bad'}>
          Web Push: {detail}
        </p>
      ))}
      <details>
        <summary>JSON</summary>
        <pre>{JSON.stringify(message, null, 2)}</pre>
        {answer && <pre>{JSON.stringify(answer.body, null, 2)}</pre>}
      </details>
    </article>
  );
}

function targetText({ device, message }: Send): string {
  if (device !== null) return shortTarget(device);
  const kind = ['topic', 'condition'].find((each) => message !== null && each in message);
  return kind === undefined ? 'No target' : `${kind} ${message?.[kind]}`;
}

/** Returns the outcome of a send: FCM's own code if the answer has one. */
function outcomeText({ answer }: Send): string {
  if (answer === undefined) return 'Accepted';
  if (answer === null) return 'Hung up';
  const { details, status } = at(answer.body, 'error');
  const all: readonly unknown[] = Array.isArray(details) ? details : [];
  const code = all.filter(isObject).find(({ errorCode }) => errorCode)?.errorCode;
  return [answer.status, code ?? status].filter(Boolean).join(' ');
}

/** Returns FCM's message, or the start of any other body. */
const problemOf = (body: unknown): string =>
  textAt(body, 'error', 'message') ?? String(body).slice(0, 200);
