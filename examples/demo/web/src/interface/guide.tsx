import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../store.ts';
import { useTexts } from '../texts/language.ts';
import { useDemo } from './demo-context.ts';
import { Icon } from './icon.tsx';

type Step = 'send' | 'open' | 'answer';
const STEPS: readonly Step[] = ['send', 'open', 'answer'];

/** What this is, and three things to do, which are ticked off as they are done. */
export function Guide() {
  const texts = useTexts();
  const done = useStepsDone();
  const next = STEPS.find((step) => !done.has(step));
  return (
    <section class="guide">
      <h1>{texts.headline}</h1>
      <p class="lead">{texts.lead}</p>
      <ol class="steps" aria-label={texts.stepsTitle}>
        {STEPS.map((step, position) => (
          <li
            key={step}
            class={done.has(step) ? 'done' : undefined}
            aria-current={step === next ? 'step' : undefined}
          >
            {done.has(step) ? <Icon name="check" /> : <StepNumber number={position + 1} />}
            {texts.steps[step]}
            {done.has(step) && <span class="unseen">, {texts.stepDone}</span>}
          </li>
        ))}
        <li aria-current={next === undefined ? 'step' : undefined}>
          <StepNumber number={STEPS.length + 1} />
          {texts.afterSteps}
        </li>
      </ol>
    </section>
  );
}

function StepNumber({ number }: { readonly number: number }) {
  return (
    <span class="step-number" aria-hidden="true">
      {number}
    </span>
  );
}

function useStepsDone(): ReadonlySet<Step> {
  const { devices, world } = useDemo();
  const { android, iphone } = devices;
  const { comments } = useStore(android.feed);
  const { joon } = useStore(world).uids;
  const opened = useStore(iphone.shade).opened !== undefined;
  const [done, setDone] = useState<ReadonlySet<Step>>(new Set());
  const sent = comments.length > 0;
  const answered = comments.some(({ authorId }) => authorId === joon);
  useEffect(() => {
    const now: readonly Step[] = [
      ...(sent ? (['send'] as const) : []),
      ...(opened || answered ? (['open'] as const) : []),
      ...(answered ? (['answer'] as const) : []),
    ];
    setDone((before) => before.union(new Set(now)));
  }, [sent, opened, answered]);
  return done;
}
