#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { DEFAULT_HOST, DEFAULT_PORT, startFcmEmulator } from './server.ts';

const MAX_PORT = 65_535;

const USAGE = `Usage: fcm-emulator [OPTION...]

Serves Firebase Cloud Messaging on this machine, and a page that shows it:
  --port 9298         where it listens; 0 takes a free port
  --host 127.0.0.1    whoever reaches it reads every message
  --allow-host NAME   another name that it answers to, and whose pages may ask; as often as needed
  --strict            refuse registration tokens and installation IDs that it did not create
  --help              print this`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { help, ...options } = readArguments();
  if (help) return console.log(USAGE);
  const emulator = await startFcmEmulator(options);
  console.log(`FCM emulator listening at ${emulator.origin}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close());
  }
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        host: { type: 'string', default: DEFAULT_HOST },
        'allow-host': { type: 'string', multiple: true, default: [] },
        strict: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { 'allow-host': allowedHosts, ...others } = values;
    const port = Number(values.port);
    if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) {
      return { ...others, port, allowedHosts };
    }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  throw new UsageError(`The port must be a number from 0 to ${MAX_PORT}.`);
}

function sentenceFor(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`;
  if (error instanceof Error && 'code' in error && 'port' in error) {
    if (error.code === 'EADDRINUSE') {
      return `Port ${error.port} is in use: stop the program that uses it, or choose another port with --port.`;
    }
  }
  return `The FCM emulator could not start: ${error instanceof Error ? error.message : error}`;
}

main().catch((error: unknown) => {
  console.error(sentenceFor(error));
  process.exitCode = 1;
});
