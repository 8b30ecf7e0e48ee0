import { join } from 'node:path';
import { givenTask } from '../compare/fresh-process.ts';
import type { Sample } from '../compare/interleave.ts';
import type { ServerAddresses } from './fcm-server.ts';
import type { OpenWay, Way } from './ways/way.ts';

/** Messages sent one after another before anything is measured: they load and compile the code. */
const WARM_UP_MESSAGES = 50;

export interface Load {
  /** Calls of the way. */
  readonly calls: number;
  /** Tokens of the calls, in turn. */
  readonly tokensPerCall: readonly number[];
  /** Calls at once. */
  readonly inFlight: number;
}

export interface SendTask extends Load {
  /** A file of `ways/`, without its ending. */
  readonly way: string;
  readonly server: ServerAddresses;
}

/** A load over one way: s, CPU ms for a call and for 1,000 messages, and messages lost. */
async function measure(way: Way, load: Load): Promise<Sample> {
  for (let sent = 0; sent < WARM_UP_MESSAGES; sent += 1) await way.send(['warm-up']);

  let [begun, messages, accepted] = [0, 0, 0];
  async function callOnAndOn(): Promise<void> {
    while (begun < load.calls) {
      const tokens = load.tokensPerCall[begun % load.tokensPerCall.length] ?? 1;
      begun += 1;
      messages += tokens;
      const answered = await way.send(Array.from({ length: tokens }, (_, index) => tokenOf(index)));
      accepted += answered;
    }
  }
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: load.inFlight }, callOnAndOn));
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = (user + system) / 1000;
  return {
    messagesPerSecond: messages / seconds,
    cpuMsPerCall: cpuMs / load.calls,
    cpuMsPerThousand: (cpuMs / messages) * 1000,
    lost: messages - accepted,
  };
}

/** As long as real ones. */
function tokenOf(index: number): string {
  return `device-${index}:`.padEnd(163, 'x');
}

const { way, server, ...load } = givenTask<SendTask>();
const { open }: { open: OpenWay } = await import(join(import.meta.dirname, 'ways', `${way}.ts`));
console.log(JSON.stringify(await measure(open(server), load)));
process.exit();
