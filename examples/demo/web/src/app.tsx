import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { FaultPanel } from '../../../../packages/fcm-emulator/page/faults.tsx';
import {
  firstLanguage,
  LanguageChoice,
  LanguageContext,
  useLanguage,
} from '../../../../packages/fcm-emulator/page/language.tsx';
import { targetOf } from '../../../../packages/fcm-emulator/src/state/device.ts';
import { Demo, DemoContext, FCM_ORIGIN, nameOfTarget, useDemo } from './demo.ts';
import { Icon } from './icon.tsx';
import { Controls } from './phone/controls.tsx';
import { Phone } from './phone/phone.tsx';
import { Deliveries, SavedDevices } from './server.tsx';
import { useStore } from './store.ts';
import { TEXTS, useTexts } from './texts/texts.ts';
import { PHONES, uidOf } from './world.ts';

function App({ demo }: { readonly demo: Demo }) {
  const [language, setLanguage] = useLanguage();
  const { connected } = useStore(demo.fcmState);
  const texts = TEXTS[language];
  useEffect(() => {
    document.title = texts.pageTitle;
  }, [texts]);

  return (
    <DemoContext.Provider value={demo}>
      <LanguageContext.Provider value={language}>
        <header class="top">
          <p class="brand">
            <img src="/icon.svg" alt="" width="28" height="28" />
            <span>comment-push</span>
          </p>
          <a class="link" href={FCM_ORIGIN} target="_blank" rel="noreferrer">
            FCM emulator
          </a>
          <button type="button" class="link" onClick={startOver}>
            {texts.startOver}
          </button>
          <LanguageChoice language={language} onLanguage={setLanguage} />
        </header>
        <main>
          {connected === false && (
            <p class="problem" role="alert">
              {texts.disconnected}
            </p>
          )}
          <Guide />
          <div class="stage">
            <div class="phones">
              {PHONES.map((name) => (
                <Phone key={name} name={name} />
              ))}
            </div>
            <Deliveries />
            <div class="backstage">
              <Faults />
              <SavedDevices />
            </div>
            {PHONES.map((name) => (
              <Controls key={name} name={name} />
            ))}
          </div>
        </main>
      </LanguageContext.Provider>
    </DemoContext.Provider>
  );
}

/** Two new people and a new post. */
function startOver(): void {
  localStorage.clear();
  location.assign('/');
}

/** What this is, and what to do, which is ticked off as it is done. */
function Guide() {
  const texts = useTexts();
  const done = useStepsDone();
  const steps = [
    ...(['send', 'open', 'answer'] as const).map((step) => ({
      text: texts.steps[step],
      done: done[step],
    })),
    { text: texts.afterSteps, done: false },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <section class="guide">
      <h1>{texts.headline}</h1>
      <p class="lead">{texts.lead}</p>
      <ol class="steps" aria-label={texts.stepsTitle}>
        {steps.map((step, position) => (
          <li
            key={position}
            class={step.done ? 'chip good' : 'chip'}
            aria-current={position === next ? 'step' : undefined}
          >
            {step.done ? <Icon name="check" /> : `${position + 1}.`} {step.text}
            {step.done && <span class="unseen">, {texts.stepDone}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function useStepsDone() {
  const { devices, world } = useDemo();
  const { comments } = useStore(devices.android.feed);
  const answer = comments.some(({ authorId }) => authorId === uidOf(world, 'joon'));
  const open = useStore(devices.iphone.shade).opened !== undefined || answer;
  return { send: comments.length > 0, open, answer };
}

/** Those that show most of what the server does about them. */
const FAULTS = ['unavailable', 'quota', 'hangUpBefore', 'hangUpAfter', 'unregistered'] as const;

function Faults() {
  const texts = useTexts();
  const { fcm, fcmState, devices, laptop } = useDemo();
  const state = useStore(fcmState);
  const targets = [
    useStore(devices.android.state).target,
    useStore(devices.iphone.state).target,
    useStore(laptop.state).token,
  ];
  const own = state.devices.flatMap((device) => {
    const name = nameOfTarget(state, targetOf(device));
    const isOwn = name !== undefined && targets.includes(targetOf(device));
    return isOwn ? [{ ...device, label: texts.devices[name] }] : [];
  });
  return (
    <FaultPanel
      emulator={fcm}
      title={texts.faultsTitle}
      hint={texts.faultsHint}
      presets={FAULTS}
      share="next"
      faults={state.faults}
      devices={own}
    />
  );
}

const root = document.getElementById('app');
if (root !== null) {
  const demo = new Demo(TEXTS[firstLanguage()].postTitle);
  render(<App demo={demo} />, root);
  void demo.start();
}
