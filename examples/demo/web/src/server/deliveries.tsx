import { Json } from '../../../../../packages/fcm-emulator/page/controls.tsx';
import { useTexts as useEmulatorTexts } from '../../../../../packages/fcm-emulator/page/language.tsx';
import { outcomeText } from '../../../../../packages/fcm-emulator/page/message-card.tsx';
import type { Entry } from '../../../../../packages/fcm-emulator/page/page-state.ts';
import { nameOfTarget, useDemo } from '../demo.ts';
import { dataOf } from '../phone/shade.ts';
import { useNow, useStore } from '../store.ts';
import { useTexts } from '../texts/texts.ts';
import { deviceNameOf } from '../world.ts';
import { type CommentDelivery, commentDelivery } from './comment-deliveries.ts';

/** Comments of which the deliveries are shown. */
const SHOWN = 6;
/** Fine enough for a countdown in seconds. */
const TICK_MS = 250;
/** A comment for followers alone has an empty record at first, and theirs soon after. */
const FOLLOWERS_MS = 4000;

export function Deliveries() {
  const texts = useTexts();
  const { server, fcmState, devices } = useDemo();
  const { deliveries } = useStore(server);
  const { entries } = useStore(fcmState);
  const onAndroid = useStore(devices.android.feed).comments;
  const onIphone = useStore(devices.iphone.feed).comments;
  const now = useNow(TICK_MS);

  // A phone that nobody is signed in on knows no comments.
  const comments = onAndroid.length > onIphone.length ? onAndroid : onIphone;
  const shown = comments.slice(-SHOWN).reverse();
  return (
    <section class="panel deliveries" aria-labelledby="server-title">
      <h2 id="server-title">{texts.serverTitle}</h2>
      <ol class="way">
        {texts.way.map(([name, what]) => (
          <li key={name}>
            <strong>{name}</strong>
            <small>{what}</small>
          </li>
        ))}
      </ol>
      {shown.length === 0 && <p class="nothing">{texts.noDeliveries}</p>}
      <ol>
        {shown.map((each) => (
          <DeliveryCard
            key={each.id}
            delivery={commentDelivery(each, deliveries, entries)}
            now={now}
          />
        ))}
      </ol>
    </section>
  );
}

function DeliveryCard(props: { readonly delivery: CommentDelivery; readonly now: number }) {
  const texts = useTexts();
  const { delivery, now } = props;
  const { comment, counts, pending, attempts, createdAt, state } = delivery;
  const nobody = state === 'done' && counts.size === 0 && now > (createdAt ?? now) + FOLLOWERS_MS;
  const retryInMs = (delivery.nextAttemptAt ?? now) - now;
  return (
    <li class="delivery" data-state={state}>
      <h3>
        <strong>{comment.authorName}</strong> {comment.text}
      </h3>
      <p class="chips">
        <span class={`chip ${state === 'done' ? 'good' : state}`}>
          {state === 'waiting'
            ? texts.retryIn(Math.max(Math.ceil(retryInMs / 1000), 0))
            : texts.states[state]}
        </span>
        {[...counts].map(([result, count]) => (
          <span key={result} class={`chip ${result === 'delivered' ? 'good' : 'bad'}`}>
            {count} {texts.counts[result] ?? result}
          </span>
        ))}
        {pending.map(({ deviceId, lastCode }) => (
          <span key={deviceId} class="chip waiting">
            {texts.pending}: {texts.devices[deviceNameOf(deviceId) ?? 'other']}
            {lastCode !== undefined && ` · ${lastCode}`}
          </span>
        ))}
      </p>
      {nobody && <p class="hint">{texts.nobodyToTell}</p>}
      <ol class="attempts">
        {attempts.map((attempt) => (
          <Attempt key={attempt.key} attempt={attempt} since={createdAt} />
        ))}
      </ol>
    </li>
  );
}

/** A request to FCM with its answer; opened, it shows the message as it was sent. */
function Attempt(props: {
  readonly attempt: Entry;
  /** When the comment was written, ms since the epoch, if that is known yet. */
  readonly since: number | undefined;
}) {
  const texts = useTexts();
  const emulatorTexts = useEmulatorTexts();
  const fcm = useStore(useDemo().fcmState);
  const { device, message, outcome, receivedAt } = props.attempt;
  const afterMs = Date.parse(receivedAt) - (props.since ?? Number.NaN);
  return (
    <li class={outcome.kind}>
      <details>
        <summary>
          <span>
            {texts.devices[nameOfTarget(fcm, device) ?? 'other']}{' '}
            <small>
              {texts.why[dataOf(message).type ?? '']}
              {afterMs >= 0 && `, ${texts.after((afterMs / 1000).toFixed(1))}`}
            </small>
          </span>{' '}
          <b>{outcomeText(outcome, emulatorTexts)}</b>
        </summary>
        <Json value={{ message }} />
      </details>
    </li>
  );
}
