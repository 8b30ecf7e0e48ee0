#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { DEFAULT_HOST, DEFAULT_PORT, startFcmEmulator } from './server.ts';

const MAX_PORT = 65_535;

const USAGE = 'Usage: fcm-emulator [--port 9298] [--host 127.0.0.1] [--strict]';

class UsageError extends Error {}

async function main(): Promise<void> {
  const { port, host, strict } = readArguments();
  const emulator = await startFcmEmulator({ port, host, strict });
  console.log(`FCM emulator listening at ${emulator.origin}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close());
  }
}

function readArguments(): { port: number; host: string; strict: boolean } {
  const { values } = parse();
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw new UsageError(`The port must be a number from 0 to ${MAX_PORT}.`);
  }
  return { port, host: values.host, strict: values.strict };
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string', default: DEFAULT_HOST },
        strict: { type: 'boolean', default: false },
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
