import { join } from 'node:path';
import { type BenchPart, complaints, interleave, printComparison } from '../comparison.ts';
import { CERTIFICATE_PATH, RunningFcm } from '../fcm/running-fcm.ts';
import { sampleOf } from '../fresh-process.ts';
import type { Load, SendTask } from './send-load.ts';

const OURS = 'comment-push';
const SCRIPT = join(import.meta.dirname, 'send-load.ts');

/** Maximum number of messages for `sendEach`. */
const BATCH = 500;
/** Messages of one of our rounds. Ten concurrent rounds use every stream of ten connections. */
const ROUND = 100;
const ROUNDS_IN_FLIGHT = 10;
const MAX_CONNECTIONS = 10;
/** FCM's latency from a function, in milliseconds. */
const FAN_OUT_LATENCY_MS = 50;
/** Very short, because the trickle measures CPU time. */
const TRICKLE_LATENCY_MS = 1;

type Contenders = Readonly<Record<string, Pick<SendTask, 'way'> & Load>>;

export const senderBench: BenchPart = async ({ quick, interrupt }) => {
  await using fcm = await RunningFcm.start();
  const measure = (latencyMs: number, contenders: Contenders) =>
    interleave(
      Object.entries(contenders).map(([name, load]) => ({
        name,
        async run() {
          await fcm.begin(latencyMs);
          const task: SendTask = { ...load, port: fcm.port };
          const env = { NODE_EXTRA_CA_CERTS: CERTIFICATE_PATH };
          const sample = await sampleOf(SCRIPT, task, { interrupt, env });
          return { ...sample, handshakes: (await fcm.report()).handshakes };
        },
      })),
      quick ? 1 : 5,
    );

  const events: Load = {
    calls: quick ? 150 : 1_500,
    tokensPerCall: [1, 2, 3],
    inFlight: 1,
    warmUpCalls: quick ? 10 : 150,
  };
  const trickle = await measure(TRICKLE_LATENCY_MS, {
    sendEach: { way: 'sendEach', ...events },
    'send, keep-alive': { way: 'send', ...events },
    [OURS]: { way: 'ours', ...events },
    'bare node:http2': { way: 'bareHttp2', ...events },
  });
  printComparison('Sender, a trickle of events with 1–3 devices each', trickle, [
    'CPU ms per call',
    'ms p50',
    'ms p99',
    'handshakes',
    'lost',
  ]);

  const messages = quick ? 2_000 : 20_000;
  const warmUp = quick ? 0 : 1_000;
  const batches = { ...inCallsOf(BATCH, messages, warmUp), inFlight: 1 };
  const rounds = { ...inCallsOf(ROUND, messages, warmUp), inFlight: ROUNDS_IN_FLIGHT };
  const fanOut = await measure(FAN_OUT_LATENCY_MS, {
    sendEach: { way: 'sendEach', ...batches },
    'sendEach, 8 in flight': { way: 'sendEach', ...batches, inFlight: 8 },
    'send, keep-alive': { way: 'send', ...rounds },
    [OURS]: { way: 'ours', ...rounds },
    'bare node:http2': { way: 'bareHttp2', ...rounds },
  });
  printComparison(
    `Sender, ${messages.toLocaleString('en')} messages to an FCM ${FAN_OUT_LATENCY_MS} ms away`,
    fanOut,
    ['messages/s', 'CPU ms per 1,000', 'handshakes', 'lost'],
  );

  const ofOurs = (measured: typeof trickle) => measured.find(({ name }) => name === OURS);
  return [
    ...complaints('a trickle', ofOurs(trickle), { handshakes: 1, lost: 0 }),
    ...complaints('a fan-out', ofOurs(fanOut), { handshakes: MAX_CONNECTIONS, lost: 0 }),
  ];
};

function inCallsOf(size: number, messages: number, warmUp: number) {
  return { calls: messages / size, tokensPerCall: [size], warmUpCalls: warmUp / size };
}
