/**
 * The language and the time zone to save with a device. What `Intl` does not know is left out, since
 * the server refuses it: a browser under LANG=C names its language `en-US@posix`, and a machine
 * without its time zone says `Etc/Unknown`.
 */
export function languageAndZone(tag: string): { locale?: string; timeZone?: string } {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    ...(known(() => Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0) && { locale: tag }),
    ...(known(() => Boolean(new Intl.DateTimeFormat('en', { timeZone }))) && { timeZone }),
  };
}

function known(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
