import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { removeScripts, removeUnusedPackages } from './trim/manifest.ts';
import { servingOnly } from './trim/serving.ts';
import { SHOWCASE } from './trim/showcase.ts';

const USAGE =
  'Usage: npm run trim\n\nRemoves the demo, the benchmarks, the translation and the pictures, with the tests of them: what an app of your own does not need.';

async function git(...args: readonly string[]): Promise<string> {
  const { stdout, failed } = await execa('git', args, { cwd: PROJECT_ROOT, reject: false });
  if (failed) throw new LaunchError('This is no git repository: nothing could be brought back.');
  return stdout;
}

await runProgram(async () => {
  readArguments({}, USAGE);
  if ((await git('status', '--porcelain', '--', ...SHOWCASE, 'test', 'package.json')) !== '') {
    throw new LaunchError('There are changes that are not committed: commit them first.');
  }
  const files = (await git('ls-files')).split('\n');
  const removed = [...SHOWCASE, ...servingOnly(files, PROJECT_ROOT)];
  for (const path of removed) {
    await rm(join(PROJECT_ROOT, path), { recursive: true, force: true });
  }
  const scripts = await removeScripts(PROJECT_ROOT);
  const packages = await removeUnusedPackages(PROJECT_ROOT);
  console.log(
    [
      'Removed:',
      ...removed.map((path) => `  ${path}`),
      ...scripts.map((name) => `  npm run ${name}`),
      ...packages.map((name) => `  the package ${name}`),
      '',
      'README.md and docs/ still speak of them: they are yours to rewrite.',
      'Next: npm ci && npm test',
    ].join('\n'),
  );
  return 0;
});
