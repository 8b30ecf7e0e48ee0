import { join } from 'node:path';
import { givenTask } from '../compare/fresh-process.ts';
import type { Sample } from '../compare/interleave.ts';
import { quantiles } from '../compare/quantiles.ts';
import type { ServerAddresses } from './fcm-server.ts';
import type { OpenWay, Way } from './ways/way.ts';

export interface Load {
  /** Messages sent call by call before anything is measured: they have the code compiled. */
  readonly warmUp: number;
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

/** A load over one way: ms of a call, CPU ms for a call and for 1,000 messages, messages lost. */
async function measure(way: Way, load: Load): Promise<Sample> {
  const sendCall = async (index: number): Promise<{ messages: number; accepted: number }> => {
    const messages = load.tokensPerCall[index % load.tokensPerCall.length] ?? 1;
    const tokens = Array.from({ length: messages }, (_, device) => tokenOf(device));
    return { messages, accepted: await way.send(tokens) };
  };
  for (let sent = 0, call = 0; sent < load.warmUp; call += 1) {
    const { messages } = await sendCall(call);
    sent += messages;
  }

  let [begun, messages, accepted] = [0, 0, 0];
  const latencies: number[] = [];
  async function callOnAndOn(): Promise<void> {
    while (begun < load.calls) {
      begun += 1;
      const calledAt = performance.now();
      const sent = await sendCall(begun);
      latencies.push(performance.now() - calledAt);
      messages += sent.messages;
      accepted += sent.accepted;
    }
  }
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: load.inFlight }, callOnAndOn));
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = (user + system) / 1000;
  return {
    ...quantiles('call', latencies),
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
