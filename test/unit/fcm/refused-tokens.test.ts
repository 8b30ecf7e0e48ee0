import assert from 'node:assert/strict';
import type { SendRequest } from '../../../functions/src/fcm/fcm-sender.ts';
import type { Push } from '../../../functions/src/fcm/message.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { refusedTokens } from '../../../functions/src/fcm/refused-tokens.ts';
import { DOWN, OK, pushTo } from '../delivery/world.ts';

const REFUSED: Answer = { status: 400, body: '' };

const push = (payload: Push['payload'], platform: Push['platform'] = 'android'): Push => ({
  ...pushTo('phone', platform),
  payload,
});

async function isProvedDead(refused: Push, accepted: Push | undefined, dryRun: Answer) {
  const requests: SendRequest[] = [];
  const send = async (request: SendRequest) => {
    requests.push(request);
    return dryRun;
  };
  const tokens = refusedTokens(send, () => 0);
  if (accepted) tokens.accepted(accepted);
  const dead = await tokens.isProvedDead(refused);
  assert.equal(await tokens.isProvedDead(refused), dead);
  assert.ok(requests.length <= 1, 'one dry run for a shape');
  for (const { to, validateOnly, payload } of requests) {
    assert.ok('topic' in to && to.topic !== '' && validateOnly);
    assert.equal(payload, refused.payload);
  }
  return dead;
}

describe('A device whose token FCM refuses', () => {
  const text = { notification: { title: 'A', body: 'B' }, data: { type: 'a' } };
  const same = { data: { type: 'longer' }, notification: { body: 'D', title: 'C' } };
  const good = push(text);
  const ofAnotherType = { ...text, data: { type: null as unknown as string } };
  const cases: readonly [boolean, string, Push, Push | undefined, Answer][] = [
    [true, 'another accepted the same shape', push(same), good, REFUSED],
    [true, 'another platform accepted the same shape', push(same, 'web'), good, REFUSED],
    [true, 'a dry run succeeds', good, undefined, OK],
    [false, 'the dry run is refused too', good, undefined, REFUSED],
    [false, 'the dry run gets no answer', good, undefined, DOWN],
    [true, 'it is on iOS, and iOS accepted', push(same, 'ios'), push(text, 'ios'), REFUSED],
    [false, 'it is on iOS, and only Android accepted', push(same, 'ios'), good, OK],
    [false, 'it has one field more', push({ ...text, android: {} }), good, REFUSED],
    [false, 'it has one field fewer', push({ data: text.data }), good, REFUSED],
    [false, 'it has another inner field', push({ ...text, data: { kind: 'a' } }), good, REFUSED],
    [false, 'it has a value of another type', push(ofAnotherType), good, REFUSED],
  ];
  for (const [dead, what, refused, accepted, dryRun] of cases) {
    it(`is ${dead ? '' : 'not '}dead if ${what}`, async () => {
      assert.equal(await isProvedDead(refused, accepted, dryRun), dead);
    });
  }
});
