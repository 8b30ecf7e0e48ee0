import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';

/** The JAR specification's limit for one line of a manifest, in bytes, its line end left out. */
const MANIFEST_LINE_BYTES = 70;

const ENTRY_NAME = Buffer.from('META-INF/MANIFEST.MF');

/** Sizes and signatures of the ZIP format's records (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). */
const LOCAL_HEADER = { bytes: 30, signature: 0x04034b50 };
const CENTRAL_HEADER = { bytes: 46, signature: 0x02014b50 };
const END_RECORD = { bytes: 22, signature: 0x06054b50 };

/** ZIP 1.0: the one entry is stored, neither compressed nor encrypted. */
const ZIP_VERSION = 10;

/** 1 January 1980, the format's first day: the same input gives the same bytes. */
const DOS_DATE = 0x21;

/** `header` goes on in further lines that start with a space where it is too long for one. */
function manifestLine(header: string): string {
  const lines: string[] = [header.slice(0, MANIFEST_LINE_BYTES)];
  for (let at = MANIFEST_LINE_BYTES; at < header.length; at += MANIFEST_LINE_BYTES - 1) {
    lines.push(` ${header.slice(at, at + MANIFEST_LINE_BYTES - 1)}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** `fields` are what a ZIP's local and central headers have in common, from the version on. */
function commonFields(content: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(ZIP_VERSION, 0);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(ENTRY_NAME.length, 22);
  return fields;
}

/**
 * A JAR with nothing but a manifest that starts `mainClass` from another JAR, for `java -jar` where
 * that one names no main class itself.
 *
 * @param jar absolute path of the other JAR
 * @returns the file's bytes
 */
export function manifestJar(jar: string, mainClass: string): Buffer {
  const content = Buffer.from(
    ['Manifest-Version: 1.0', `Main-Class: ${mainClass}`, `Class-Path: ${pathToFileURL(jar).href}`]
      .map(manifestLine)
      .join('')
      .concat('\r\n'),
  );
  const common = commonFields(content);

  const local = Buffer.alloc(LOCAL_HEADER.bytes);
  local.writeUInt32LE(LOCAL_HEADER.signature, 0);
  common.copy(local, 4);

  const central = Buffer.alloc(CENTRAL_HEADER.bytes);
  central.writeUInt32LE(CENTRAL_HEADER.signature, 0);
  central.writeUInt16LE(ZIP_VERSION, 4);
  common.copy(central, 6);

  const end = Buffer.alloc(END_RECORD.bytes);
  end.writeUInt32LE(END_RECORD.signature, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + ENTRY_NAME.length, 12);
  end.writeUInt32LE(local.length + ENTRY_NAME.length + content.length, 16);

  return Buffer.concat([local, ENTRY_NAME, content, central, ENTRY_NAME, end]);
}
