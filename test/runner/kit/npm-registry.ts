import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { create } from 'tar';

/** A version of a package, with the directory of its files. */
export interface Published {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
}

/** Returns the installed packages of a lock file. Optional ones may not be installed. */
export function installedBy(root: string): Published[] {
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  return Object.entries(lock.packages).flatMap(([path, { version }]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    const directory = join(root, path);
    const isInstalled = path !== '' && existsSync(join(directory, 'package.json'));
    return version !== undefined && isInstalled ? [{ name, version, directory }] : [];
  });
}

/** Starts an npm registry on this machine, so that a test installs as users do, without a network. */
export async function startNpmRegistry(published: readonly Published[]) {
  const byName = Map.groupBy(published, ({ name }) => name);
  const server = createServer(async ({ url = '' }, response) => {
    try {
      const [name = '', version] = decodeURIComponent(url.slice(1)).split('/-/');
      const versions = byName.get(name);
      const asked = versions?.find((each) => each.version === version);
      if (asked) response.end(await tarballOf(asked));
      else if (versions) response.end(JSON.stringify(await packument(name, versions)));
      else response.writeHead(404).end('{}');
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function packument(name: string, versions: readonly Published[]) {
    const manifests = await Promise.all(
      versions.map(async ({ version, directory }) => {
        const manifest = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
        const dist = { tarball: `${origin}/${encodeURIComponent(name)}/-/${version}` };
        // npm asks the registry for this field.
        const _hasShrinkwrap = existsSync(join(directory, 'npm-shrinkwrap.json'));
        return [version, { ...manifest, version, dist, _hasShrinkwrap }] as const;
      }),
    );
    return {
      name,
      'dist-tags': { latest: versions.at(-1)?.version },
      versions: Object.fromEntries(manifests),
    };
  }

  return {
    origin,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function tarballOf({ directory }: Published): Promise<Buffer> {
  const filter = (path: string) => !path.startsWith('./node_modules');
  const packed = create({ gzip: { level: 1 }, cwd: directory, prefix: 'package', filter }, ['.']);
  return packed.concat();
}
