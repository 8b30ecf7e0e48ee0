const PATHS = {
  send: 'M4 12l16-7-7 16-2.5-6.5z',
  reply: 'M10 7L4 12l6 5v-3.5c5 0 8 1.5 10 4.5 0-6-3-10-10-10z',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 13l4.5 4.5L19 7',
  silent: 'M6 16V11a6 6 0 0 1 9-5.2M18 11v5l2 2H8M4 4l16 16M10 20h4',
  comment: 'M6 5h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-4 3.5V17H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z',
  laptop: 'M6 6h12v9H6zM3 18h18',
} as const;

/** Decoration: whatever it stands on says the same in words. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
