#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { DEFAULT_HOST, DEFAULT_PORT, startFcmEmulator } from './server.ts';

const MAX_PORT = 65_535;

const USAGE = `Usage: fcm-emulator [OPTION...]
       fcm-emulator probe --project ID [--origin URL]

Without a command it serves Firebase Cloud Messaging on this machine, and a page that shows it:
  --port 9298         where it listens; 0 takes a free port
  --host 127.0.0.1    whoever reaches it reads every message
  --allow-host NAME   another name that it answers to, and whose pages may ask; as often as needed
  --strict            refuse registration tokens and installation IDs that it did not create
  --help              print this

probe sends the recorded requests as dry runs to real FCM, and prints where FCM or the emulator
differs from the recording, to be filed as an issue. It takes the access token from
FCM_ACCESS_TOKEN, or asks "gcloud auth print-access-token". Its status is 1 where anything differs.`;

class UsageError extends Error {}

/** Ends the command with status 2 and its sentence. */
class ProbeFailed extends Error {}

function main([command, ...args] = process.argv.slice(2)): Promise<void> {
  return command === 'probe' ? probeFcm(args) : serve(process.argv.slice(2));
}

async function serve(args: readonly string[]): Promise<void> {
  const { values } = usage(() =>
    parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        host: { type: 'string', default: DEFAULT_HOST },
        'allow-host': { type: 'string', multiple: true, default: [] },
        strict: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return console.log(USAGE);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw new UsageError(`The port must be a number from 0 to ${MAX_PORT}.`);
  }
  const { host, strict, 'allow-host': allowedHosts } = values;
  const emulator = await startFcmEmulator({ port, host, strict, allowedHosts });
  console.log(`FCM emulator listening at ${emulator.origin}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close());
  }
}

async function probeFcm(args: readonly string[]): Promise<void> {
  const { values } = usage(() =>
    parseArgs({
      args: [...args],
      options: {
        project: { type: 'string' },
        origin: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  const { project, origin } = values;
  if (values.help) return console.log(USAGE);
  if (project === undefined) throw new UsageError('probe needs --project.');
  if (origin !== undefined && !URL.canParse(origin)) throw new UsageError('--origin is a URL.');
  const { probe, reportOf } = await import('./probe.ts');
  const probed = await probe({ project, origin, accessToken });
  switch (probed.kind) {
    case 'answered': {
      const day = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
      const { findings, text } = reportOf(probed.probed, project, day);
      process.stdout.write(text);
      process.exitCode = findings > 0 ? 1 : 0;
      return;
    }
    case 'unreachable':
      throw new ProbeFailed(`${probed.origin} does not answer: ${probed.reason}`);
    case 'refused':
      throw new ProbeFailed(`FCM looks at no message: ${probed.status} ${probed.reason}`);
  }
}

async function accessToken(): Promise<string> {
  const given = process.env.FCM_ACCESS_TOKEN;
  if (given) return given;
  try {
    const { stdout } = await promisify(execFile)('gcloud', ['auth', 'print-access-token']);
    return stdout.trim();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new ProbeFailed(
      `There is no access token: set FCM_ACCESS_TOKEN, or install the Google Cloud CLI and log in.${said && `\n${said}`}`,
    );
  }
}

/** A mistake in what is read is one of usage. */
function usage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function sentenceFor(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`;
  if (error instanceof ProbeFailed) return error.message;
  if (error instanceof Error && 'code' in error && 'port' in error) {
    if (error.code === 'EADDRINUSE') {
      return `Port ${error.port} is in use: stop what listens there, or choose another with --port.`;
    }
  }
  return `The FCM emulator could not start: ${error instanceof Error ? error.message : error}`;
}

main().catch((error: unknown) => {
  console.error(sentenceFor(error));
  process.exitCode = error instanceof ProbeFailed ? 2 : 1;
});
