import { useState } from 'preact/hooks';
import { type Device, targetOf } from '../src/state/device.ts';
import { Choice } from './controls.tsx';
import type { EmulatorClient } from './emulator-client.ts';
import { useTexts } from './language.tsx';
import { MessageCard } from './message-card.tsx';
import { LOOKS, type Look, lookOf, notificationOf } from './notification-view.ts';
import { type Entry, filtered, isAccepted, type PageState } from './page-state.ts';

/** So many cards are drawn at first, and with each further request. */
const PAGE_SIZE = 30;

export function MessagePanel(props: {
  readonly emulator: EmulatorClient;
  readonly state: PageState;
  readonly device: string | null;
}) {
  const texts = useTexts();
  const [search, setSearch] = useState('');
  const [look, setLook] = useState<Look | 'own'>('own');
  const [size, setSize] = useState(PAGE_SIZE);
  const { devices, entries } = props.state;
  const byTarget = new Map(devices.map((device) => [targetOf(device), device]));
  const found = filtered(entries, { device: props.device, search });
  const deviceOf = ({ device }: Entry) => (device === null ? undefined : byTarget.get(device));
  return (
    <section class="messages" aria-labelledby="messages-title">
      <div class="tools">
        <h2 id="messages-title">
          {texts.messages} <span class="count">{texts.shown(found.length, entries.length)}</span>
        </h2>
        <label class="search">
          <span class="unseen">{texts.search}</span>
          <input
            type="search"
            value={search}
            placeholder={texts.searchHint}
            onInput={(event) => {
              setSearch(event.currentTarget.value);
              setSize(PAGE_SIZE);
            }}
          />
        </label>
        <Choice
          legend={texts.lookLabel}
          name="look"
          options={[
            ['own', texts.ownLook],
            ...LOOKS.map((each) => [each, texts.looks[each]] as const),
          ]}
          value={look}
          onChange={setLook}
        />
        <button
          type="button"
          class="secondary"
          disabled={entries.length === 0}
          onClick={() => void props.emulator.clearMessages()}
        >
          {texts.clear}
        </button>
      </div>
      <Arrival entry={entries[0]} />
      {entries.length === 0 && (
        <EmptyFeed
          emulator={props.emulator}
          device={devices.findLast((each) => !each.unregisteredAt)}
        />
      )}
      {entries.length > 0 && found.length === 0 && <p class="nothing">{texts.nothingFound}</p>}
      <ol class="feed">
        {found.slice(0, size).map((entry) => (
          <li key={entry.key}>
            <MessageCard
              entry={entry}
              device={deviceOf(entry)}
              look={look === 'own' ? lookOf(deviceOf(entry)?.platform, entry.message) : look}
            />
          </li>
        ))}
      </ol>
      {found.length > size && (
        <button type="button" class="secondary more" onClick={() => setSize(size + PAGE_SIZE)}>
          {texts.showMore}
        </button>
      )}
    </section>
  );
}

/** Tells a screen reader of the newest message. */
function Arrival(props: { readonly entry: Entry | undefined }) {
  const texts = useTexts();
  const { entry } = props;
  const title = entry?.message && notificationOf(entry.message, 'android')?.title;
  return (
    <p class="unseen" role="status">
      {entry && isAccepted(entry) && title ? texts.arrived(title) : ''}
    </p>
  );
}

/** What to do first; `device` gets the test message, and where there is none one is made. */
function EmptyFeed(props: {
  readonly emulator: EmulatorClient;
  readonly device: Device | undefined;
}) {
  const texts = useTexts();
  const send = async (): Promise<void> => {
    const { emulator } = props;
    const device =
      props.device ?? (await emulator.createDevice({ kind: 'token', platform: 'android' }));
    await emulator.sendTest(device, texts.testTitle, texts.testBody);
  };
  return (
    <div class="empty">
      <h3>{texts.emptyTitle}</h3>
      <p>{texts.emptyText}</p>
      <pre>
        {`curl ${location.origin}/v1/projects/my-project/messages:send \\
  -H 'Authorization: Bearer any' \\
  -d '{"message": {"token": "any", "notification": {"title": "Hello"}}}'`}
      </pre>
      <button type="button" class="primary" onClick={() => void send()}>
        {texts.sendTest}
      </button>
    </div>
  );
}
