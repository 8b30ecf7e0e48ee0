#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { readPhone } from './control-input.ts';
import { DEFAULT_HOST, DEFAULT_PORT, startFcmEmulator } from './server.ts';
import type { Phone } from './state/device.ts';

const MAX_PORT = 65_535;

const USAGE = `Usage: fcm-emulator [--port 9298] [--host 127.0.0.1] [--strict]
  [--ios-simulator "TOKEN SIMULATOR BUNDLE"] [--android "TOKEN SERIAL PACKAGE"]
  A token's messages go to that app on that phone as well; each of the two as often as needed.`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { port, host, strict, phones } = readArguments();
  const emulator = await startFcmEmulator({ port, host, strict });
  for (const [token, phone] of phones) emulator.connectPhone(token, phone);
  console.log(`FCM emulator listening at ${emulator.origin}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close());
  }
}

function readArguments() {
  const { values } = parse();
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw new UsageError(`The port must be a number from 0 to ${MAX_PORT}.`);
  }
  const phones = [
    ...values['ios-simulator'].map((words) => {
      const [token, simulator, app] = threeWords('--ios-simulator', words);
      return [token, phoneOf({ kind: 'ios-simulator', simulator, app })] as const;
    }),
    ...values.android.map((words) => {
      const [token, serial, app] = threeWords('--android', words);
      return [token, phoneOf({ kind: 'android', serial, app })] as const;
    }),
  ];
  return { port, host: values.host, strict: values.strict, phones };
}

function threeWords(option: string, value: string): [string, string, string] {
  const [first, second, third, ...more] = value.trim().split(/\s+/);
  if (first === undefined || second === undefined || third === undefined || more.length > 0) {
    throw new UsageError(`${option} takes three words in one argument.`);
  }
  return [first, second, third];
}

function phoneOf(words: object): Phone | null {
  try {
    return readPhone(words);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string', default: DEFAULT_HOST },
        strict: { type: 'boolean', default: false },
        'ios-simulator': { type: 'string', multiple: true, default: [] },
        android: { type: 'string', multiple: true, default: [] },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function sentenceFor(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`;
  if (error instanceof Error && 'code' in error && 'port' in error) {
    if (error.code === 'EADDRINUSE') {
      return `Port ${error.port} is in use: stop what listens there, or choose another with --port.`;
    }
  }
  return `The FCM emulator could not start: ${error instanceof Error ? error.message : error}`;
}

main().catch((error: unknown) => {
  console.error(sentenceFor(error));
  process.exitCode = 1;
});
