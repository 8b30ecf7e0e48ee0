import type { Sample } from '../comparison.ts';
import { givenTask } from '../fresh-process.ts';
import { quantile } from '../statistics.ts';
import { type Send, WAYS } from './ways.ts';

export interface Load {
  /** Calls before the measurement, so that the code is compiled. */
  readonly warmUpCalls: number;
  readonly calls: number;
  /** Numbers of tokens of the calls, in turn. */
  readonly tokensPerCall: readonly number[];
  readonly inFlight: number;
}

export interface SendTask extends Load {
  readonly way: keyof typeof WAYS;
  readonly port: number;
}

/** The length of a real registration token, in characters. */
const TOKEN_LENGTH = 163;

async function measure(send: Send, load: Load): Promise<Sample> {
  async function sendCall(index: number): Promise<{ messages: number; accepted: number }> {
    const messages = load.tokensPerCall[index % load.tokensPerCall.length] ?? 1;
    const tokens = Array.from({ length: messages }, (_, device) =>
      `device-${device}:`.padEnd(TOKEN_LENGTH, 'x'),
    );
    return { messages, accepted: await send(tokens) };
  }
  for (let call = 0; call < load.warmUpCalls; call += 1) await sendCall(call);

  let [begun, messages, accepted] = [0, 0, 0];
  const latencies: number[] = [];
  async function callAgainAndAgain(): Promise<void> {
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
  await Promise.all(Array.from({ length: load.inFlight }, callAgainAndAgain));
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = (user + system) / 1000;
  return {
    'messages/s': messages / seconds,
    'ms p50': quantile(latencies, 0.5),
    'ms p99': quantile(latencies, 0.99),
    'CPU ms per call': cpuMs / load.calls,
    'CPU ms per 1,000': (cpuMs / messages) * 1000,
    lost: messages - accepted,
  };
}

const { way, port, ...load } = givenTask<SendTask>();
console.log(JSON.stringify(await measure(WAYS[way](port), load)));
process.exit();
