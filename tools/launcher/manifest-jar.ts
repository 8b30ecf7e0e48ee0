import { pathToFileURL } from 'node:url';
import { strToU8, zipSync } from 'fflate';

/** The JAR specification's limit for one line of a manifest, in bytes, its line end left out. */
const MANIFEST_LINE_BYTES = 70;

/** `header` goes on in further lines that start with a space where it is too long for one. */
function manifestLine(header: string): string {
  const lines: string[] = [header.slice(0, MANIFEST_LINE_BYTES)];
  for (let at = MANIFEST_LINE_BYTES; at < header.length; at += MANIFEST_LINE_BYTES - 1) {
    lines.push(` ${header.slice(at, at + MANIFEST_LINE_BYTES - 1)}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * A JAR with nothing but a manifest that starts `mainClass` from another JAR, for `java -jar` where
 * that one names no main class itself.
 *
 * @param jar absolute path of the other JAR
 * @returns the file's bytes
 */
export function manifestJar(jar: string, mainClass: string): Uint8Array {
  const manifest = [
    'Manifest-Version: 1.0',
    `Main-Class: ${mainClass}`,
    `Class-Path: ${pathToFileURL(jar).href}`,
  ].map(manifestLine);
  return zipSync({ 'META-INF/MANIFEST.MF': strToU8(`${manifest.join('')}\r\n`) });
}
