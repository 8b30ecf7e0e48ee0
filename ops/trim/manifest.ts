import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** The program that a script runs. */
const PROGRAM = /^node ([^ ]+\.ts)/u;

interface KnipReport {
  issues: { devDependencies?: { name: string }[] }[];
}

/** Takes the scripts out of `package.json` whose programs are gone; answers their names. */
export async function removeScripts(root: string): Promise<string[]> {
  const path = join(root, 'package.json');
  const manifest: { scripts: Record<string, string> } = JSON.parse(await readFile(path, 'utf8'));
  const gone = Object.entries(manifest.scripts)
    .filter(([, command]) => {
      const program = PROGRAM.exec(command)?.[1];
      return program !== undefined && !existsSync(join(root, program));
    })
    .map(([name]) => name);
  for (const name of gone) delete manifest.scripts[name];
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return gone;
}

/** Takes the packages out that nothing imports any more; what is installed stays. */
export async function removeUnusedPackages(root: string): Promise<string[]> {
  const options = { cwd: root, stdin: 'ignore', reject: false } as const;
  const knip = ['run', '--silent', 'unused', '--', '--dependencies', '--reporter', 'json'];
  const { stdout } = await execa('npm', knip, options);
  const { issues }: KnipReport = JSON.parse(stdout);
  const unused = issues.flatMap(({ devDependencies = [] }) =>
    devDependencies.map(({ name }) => name),
  );
  if (unused.length === 0) return [];
  const uninstall = ['uninstall', '--package-lock-only', '--ignore-scripts', ...unused];
  await execa('npm', uninstall, { ...options, reject: true });
  return unused;
}
