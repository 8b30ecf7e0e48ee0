import { Icon as Glyph } from '../../../../packages/fcm-emulator/page/controls.tsx';

/** On a grid of 20 by 20. */
export const PATHS = {
  send: 'M3 10l14-6-6 14-2-5.5z',
  reply: 'M8.5 6L3.5 10l5 4v-2.8c4 0 6.5 1.2 8 3.8 0-5-2.5-8-8-8z',
  close: 'M5 5l10 10M15 5L5 15',
  check: 'M4.5 10.5L8.5 14.5 16 6.5',
  comment: 'M5 4h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-5l-3.5 3V14H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z',
  laptop: 'M4.5 5h11v8h-11zM2.5 15.5h15',
} as const;

export const Icon = ({ name }: { readonly name: keyof typeof PATHS }) => (
  <Glyph path={PATHS[name]} />
);
