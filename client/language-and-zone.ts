/**
 * Returns the language and the time zone to save with a device. Omits values that `Intl` does not
 * know, because the server refuses them. A browser under LANG=C has the language `en-US@posix`, and
 * a machine without a time zone has `Etc/Unknown`.
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
