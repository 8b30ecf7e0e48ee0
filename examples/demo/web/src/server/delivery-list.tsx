import { useState } from 'preact/hooks';
import type { Attempt } from '../fcm/attempt.ts';
import { useDemo } from '../interface/demo-context.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { commentDeliveries } from './comment-deliveries.ts';
import { DeliveryCard } from './delivery-card.tsx';
import { MessageDialog } from './message-dialog.tsx';

/** Comments of which the deliveries are shown. */
const SHOWN = 6;

export function DeliveryList() {
  const texts = useTexts();
  const { server, fcm, devices } = useDemo();
  const { deliveries } = useStore(server.view);
  const attempts = useStore(fcm.attempts);
  const onAndroid = useStore(devices.android.feed).comments;
  const onIphone = useStore(devices.iphone.feed).comments;
  const [shown, setShown] = useState<Attempt>();

  // A phone that nobody is signed in on knows no comments.
  const comments = onAndroid.length > onIphone.length ? onAndroid : onIphone;
  const rows = commentDeliveries(comments, deliveries, attempts, SHOWN);
  return (
    <section class="panel deliveries" aria-labelledby="server-title">
      <h2 id="server-title">{texts.serverTitle}</h2>
      <p class="hint">{texts.serverLead}</p>
      {rows.length === 0 && <p class="empty">{texts.noDeliveries}</p>}
      <ol>
        {rows.map((row) => (
          <DeliveryCard key={row.commentId} delivery={row} onShow={setShown} />
        ))}
      </ol>
      {shown !== undefined && (
        <MessageDialog message={shown.message} onClose={() => setShown(undefined)} />
      )}
    </section>
  );
}
