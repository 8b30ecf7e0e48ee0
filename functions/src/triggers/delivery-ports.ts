import {
  DELIVERY_LEASE_SECONDS,
  PUSH_MAX_AGE,
  QUOTA_RETRY_FLOOR_SECONDS,
  RETRY_FLOOR_SECONDS,
} from '../config/params.ts';
import type { DeliveryPorts } from '../delivery/attempt.ts';
import { recordStore } from '../delivery/record-store.ts';
import { withCircuit } from '../fcm/circuit.ts';
import { isSendingPaused } from '../fcm/pause-store.ts';
import { withPauseSwitch } from '../fcm/pause-switch.ts';
import { forgetDevices, markDevices } from '../tokens/device-store.ts';
import { enqueue, fcm, firestore } from './firebase.ts';
import { log } from './log.ts';
import { retryTask } from './tasks.ts';

let ports: DeliveryPorts | undefined;

/** The real parts behind a delivery, held by the instance. */
export function deliveryPorts(): DeliveryPorts {
  ports ??= makePorts();
  return ports;
}

function makePorts(): DeliveryPorts {
  const limits = {
    unavailableMs: RETRY_FLOOR_SECONDS.value() * 1000,
    quotaMs: QUOTA_RETRY_FLOOR_SECONDS.value() * 1000,
    maxAgeMs: PUSH_MAX_AGE.value() * 1000,
    leaseMs: DELIVERY_LEASE_SECONDS.value() * 1000,
  };
  const careful = withCircuit(fcm().send, (detail) => log('fcm.circuit_open', { detail }));
  return {
    records: recordStore(firestore()),
    send: withPauseSwitch(careful, {
      isPaused: () => isSendingPaused(firestore()),
      onPaused: () => log('sending.paused', {}),
      waitMs: limits.quotaMs,
    }),
    scheduleRetry: (id, attempt, at) => enqueue(retryTask(id, attempt, at)),
    forget: (dead) => forgetDevices(firestore(), dead),
    mark: (mismatched) => markDevices(firestore(), mismatched),
    log,
    limits,
    now: Date.now,
    random: Math.random,
  };
}
