import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string;
}

/** What a stand-in says and how it ends; then it appends what it was called with to the calls. */
const program = (name: string, calls: string, behaviour: string) => `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const input = ${name === 'xcrun'} ? readFileSync(0, 'utf8') : '';
process.on('exit', () => appendFileSync(${JSON.stringify(calls)}, JSON.stringify({ program: ${JSON.stringify(name)}, args, input }) + '\\n'));
${behaviour}
`;

/**
 * Programs named `adb` and `xcrun` first on the PATH. As the real one does, this adb joins the words
 * after "shell" and has a shell run them, where only the programs of the device are found.
 */
export class StandInPhone {
  readonly #folder: string;
  readonly #path = process.env.PATH;

  private constructor(folder: string) {
    this.#folder = folder;
    process.env.PATH = `${folder}${delimiter}${this.#path}`;
  }

  static async start(): Promise<StandInPhone> {
    const phone = new StandInPhone(await mkdtemp(join(tmpdir(), 'phone-')));
    const device = join(phone.#folder, 'device');
    await mkdir(device);
    await phone.#put(
      'adb',
      `const { status } = require('node:child_process').spawnSync('/bin/sh', ['-c', args.slice(3).join(' ')], {
         stdio: 'inherit', env: { PATH: ${JSON.stringify(device)} } });
       process.exit(status);`,
    );
    await phone.says('run-as', 'Broadcasting: Intent { }\nBroadcast completed: result=0');
    await phone.says('dumpsys', '');
    await phone.says('xcrun', "Notification sent to 'com.example.app'");
    return phone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.env.PATH = this.#path;
    await rm(this.#folder, { recursive: true });
  }

  /** From now on the program says that and ends with that status. */
  says(name: 'run-as' | 'dumpsys' | 'xcrun', words: string, status = 0): Promise<void> {
    const place = name === 'xcrun' ? name : join('device', name);
    return this.#put(
      place,
      `console.log(${JSON.stringify(words)}); process.exitCode = ${status};`,
      name,
    );
  }

  /** Where its input has that text. */
  takesLong(name: 'xcrun', delayMs: number, text: string): Promise<void> {
    return this.#put(
      name,
      `if (input.includes(${JSON.stringify(text)})) {
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${delayMs});
       }`,
    );
  }

  async remove(name: 'adb' | 'xcrun'): Promise<void> {
    process.env.PATH = this.#folder;
    await rm(join(this.#folder, name));
  }

  async calls(name: string): Promise<readonly Call[]> {
    const lines = await readFile(join(this.#folder, 'calls'), 'utf8').catch(() => '');
    const calls = lines
      .split('\n')
      .filter(Boolean)
      .map((line): Call => JSON.parse(line));
    return calls.filter((call) => call.program === name);
  }

  async #put(place: string, behaviour: string, name = place): Promise<void> {
    const path = join(this.#folder, place);
    await writeFile(path, program(name, join(this.#folder, 'calls'), behaviour));
    await chmod(path, 0o755);
  }
}
