import assert from 'node:assert/strict';
import { strFromU8, unzipSync } from 'fflate';
import { manifestJar } from '../../../tools/launcher/manifest-jar.ts';

const MAX_LINE_BYTES = 72;

/** The only entry of a ZIP. */
function onlyEntry(zip: Uint8Array) {
  const [[name, content] = [], ...others] = Object.entries(unzipSync(zip));
  assert.equal(others.length, 0);
  return { name, lines: strFromU8(content ?? new Uint8Array()).split('\r\n') };
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
