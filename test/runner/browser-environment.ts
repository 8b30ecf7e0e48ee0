import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What lets the browser that comes with `npm ci` start on a bare machine. Its package unpacks the
 * libraries and the font that it brings only where it takes the machine for AWS Lambda, and only
 * where it has not unpacked the browser before.
 *
 * @param directory an empty one, for what is unpacked
 */
export async function browserEnvironment(directory: string): Promise<Record<string, string>> {
  const fontsConfiguration = join(directory, 'fonts.conf');
  await writeFile(
    fontsConfiguration,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
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
