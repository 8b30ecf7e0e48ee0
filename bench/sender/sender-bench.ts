import { join } from 'node:path';
import { sampleOf } from '../compare/fresh-process.ts';
import { type Contender, interleave, type Measured, valuesOf } from '../compare/interleave.ts';
import type { BenchPart } from '../part.ts';
import { drawBars } from '../report/bar-chart.ts';
import { printComparison } from '../report/table.ts';
import { certificatePath } from './certificate.ts';
import type { ServerOrder } from './fcm-server.ts';
import { installPeers } from './peers.ts';
import { RunningServer } from './running-server.ts';
import type { Load } from './send-load.ts';

const OURS = 'comment-push';
/** An event reaches one to three devices. */
const TRICKLE = [1, 2, 3];
/** Most messages that `sendEach` takes. */
const SEND_EACH_LIMIT = 500;
/** Messages of a round of ours; ten at once keep every connection's 100 streams busy. */
const ROUND = 100;
const ROUNDS_IN_FLIGHT = 10;
/** As far away as FCM is from a function, ms. */
const FAN_OUT_LATENCY_MS = 50;
/** The trickle is about CPU time: waiting adds none. */
const TRICKLE_LATENCY_MS = 1;
/** Each of ten connections ends in the middle of the load, and many of those that follow them. */
const MESSAGES_PER_CONNECTION = 130;
const GOODBYE_MESSAGES = 2_000;

/** As apps in Node.js send otherwise; both by `sendEachForMulticast` of their own firebase-admin. */
const PEERS = ['parse-push-adapter', 'node-pushnotifications'];

const SCRIPT = join(import.meta.dirname, 'send-load.ts');

/** Enough for a hundred of them to be slower than the p99.9. */
const TAIL_EVENTS = 100_000;

type MakeContender = (name: string, way: string, load: Load, order: ServerOrder) => Contender;

const contendersAt =
  (server: RunningServer, interrupt: AbortSignal): MakeContender =>
  (name, way, load, order) => ({
    name,
    async run() {
      await server.obey(order);
      const task = { way, ...load, server: server.addresses };
      const sample = await sampleOf(SCRIPT, task, {
        env: { NODE_EXTRA_CA_CERTS: certificatePath },
        interrupt,
      });
      return { ...sample, handshakes: (await server.counts()).handshakes };
    },
  });

/** What users feel: the slowest of many events, one after the other. */
export const senderTailBench: BenchPart = async ({ interrupt }) => {
  await using server = await RunningServer.start();
  const contender = contendersAt(server, interrupt);
  const load = { calls: TAIL_EVENTS, tokensPerCall: TRICKLE, inFlight: 1, warmUp: 300 };
  const order = { latencyMs: TRICKLE_LATENCY_MS };
  const measured = await interleave(
    [contender('sendEach', 'admin-send-each', load, order), contender(OURS, 'ours', load, order)],
    1,
  );
  const title = `a trickle of ${TAIL_EVENTS.toLocaleString('en')} events`;
  printComparison(`Sender, ${title}: ms of an event`, measured, [
    { title: 'p50', quantity: 'callP50', digits: 2, ratio: true },
    { title: 'p99', quantity: 'callP99', digits: 2, ratio: true },
    { title: 'p99.9', quantity: 'callP999', digits: 2, ratio: true },
    { title: 'lost', quantity: 'lost', digits: 0 },
  ]);
  return unless('the tail of ours lost messages', measured, 'lost', 0);
};

export const senderBench: BenchPart = async ({ quick, interrupt }) => {
  await using server = await RunningServer.start();
  const contender = contendersAt(server, interrupt);
  const peers = !quick && (await installPeers(interrupt)) ? PEERS : [];
  const trickle = await measureTrickle(contender, quick, peers);
  const fanOut = await measureFanOut(contender, quick, peers);
  const goodbyes = await measureGoodbyes(contender);
  if (!quick) {
    const [less, more] = ['CPU ms per event (less is better)', 'Messages/s (more is better)'];
    await drawBars('bench-trickle.svg', less, trickle, 'cpuMsPerCall', OURS);
    await drawBars('bench-fan-out.svg', more, fanOut, 'messagesPerSecond', OURS);
  }
  return [
    ...unless('the trickle of ours took more than one handshake', trickle, 'handshakes', 1),
    ...unless('the trickle of ours lost messages', trickle, 'lost', 0),
    ...unless('the fan-out of ours opened more than ten connections', fanOut, 'handshakes', 10),
    ...unless('the fan-out of ours lost messages', fanOut, 'lost', 0),
    ...unless('ours lost messages when connections went away', goodbyes, 'lost', 0),
  ];
};

