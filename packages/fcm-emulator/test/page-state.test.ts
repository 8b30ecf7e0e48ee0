import assert from 'node:assert/strict';
import {
  acceptedEntry,
  type Entry,
  filtered,
  INITIAL_STATE,
  MAX_ENTRIES,
  nextState,
  refusedEntry,
} from '../page/page-state.ts';
import type { LoggedMessage } from '../src/state/message-log.ts';

const logged = (n: number, device: string | null = 't'): LoggedMessage => ({
  id: `m${n}`,
  name: `projects/p/messages/m${n}`,
  receivedAt: new Date(n).toISOString(),
  project: 'p',
  target: 'token',
  device,
  message: { token: device, notification: { title: `Title ${n}` } },
  deliveries: [],
});
const refused = (n: number): Entry =>
  refusedEntry(
    {
      receivedAt: new Date(n).toISOString(),
      project: 'p',
      device: 't',
      message: null,
      answer: { status: 503, body: { error: { status: 'UNAVAILABLE' } } },
    },
    `r${n}`,
  );
const keys = (entries: readonly Entry[]) => entries.map(({ key }) => key);

describe('FCM emulator page: state', () => {
  const connected = nextState(INITIAL_STATE, {
    type: 'connected',
    devices: [],
    faults: [],
    messages: [logged(1), logged(2)],
  });

  it('lists sends newest first, each once, though the stream repeats what the log had', () => {
    const state = nextState(connected, {
      type: 'sends',
      entries: [acceptedEntry(logged(2)), acceptedEntry(logged(3)), refused(4)],
    });
    assert.deepEqual(keys(state.entries), ['r4', 'm3', 'm2', 'm1']);
  });

  it('keeps refused sends, and takes the log for the rest, when it connects again', () => {
    const lost = nextState(
      nextState(connected, { type: 'sends', entries: [refused(3), acceptedEntry(logged(5))] }),
      { type: 'disconnected' },
    );
    assert.equal(lost.connected, false);
    const again = nextState(lost, {
      type: 'connected',
      devices: [],
      faults: [],
      messages: [logged(2), logged(4)],
    });
    assert.equal(again.connected, true);
    assert.deepEqual(keys(again.entries), ['m4', 'r3', 'm2']);
  });

  it('forgets the oldest of too many, and all on clearing', () => {
    const many = Array.from({ length: MAX_ENTRIES }, (_, i) => acceptedEntry(logged(i + 10)));
    const state = nextState(connected, { type: 'sends', entries: many });
    assert.equal(state.entries.length, MAX_ENTRIES);
    assert.equal(state.entries.at(-1)?.key, 'm10');
    assert.deepEqual(nextState(state, { type: 'cleared' }).entries, []);
  });

  it('adds a new device and replaces a known one in its place', () => {
    const device = (token: string) =>
      ({ id: token, kind: 'token', token, createdAt: '2026-01-01T00:00:00.000Z' }) as const;
    const gone = { ...device('a'), unregisteredAt: '2026-01-02T00:00:00.000Z' };
    const state = [device('a'), device('b'), gone].reduce(
      (before, each) => nextState(before, { type: 'device', device: each }),
      connected,
    );
    assert.deepEqual(state.devices, [gone, device('b')]);
  });

  it('finds by device, and by every word anywhere in message or answer', () => {
    const entries = [acceptedEntry(logged(1)), acceptedEntry(logged(2, 'other')), refused(3)];
    const find = (search: string, device: string | null = null) =>
      keys(filtered(entries, { device, search }));
    assert.deepEqual(find(''), ['m1', 'm2', 'r3']);
    assert.deepEqual(find('  ', 'other'), ['m2']);
    assert.deepEqual(find('title 2'), ['m2']);
    assert.deepEqual(find('2 TITLE'), ['m2']);
    assert.deepEqual(find('unavailable'), ['r3']);
    assert.deepEqual(find('title', 'nobody'), []);
  });

  it('adds what came of a message to it, and to no other', () => {
    const sends = {
      type: 'sends',
      entries: [acceptedEntry(logged(1)), acceptedEntry(logged(2))],
    } as const;
    const delivery = { device: 't', at: '', ok: true, detail: 'It arrived.' };
    const { entries } = nextState(nextState(INITIAL_STATE, sends), {
      type: 'delivery',
      delivery: { message: 'm1', ...delivery },
    });
    assert.deepEqual(
      entries.map(({ deliveries }) => deliveries),
      [[], [delivery]],
    );
  });
});
