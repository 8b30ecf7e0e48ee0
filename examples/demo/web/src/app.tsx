import { render } from 'preact';
import { Controls, LaptopControls, Switch } from './controls.tsx';
import { FCM_ORIGIN, FcmEmulator } from './fcm.ts';
import { Laptop, updateWorker } from './laptop.ts';
import { PHONES, rememberedWorld } from './people.ts';
import { PhoneClient } from './phone-client.ts';
import { Phone } from './phone-view.tsx';
import { Deliveries, SavedDevices } from './server-view.tsx';
import { type ServerState, watchServer } from './server-watch.ts';
import { drawOnChange, Store } from './store.ts';

/** The state behind the page: two users' devices, and the answers of FCM and the server. */
type Demo = ReturnType<typeof newDemo>;

function newDemo(world: string) {
  const fcm = new FcmEmulator();
  return {
    world,
    fcm,
    phones: {
      android: new PhoneClient('android', world, fcm),
      iphone: new PhoneClient('iphone', world, fcm),
    },
    laptop: new Laptop(world, fcm),
    server: new Store<ServerState>({ deliveries: [], devices: {} }),
  };
}

async function start({ world, fcm, phones, laptop, server }: Demo): Promise<void> {
  await updateWorker();
  fcm.follow((send) => {
    for (const name of PHONES) phones[name].receive(send);
  });
  void watchServer(world, server);
  // The post's author first: a listener that begins during the creation of a document can miss it.
  await phones.iphone.install();
  await phones.android.install();
  await laptop.start();
}

function App({ world, fcm, phones, laptop, server }: Demo) {
  const { away } = fcm.state.value;
  const { deliveries, devices } = server.value;
  // A phone without the app knows no comments.
  const { comments } = (phones.android.state.value.target ? phones.android : phones.iphone).state
    .value;
  return (
    <>
      <header class="row">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <strong class="brand">comment-push</strong>
        <a href={FCM_ORIGIN} target="_blank" rel="noreferrer">
          FCM emulator
        </a>
        <button type="button" onClick={startOver}>
          Start over
        </button>
      </header>
      <main>
        {away && (
          <p class="problem" role="alert">
            The emulators do not answer. Start them with “npm run demo”, then load this page again.
          </p>
        )}
        <Guide {...phones} />
        <div class="stage">
          <div class="phones">
            {PHONES.map((name) => (
              <Phone key={name} phone={phones[name]} />
            ))}
          </div>
          <Deliveries comments={comments} deliveries={deliveries} fcm={fcm} />
          <div class="stack" style={{ gridArea: 'backstage' }}>
            <Faults fcm={fcm} />
            <SavedDevices world={world} devices={devices} />
          </div>
          {PHONES.map((name) => (
            <Controls key={name} phone={phones[name]} world={world}>
              {name === 'iphone' && <LaptopControls laptop={laptop} phone={phones.iphone} />}
            </Controls>
          ))}
        </div>
      </main>
    </>
  );
}

/** Two new people and a new post. */
function startOver(): void {
  localStorage.clear();
  location.assign('/');
}

/** Describes this page, and the steps to try. A step is ticked when it is done. */
function Guide({ android, iphone }: Demo['phones']) {
  const { comments } = android.state.value;
  const answered = comments.some(({ authorId }) => authorId === iphone.uid);
  const opened = iphone.state.value.openedId !== undefined;
  const steps = [
    ['Send the comment on Mina’s phone', comments.length > 0],
    ['Joon’s phone buzzes: tap the push', opened || answered],
    ['Answer on Joon’s phone', answered],
    ['Turn the switches, or break FCM', false],
  ] as const;
  const next = steps.findIndex(([, done]) => !done);
  return (
    <section class="guide stack">
      <h1>A comment on one phone, a push on the other</h1>
      <p>
        Two phones, each a real Firebase client, and between them the backend: all of it on this
        machine.
      </p>
      <ol class="row" aria-label="Try it">
        {steps.map(([text, done], position) => (
          <li
            key={text}
            class={done ? 'chip done' : 'chip'}
            aria-current={position === next ? 'step' : undefined}
          >
            {done ? '✓' : position + 1} {text}
          </li>
        ))}
      </ol>
    </section>
  );
}

const ERRORS = [
  ['503 Unavailable', 'UNAVAILABLE'],
  ['429 Quota exceeded', 'QUOTA_EXCEEDED'],
  ['500 Internal', 'INTERNAL'],
] as const;

function Faults({ fcm }: { readonly fcm: FcmEmulator }) {
  return (
    <section class="panel stack" aria-labelledby="faults-title">
      <h2 id="faults-title">Break FCM</h2>
      <p class="hint">The next request fails. Write a comment, and watch the server try again.</p>
      {ERRORS.map(([title, error]) => (
        <Switch
          key={error}
          title={title}
          on={fcm.willFail(error)}
          onToggle={(on) => void fcm.failNext(error, on)}
        />
      ))}
    </section>
  );
}

/** Interval of the phones' clocks, in milliseconds. */
const CLOCK_MS = 1000;

const root = document.getElementById('app');
if (root !== null) {
  const demo = newDemo(rememberedWorld());
  const draw = () => render(<App {...demo} />, root);
  drawOnChange(draw);
  setInterval(draw, CLOCK_MS);
  draw();
  void start(demo);
}
