/** What shows this project off, and a backend of one's own does not need. */
export const SHOWCASE: readonly string[] = [
  'demo',
  'bench',
  'README.ko.md',
  'docs/images',
  'test/browser/demo-page.ts',
  'test/browser/readme-picture.ts',
  'test/unit/docs/translation.test.ts',
];

export function isShowcase(path: string): boolean {
  return SHOWCASE.some((shown) => path === shown || path.startsWith(`${shown}/`));
}