async function measureTrickle(
  contender: MakeContender,
  quick: boolean,
  peers: readonly string[],
): Promise<Measured[]> {
  const load = {
    calls: quick ? 150 : 1_500,
    tokensPerCall: TRICKLE,
    inFlight: 1,
    warmUp: quick ? 20 : 300,
  };
  const order = { latencyMs: TRICKLE_LATENCY_MS };
  const measured = await interleave(
    [
      contender('sendEach', 'admin-send-each', load, order),
      ...peers.map((peer) => contender(peer, peer, load, order)),
      contender('send, keep-alive', 'admin-send', load, order),
      contender(OURS, 'ours', load, order),
      contender('bare node:http2', 'bare-http2', load, order),
    ],
    quick ? 1 : 5,
  );
  printComparison('Sender, a trickle of events with 1–3 devices each', measured, [
    { title: 'CPU ms per event', quantity: 'cpuMsPerCall', digits: 2, ratio: true },
    { title: 'TLS handshakes', quantity: 'handshakes', digits: 0 },
    { title: 'lost', quantity: 'lost', digits: 0 },
  ]);
  return measured;
}

async function measureFanOut(
  contender: MakeContender,
  quick: boolean,
  peers: readonly string[],
): Promise<Measured[]> {
  const messages = quick ? 2_000 : 20_000;
  const warmUp = quick ? 20 : 1_000;
  const batches = { ...inBatches(messages), warmUp };
  const rounds = { ...inRounds(messages), warmUp };
  const order = { latencyMs: FAN_OUT_LATENCY_MS };
  const measured = await interleave(
    [
      contender('sendEach', 'admin-send-each', batches, order),
      contender('sendEach, 8 in flight', 'admin-send-each', { ...batches, inFlight: 8 }, order),
      ...peers.map((peer) => contender(peer, peer, batches, order)),
      contender('send, keep-alive', 'admin-send', rounds, order),
      contender(OURS, 'ours', rounds, order),
      contender('bare node:http2', 'bare-http2', rounds, order),
    ],
    quick ? 1 : 5,
  );
  const title = `${messages.toLocaleString('en')} messages to an FCM ${FAN_OUT_LATENCY_MS} ms away`;
  printComparison(`Sender, ${title}`, measured, [
    { title: 'messages/s', quantity: 'messagesPerSecond', digits: 0, ratio: true },
    { title: 'CPU ms per 1,000', quantity: 'cpuMsPerThousand', digits: 0, ratio: true },
    { title: 'TLS handshakes', quantity: 'handshakes', digits: 0 },
    { title: 'lost', quantity: 'lost', digits: 0 },
  ]);
  return measured;
}

async function measureGoodbyes(contender: MakeContender): Promise<Measured[]> {
  const order = { latencyMs: FAN_OUT_LATENCY_MS, messagesPerConnection: MESSAGES_PER_CONNECTION };
  const measured = await interleave(
    [
      contender('sendEach', 'admin-send-each', inBatches(GOODBYE_MESSAGES), order),
      contender(OURS, 'ours', inRounds(GOODBYE_MESSAGES), order),
    ],
    1,
  );
  const title = `connections told to go away after ${MESSAGES_PER_CONNECTION} messages`;
  printComparison(`Sender, ${GOODBYE_MESSAGES.toLocaleString('en')} messages, ${title}`, measured, [
    { title: 'lost', quantity: 'lost', digits: 0 },
    { title: 'TLS handshakes', quantity: 'handshakes', digits: 0 },
  ]);
  return measured;
}

function inBatches(messages: number): Load {
  const calls = messages / SEND_EACH_LIMIT;
  return { calls, tokensPerCall: [SEND_EACH_LIMIT], inFlight: 1, warmUp: 0 };
}

function inRounds(messages: number): Load {
  const calls = messages / ROUND;
  return { calls, tokensPerCall: [ROUND], inFlight: ROUNDS_IN_FLIGHT, warmUp: 0 };
}

function unless(
  complaint: string,
  measured: readonly Measured[],
  quantity: string,
  most: number,
): string[] {
  const ours = measured.find(({ name }) => name === OURS);
  return ours && Math.max(...valuesOf(ours, quantity)) <= most ? [] : [complaint];
}
