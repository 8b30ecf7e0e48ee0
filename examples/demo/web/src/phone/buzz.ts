const SHAKE_MS = 420;
const GLOW_MS = 2400;

/** Shakes the phone and lets its edge glow; who wants no motion sees the glow alone. */
export function buzz(frame: HTMLElement): void {
  frame.animate({ '--glow': [1, 1, 0] }, { duration: GLOW_MS, easing: 'ease-out' });
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const shake = [0, -4, 4, -4, 4, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
  frame.animate(shake, { duration: SHAKE_MS });
}
