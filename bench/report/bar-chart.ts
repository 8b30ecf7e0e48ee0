import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Measured, valuesOf } from '../compare/interleave.ts';
import { summarize } from '../compare/statistics.ts';

const IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images');

/** All in pixels. */
const WIDTH = 720;
const LABELS = 200;
const FIGURES = 90;
const ROW = 30;
const BAR = 18;
const TOP = 44;

/** Draws the medians of one quantity as bars into the docs' images, one contender highlighted. */
export async function drawBars(
  file: string,
  title: string,
  measured: readonly Measured[],
  quantity: string,
  highlighted: string,
): Promise<void> {
  const bars = measured.map((one) => ({
    name: one.name,
    value: summarize(valuesOf(one, quantity)).median,
  }));
  await writeFile(join(IMAGES, file), barChart(title, bars, highlighted));
}

function barChart(
  title: string,
  bars: readonly { name: string; value: number }[],
  highlighted: string,
): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ name, value }, index) => {
    const y = TOP + index * ROW;
    const width = (value / longest) * (WIDTH - LABELS - FIGURES);
    const middle = y + BAR / 2;
    const kind = name === highlighted ? 'ours' : 'other';
    return `  <text x="${LABELS - 10}" y="${middle}" text-anchor="end">${escaped(name)}</text>
  <rect class="${kind}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3"/>
  <text x="${(LABELS + width + 8).toFixed(1)}" y="${middle}">${figure(value)}</text>`;
  });
  const height = TOP + bars.length * ROW + 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
  <style>
    text { font: 14px system-ui, sans-serif; fill: #24292f; dominant-baseline: central; }
    .title { font-weight: 600; }
    .ours { fill: #1a7f37; }
    .other { fill: #8c959f; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .ours { fill: #3fb950; }
      .other { fill: #6e7681; }
    }
  </style>
  <text class="title" x="10" y="20">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
