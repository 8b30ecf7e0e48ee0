import type { DeliveryRecord } from '../../../../functions/src/delivery/record.ts';
import { Json } from '../../../../packages/fcm-emulator/page/controls.tsx';
import { useTexts as useEmulatorTexts } from '../../../../packages/fcm-emulator/page/language.tsx';
import { outcomeText } from '../../../../packages/fcm-emulator/page/message-card.tsx';
import { type Entry, isAccepted } from '../../../../packages/fcm-emulator/page/page-state.ts';
import { nameOfTarget, useDemo } from './demo.ts';
import type { Comment } from './feed.ts';
import { dataOf } from './phone/shade.ts';
import { useNow, useStore } from './store.ts';
import { useTexts } from './texts/texts.ts';
import { deviceNameOf, PEOPLE, PERSON_IDS, uidOf } from './world.ts';

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
  const { device, message, receivedAt } = props.attempt;
  const afterMs = Date.parse(receivedAt) - (props.since ?? Number.NaN);
  return (
    <li class={isAccepted(props.attempt) ? 'accepted' : undefined}>
      <details>
        <summary>
          <span>
            {texts.devices[nameOfTarget(fcm, device) ?? 'other']}{' '}
            <small>
              {texts.why[dataOf(message).type ?? '']}
              {afterMs >= 0 && `, ${texts.after((afterMs / 1000).toFixed(1))}`}
            </small>
          </span>{' '}
          <b>{outcomeText(props.attempt, emulatorTexts)}</b>
        </summary>
        <Json value={{ message }} />
      </details>
    </li>
  );
}

/** All that the server did about one comment: a record for each page of its audience. */
interface CommentDelivery {
  readonly comment: Comment;
  readonly state: 'starting' | 'sending' | 'waiting' | 'done';
  /** When the comment was written, ms since the epoch; undefined until there is a record. */
  readonly createdAt: number | undefined;
  /** When the next retry is due. Ms since the epoch. */
  readonly nextAttemptAt: number | undefined;
  /** How many devices there are of each result. */
  readonly counts: ReadonlyMap<string, number>;
  readonly pending: NonNullable<DeliveryRecord['pending']>;
  /** What FCM was asked, in order. */
  readonly attempts: readonly Entry[];
}

/** @param entries what FCM was asked about any comment, the newest first */
function commentDelivery(
  comment: Comment,
  deliveries: readonly DeliveryRecord[],
  entries: readonly Entry[],
): CommentDelivery {
  const records = deliveries.filter(({ event }) => event.params.commentId === comment.id);
  const attempts = entries.filter(({ message }) => dataOf(message).commentId === comment.id);
  const counts = new Map<string, number>();
  for (const [result, count] of records.flatMap((record) => Object.entries(record.counts))) {
    counts.set(result, (counts.get(result) ?? 0) + count);
  }
  const begun = attempts.length > 0 ? 'sending' : 'starting';
  const unfinished = records
    .map(({ state }) => (state === 'skipped' ? 'done' : state))
    .find((state) => state !== 'done');
  return {
    comment,
    state: unfinished ?? (records.length > 0 ? 'done' : begun),
    createdAt: least(records.map(({ event }) => event.at)),
    nextAttemptAt: least(records.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? [])),
    counts,
    pending: records.flatMap(({ pending = [] }) => pending),
    attempts: attempts.toReversed(),
  };
}

const least = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times);

/** Which devices the server holds for each person; without their tokens, which are secrets. */
export function SavedDevices() {
  const texts = useTexts();
  const { world, server } = useDemo();
  const { devices } = useStore(server);
  return (
    <section class="panel saved" aria-labelledby="saved-title">
      <h2 id="saved-title">{texts.registered}</h2>
      <dl>
        {PERSON_IDS.map((person) => {
          const saved = Object.entries(devices[uidOf(world, person)] ?? {});
          return (
            <div key={person} data-person={person}>
              <dt>{PEOPLE[person].name}</dt>
              {saved.length === 0 && <dd class="hint">{texts.noDevices}</dd>}
              {saved.map(([deviceId, { locale, token }]) => {
                const name = deviceNameOf(deviceId);
                return (
                  <dd key={deviceId} data-device={name}>
                    {texts.devices[name ?? 'other']}{' '}
                    <small>
                      {locale} · {token === undefined ? texts.byFid : texts.byToken}
                    </small>
                  </dd>
                );
              })}
            </div>
          );
        })}
      </dl>
    </section>
  );
}
