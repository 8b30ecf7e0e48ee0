import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { execa } from 'execa';

/** What npm may put between itself and a script's program: `sh`, `cmd.exe`, or `script-shell`. */
const SHELL = /^(?:(?:|ba|da|z|a)sh|busybox|(?:cmd|powershell|pwsh)(?:\.exe)?)$/i;

/** `PID (NAME) STATE PARENT …`; the name may hold anything. */
const LINUX_STAT = /^\d+ \((.*)\) (\S) (\d+)/s;

export interface ProcessEntry {
  name: string;
  parent: number;
}

/** @returns the command that prints `PARENT NAME` of a process on a machine without `/proc` */
export function lookUpCommand(pid: number, platform: NodeJS.Platform): [string, ...string[]] {
  if (platform !== 'win32') return ['ps', '-o', 'ppid=,comm=', '-p', String(pid)];
  const script = `Get-CimInstance Win32_Process -Filter "ProcessId=${pid}" | ForEach-Object { "$($_.ParentProcessId) $($_.Name)" }`;
  return ['powershell', '-NoProfile', '-NonInteractive', '-Command', script];
}

/** @returns what such a line says, or undefined where there is no such process */
export function parseEntry(line: string): ProcessEntry | undefined {
  const [, parent, path] = /^\s*(\d+)\s+(\S.*?)\s*$/.exec(line) ?? [];
  return path === undefined ? undefined : { parent: Number(parent), name: basename(path) };
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

async function lookUp(pid: number): Promise<ProcessEntry | undefined> {
  if (process.platform === 'linux') {
    const [, name, , parent] = LINUX_STAT.exec(readStat(pid)) ?? [];
    return name === undefined ? undefined : { name, parent: Number(parent) };
  }
  const [command, ...args] = lookUpCommand(pid, process.platform);
  const { stdout } = await execa(command, args, { reject: false, stdin: 'ignore' });
  return parseEntry(stdout);
}

/**
 * @param parent of a program that an npm script runs
 * @returns npm's process ID: the parent, or the parent's parent where a shell stands between
 */
export async function findNpm(parent: number): Promise<number> {
  const entry = await lookUp(parent);
  return entry !== undefined && SHELL.test(entry.name) ? entry.parent : parent;
}

/** Whether a process runs; one that has ended and that nobody has asked about does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  return ![undefined, 'Z'].includes(LINUX_STAT.exec(readStat(pid))?.[2]);
}
