import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledPackages, FONTS, launchChromium } from './chromium.ts';
import { DemoPage } from './demo-page.ts';
import { buildEmulatorPage, EmulatorVisit } from './fcm-emulator-visit.ts';

const TEST_TIMEOUT_MS = 180_000;
/** Chromium itself does not start without any font. */
const LATIN = join(FONTS, 'inter');

describe('Without locale, time zone and a font for Korean', function () {
  this.timeout(TEST_TIMEOUT_MS);

  it('both pages open; the demo registers both phones and sets quiet hours', async () => {
    await bundledPackages();
    await using folder = await mkdtempDisposable(join(tmpdir(), 'fonts-'));
    const fonts = `<fontconfig><dir>${LATIN}</dir><cachedir>${folder.path}</cachedir></fontconfig>`;
    const configuration = join(folder.path, 'fonts.conf');
    await writeFile(configuration, fonts);
    await buildEmulatorPage();
    const bare = { LC_ALL: 'C', TZ: 'Nowhere/None', LANGUAGE: '', FONTCONFIG_FILE: configuration };
    await using browser = await launchChromium(bare);

    await using visit = await EmulatorVisit.open(await browser.newContext());
    await visit.page.waitForFunction(() => navigator.language === 'en-US@posix');
    await visit.send({ token: 't', notification: { title: 'Here' } });
    await visit.page.getByRole('article').filter({ hasText: 'Here' }).waitFor();

    await using demo = await DemoPage.openIn(await browser.newContext());
    await demo.page.waitForFunction(
      () => Intl.DateTimeFormat().resolvedOptions().timeZone === 'Etc/Unknown',
    );
    await demo.android.turn('Quiet', true);
  });
});
