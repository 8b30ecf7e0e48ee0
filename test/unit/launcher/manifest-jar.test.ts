import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { manifestJar } from '../../../launcher/manifest-jar.ts';

const MAX_LINE_BYTES = 72;

/** The only entry of a ZIP, found as an unzip program does: from the end record backwards. */
function onlyEntry(zip: Buffer) {
  const end = zip.length - 22;
  assert.equal(zip.toString('latin1', end, end + 4), 'PK\x05\x06');
  assert.equal(zip.readUInt16LE(end + 10), 1);
  const central = zip.readUInt32LE(end + 16);
  assert.equal(central + zip.readUInt32LE(end + 12), end);
  assert.equal(zip.toString('latin1', central, central + 4), 'PK\x01\x02');
  const nameLength = zip.readUInt16LE(central + 28);
  const size = zip.readUInt32LE(central + 24);

  const local = zip.readUInt32LE(central + 42);
  assert.equal(zip.toString('latin1', local, local + 4), 'PK\x03\x04');
  assert.deepEqual(zip.subarray(local + 4, local + 30), zip.subarray(central + 6, central + 32));
  const start = local + 30 + nameLength;
  assert.equal(start + size, central);
  const content = zip.subarray(start, start + size);
  assert.equal(zip.readUInt32LE(central + 16), crc32(content));
  return {
    name: zip.toString('utf8', central + 46, central + 46 + nameLength),
    lines: content.toString('utf8').split('\r\n'),
  };
}

describe('A JAR that starts another', () => {
  it('names the main class and the other JAR in its manifest', () => {
    const { name, lines } = onlyEntry(manifestJar('/opt/emulator.jar', 'com.example.Main'));
    assert.equal(name, 'META-INF/MANIFEST.MF');
    assert.deepEqual(lines, [
      'Manifest-Version: 1.0',
      'Main-Class: com.example.Main',
      'Class-Path: file:///opt/emulator.jar',
      '',
      '',
    ]);
  });

  it('takes a long path with blanks and letters beyond ASCII', () => {
    const jar = `/home/하늘/my files/${'deep/'.repeat(50)}emulator.jar`;
    const { lines } = onlyEntry(manifestJar(jar, 'com.example.Main'));
    assert.ok(lines.every((line) => Buffer.byteLength(line) <= MAX_LINE_BYTES));
    const classPath = lines.slice(2).join('').replaceAll('\r\n', '').split('Class-Path: ')[1] ?? '';
    assert.equal(decodeURI(classPath.replaceAll(' ', '')), `file://${jar}`);
  });
});
