import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledPackages, FONTS } from '../browser/chromium.ts';

/**
 * What lets the bundled browser start on a bare machine. Its package unpacks the
 * libraries and the font that it brings only where it takes the machine for AWS Lambda, and only
 * where it has not unpacked the browser before. Latin and Korean look the same on every machine.
 *
 * @param directory an empty one, for what is unpacked
 */
export async function browserEnvironment(directory: string): Promise<Record<string, string>> {
  if (process.platform === 'linux') await bundledPackages();
  const fontsConfiguration = join(directory, 'fonts.conf');
  await writeFile(
    fontsConfiguration,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${FONTS}</dir>
  <alias binding="same">
    <family>sans-serif</family>
    <prefer><family>Inter</family><family>Nanum Gothic</family></prefer>
  </alias>
  <dir>${join(directory, 'fonts')}</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  );
  return {
    TMPDIR: directory,
    AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x',
    FONTCONFIG_FILE: fontsConfiguration,
  };
}
