import { useDemo } from './demo.ts';
import { Icon } from './icon.tsx';
import { useStore } from './store.ts';
import { useTexts } from './texts/texts.ts';
import { uidOf } from './world.ts';

/** What this is, and what to do, which is ticked off as it is done. */
export function Guide() {
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
