import type { Attempt } from '../fcm/attempt.ts';
import { useDemo } from '../interface/demo-context.ts';
import { useNow } from '../interface/use-now.ts';
import { useTexts } from '../texts/language.ts';
import { deviceNameOf } from '../world.ts';
import { AttemptList } from './attempt-list.tsx';
import type { CommentDelivery } from './comment-deliveries.ts';

interface DeliveryCardProps {
  readonly delivery: CommentDelivery;
  readonly onShow: (attempt: Attempt) => void;
}

/** Fine enough for a countdown in seconds. */
const TICK_MS = 250;
/** A comment for followers alone has an empty record at first, and theirs soon after. */
const FOLLOWERS_MS = 4000;

export function DeliveryCard({ delivery, onShow }: DeliveryCardProps) {
  const texts = useTexts();
  const { nameOfTarget } = useDemo();
  const { comment, counts, owed, attempts, skipped, bornAt, state } = delivery;
  const now = useNow(TICK_MS);
  const nobody = state === 'done' && counts.size === 0 && now > (bornAt ?? now) + FOLLOWERS_MS;
  const nameOf = (deviceId: string) => {
    const name = deviceNameOf(deviceId);
    return name === undefined ? texts.unknownDevice : texts.devices[name];
  };
  const countTexts: Readonly<Record<string, string>> = texts.counts;
  return (
    <li class="delivery" data-comment={delivery.commentId} data-state={state}>
      <h3>
        <span class="delivery-text">
          {comment === undefined
            ? texts.deletedComment
            : texts.commentBy(comment.authorName, comment.text)}
        </span>
        <StateChip delivery={delivery} now={now} />
      </h3>
      <ul class="chips">
        {[...counts].map(([ending, count]) => (
          <li key={ending} class="chip" data-ending={ending}>
            {count} {countTexts[ending] ?? ending}
          </li>
        ))}
        {owed.map(({ deviceId, tries, last }) => (
          <li key={deviceId} class="chip owed">
            {texts.owed}: {nameOf(deviceId)}
            {tries > 0 && ` · ${texts.tries(tries)}`}
            {last !== undefined && ` · ${last}`}
          </li>
        ))}
      </ul>
      {skipped !== undefined && (
        <p class="hint">
          {texts.skipped}: {skipped}
        </p>
      )}
      {nobody && skipped === undefined && <p class="hint">{texts.nobodyToTell}</p>}
      {attempts.length > 0 && (
        <AttemptList
          attempts={attempts}
          since={bornAt}
          nameOfTarget={nameOfTarget}
          onShow={onShow}
        />
      )}
    </li>
  );
}

interface StateChipProps {
  readonly delivery: CommentDelivery;
  readonly now: number;
}

function StateChip({ delivery: { state, nextAt }, now }: StateChipProps) {
  const texts = useTexts();
  if (state !== 'waiting' || nextAt === undefined) {
    return (
      <span class="chip state" data-state={state}>
        {texts.states[state]}
      </span>
    );
  }
  const seconds = Math.ceil((nextAt - now) / 1000);
  return (
    <span class="chip state" data-state={state}>
      {seconds > 0 ? texts.retryIn(seconds) : texts.retryNow}
    </span>
  );
}
