import fc from 'fast-check';

const TRICKY = [
  ...['a', ' ', '"', '\\', '\n', '\u0000', '\ud83d', '\udc00', '\u202e', '\u2067', '\u200d'],
  ...['é', '가', '🦊', '👨‍👩‍👧‍👦', '🇰🇷', 'e\u0301', '\u0301', 'क्ष', 'ﷺ'],
];

/** Short and long texts of all planes of Unicode, with many difficult characters. */
export const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...TRICKY), maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...TRICKY), minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3000 }),
    )
    .map(([unit, times]) => unit.repeat(times)),
);
