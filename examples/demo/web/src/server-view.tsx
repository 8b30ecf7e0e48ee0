import { type FcmEmulator, isAccepted, outcomeOf, type Send } from './fcm.ts';
import { DEVICES, deviceNameOf, PEOPLE, PERSON_IDS, uidOf } from './people.ts';
import type { Comment } from './phone-client.ts';
import type { Delivery, ServerState } from './server-watch.ts';

/** Number of comments whose deliveries are shown. */
const SHOWN = 6;

/** Shows what the server did for each comment. */
export function Deliveries(props: {
  readonly comments: readonly Comment[];
  readonly deliveries: readonly Delivery[];
  readonly fcm: FcmEmulator;
}) {
  const { comments, deliveries, fcm } = props;
  return (
    <section class="panel stack deliveries" aria-labelledby="server-title">
      <h2 id="server-title">On the server</h2>
      <p class="hint">
        Firestore stores the comment. Functions decide who gets a push. FCM delivers it.
      </p>
      {comments.length === 0 && (
        <p class="delivery">Send the comment on Mina’s phone, and see what the server does.</p>
      )}
      <ol>
        {comments
          .slice(-SHOWN)
          .reverse()
          .map((comment) => (
            <DeliveryCard
              key={comment.id}
              comment={comment}
              delivery={deliveries.find(({ commentId }) => commentId === comment.id)}
              fcm={fcm}
            />
          ))}
      </ol>
    </section>
  );
}

function DeliveryCard(props: {
  readonly comment: Comment;
  /** Undefined until a function has started. */
  readonly delivery: Delivery | undefined;
  readonly fcm: FcmEmulator;
}) {
  const { comment, delivery, fcm } = props;
  const state = delivery?.state === 'skipped' ? 'done' : (delivery?.state ?? 'starting');
  const counts = Object.entries(delivery?.counts ?? {});
  const retryInMs = (delivery?.nextAttemptAt ?? 0) - Date.now();
  const label = state === 'waiting' ? `retry in ${Math.ceil(retryInMs / 1000)} s` : state;
  return (
    <li class="delivery" data-state={state}>
      <p>
        <strong>{comment.authorName}</strong> {comment.text}
      </p>
      <p class="row">
        <span class={`chip ${state}`}>{label}</span>
        {counts.map(([result, count]) => (
          <span key={result} class={`chip ${result}`}>
            {count} {result}
          </span>
        ))}
        {delivery?.pending?.map(({ deviceId, lastCode }) => (
          <span key={deviceId} class="chip waiting">
            pending: {DEVICES[deviceNameOf(deviceId)]} {lastCode}
          </span>
        ))}
      </p>
      {state === 'done' && counts.length === 0 && (
        <p class="hint">Nobody gets a push: no device, no reason, or muted.</p>
      )}
      {fcm.state.value.sends
        .filter(({ message }) => message.data?.commentId === comment.id)
        .map((send) => (
          <Request
            key={send.receivedAt + send.device}
            send={send}
            device={fcm.nameOf(send.device)}
            since={delivery?.at}
          />
        ))}
    </li>
  );
}

/** Why a user gets a push, by the push's `data.type`. */
const REASONS: Readonly<Record<string, string>> = {
  comment: 'it is their post',
  reply: 'it answers them',
  follow: 'they follow the post',
};

/** A request to FCM with its answer. When opened, it shows the message. */
function Request(props: {
  readonly send: Send;
  readonly device: string;
  /** When the comment was written, in ms since the epoch. Undefined until there is a record. */
  readonly since: number | undefined;
}) {
  const { send, device, since } = props;
  const { message, receivedAt } = send;
  const afterMs = Date.parse(receivedAt) - (since ?? Number.NaN);
  return (
    <details class={isAccepted(send) ? 'accepted' : 'refused'}>
      <summary>
        <span>
          {device}{' '}
          <small>
            {REASONS[message.data?.type ?? '']}
            {afterMs >= 0 && `, after ${(afterMs / 1000).toFixed(1)} s`}
          </small>
        </span>
        <b>{outcomeOf(send)}</b>
      </summary>
      <pre>{JSON.stringify({ message }, null, 2)}</pre>
    </details>
  );
}

/** The devices that the server keeps for each user, without their secret tokens. */
export function SavedDevices(props: {
  readonly world: string;
  readonly devices: ServerState['devices'];
}) {
  const { world, devices } = props;
  return (
    <section class="panel stack" aria-labelledby="saved-title">
      <h2 id="saved-title">Saved devices</h2>
      <dl class="row" style={{ columnGap: 40 }}>
        {PERSON_IDS.map((person) => (
          <div key={person} data-person={person}>
            <dt>
              <strong>{PEOPLE[person].name}</strong>
            </dt>
            {Object.entries(devices[uidOf(world, person)] ?? {}).map(([id, { locale, token }]) => (
              <dd key={id} data-device={deviceNameOf(id)}>
                {DEVICES[deviceNameOf(id)]}{' '}
                <small>
                  {locale} · {token === undefined ? 'installation ID' : 'token'}
                </small>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}
