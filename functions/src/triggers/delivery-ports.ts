import {
  DELIVERY_LEASE_SECONDS,
  PUSH_MAX_AGE,
  QUOTA_RETRY_FLOOR_SECONDS,
  RETRY_FLOOR_SECONDS,
} from '../config/params.ts';
import type { DeliveryPorts } from '../delivery/attempt.ts';
import { recordStore } from '../delivery/record-store.ts';
import { SENDING_PATH, withGate } from '../fcm/gate.ts';
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
  return {
    records: recordStore(firestore()),
    send: withGate(fcm().send, {
      isPaused: async () => (await firestore().doc(SENDING_PATH).get()).get('paused') === true,
      onPaused: () => log('sending.paused', {}),
      onRefused: (detail) => log('fcm.circuit_open', { detail }),
      waitMs: limits.quotaMs,
      now: Date.now,
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
