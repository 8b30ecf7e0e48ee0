import { join } from 'node:path';
import { sampleOf } from '../compare/fresh-process.ts';
import { type Contender, interleave, type Measured, valuesOf } from '../compare/interleave.ts';
import type { BenchPart } from '../part.ts';
import { drawBars } from '../report/bar-chart.ts';
import { printComparison } from '../report/table.ts';
import { certificatePath } from './certificate.ts';
import type { ServerOrder } from './fcm-server.ts';
import { RunningServer } from './running-server.ts';
import type { Load } from './send-load.ts';

const OURS = 'comment-push';
/** An event reaches one to three devices. */
const TRICKLE = [1, 2, 3];
/** Most messages that `sendEach` takes. */
const SEND_EACH_LIMIT = 500;
/** Messages of a round of ours; ten at once keep ten connections of 100 streams busy. */
const ROUND = 100;
const ROUNDS_IN_FLIGHT = 10;
/** As far away as FCM is from a function, ms. */
const FAN_OUT_LATENCY_MS = 50;
/** The trickle is about CPU time: waiting adds none. */
const TRICKLE_LATENCY_MS = 1;
/** A connection ends in the middle of every few rounds. */
const MESSAGES_PER_CONNECTION = 350;

const SCRIPT = join(import.meta.dirname, 'send-load.ts');

export const senderBench: BenchPart = async ({ quick }) => {
  await using server = await RunningServer.start();
  const rounds = quick ? 1 : 5;
  const fanOutMessages = quick ? 2_000 : 10_000;

  const contender = (name: string, way: string, load: Load, order: ServerOrder): Contender => ({
    name,
    async run() {
      await server.obey(order);
      const task = { way, ...load, server: server.addresses };
      const sample = await sampleOf(SCRIPT, task, {
        env: { NODE_EXTRA_CA_CERTS: certificatePath },
      });
      return { ...sample, handshakes: (await server.counts()).handshakes };
    },
  });

  const trickleOf = (name: string, way: string) =>
    contender(
      name,
      way,
      { calls: quick ? 150 : 1_000, tokensPerCall: TRICKLE, inFlight: 1 },
      { latencyMs: TRICKLE_LATENCY_MS },
    );
  const trickle = await interleave(
    [
      trickleOf('sendEach', 'admin-send-each'),
      trickleOf('send, keep-alive', 'admin-send'),
      trickleOf(OURS, 'ours'),
      trickleOf('bare node:http2', 'bare-http2'),
    ],
    rounds,
  );
  printComparison('Sender, a trickle of events with 1–3 devices each', trickle, [
    { title: 'CPU ms per event', quantity: 'cpuMsPerCall', digits: 2, ratio: true },
    { title: 'TLS handshakes', quantity: 'handshakes', digits: 0 },
    { title: 'lost', quantity: 'lost', digits: 0 },
  ]);

  const inRounds = { calls: fanOutMessages / ROUND, tokensPerCall: [ROUND] };
  const inBatches = { calls: fanOutMessages / SEND_EACH_LIMIT, tokensPerCall: [SEND_EACH_LIMIT] };
  const near = { latencyMs: FAN_OUT_LATENCY_MS };
  const atOnce = { ...inRounds, inFlight: ROUNDS_IN_FLIGHT };
  const fanOut = await interleave(
    [
      contender('sendEach', 'admin-send-each', { ...inBatches, inFlight: 1 }, near),
      contender('sendEach, 8 in flight', 'admin-send-each', { ...inBatches, inFlight: 8 }, near),
      contender('send, keep-alive', 'admin-send', atOnce, near),
      contender(OURS, 'ours', atOnce, near),
      contender('bare node:http2', 'bare-http2', atOnce, near),
    ],
    rounds,
  );
  printComparison(
    `Sender, ${fanOutMessages.toLocaleString('en')} messages to an FCM ${FAN_OUT_LATENCY_MS} ms away`,
    fanOut,
    [
      { title: 'messages/s', quantity: 'messagesPerSecond', digits: 0, ratio: true },
      { title: 'CPU ms per 1,000', quantity: 'cpuMsPerThousand', digits: 0, ratio: true },
      { title: 'TLS handshakes', quantity: 'handshakes', digits: 0 },
      { title: 'lost', quantity: 'lost', digits: 0 },
    ],
  );

  const goAway = { ...near, messagesPerConnection: MESSAGES_PER_CONNECTION };
  const goingAway = await interleave(
    [
      contender('sendEach', 'admin-send-each', { ...inBatches, inFlight: 1 }, goAway),
      contender(OURS, 'ours', atOnce, goAway),
    ],
    quick ? 1 : 3,
  );
  printComparison(
    `Sender, connections told to go away after ${MESSAGES_PER_CONNECTION} messages`,
    goingAway,
    [
      { title: 'lost', quantity: 'lost', digits: 0 },
      { title: 'TLS handshakes', quantity: 'handshakes', digits: 0 },
    ],
  );

  if (!quick) {
    await drawBars(
      'bench-trickle.svg',
      'CPU ms per event (less is better)',
      trickle,
      'cpuMsPerCall',
      OURS,
    );
    await drawBars(
      'bench-fan-out.svg',
      'Messages per second (more is better)',
      fanOut,
      'messagesPerSecond',
      OURS,
    );
  }
  return [
    ...unless('the trickle of ours took more than one handshake', trickle, 'handshakes', 1),
    ...unless('the trickle of ours lost messages', trickle, 'lost', 0),
    ...unless('the fan-out of ours took more than ten handshakes', fanOut, 'handshakes', 10),
    ...unless('the fan-out of ours lost messages', fanOut, 'lost', 0),
    ...unless('ours lost messages when connections went away', goingAway, 'lost', 0),
  ];
};

function unless(
  complaint: string,
  measured: readonly Measured[],
  quantity: string,
  most: number,
): string[] {
  const ours = measured.find(({ name }) => name === OURS);
  return ours && Math.max(...valuesOf(ours, quantity)) <= most ? [] : [complaint];
}
