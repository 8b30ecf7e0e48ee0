import assert from 'node:assert/strict';
import { targetId } from '../../../functions/src/fcm/message.ts';
import type { Outcome } from '../../../functions/src/fcm/outcome.ts';
import { reportsOf } from '../../../functions/src/fcm/report.ts';
import { LOG_EVENTS } from '../../../functions/src/log-events.ts';

const to = (token: string) => ({ token });
const refused = (kind: Exclude<Outcome['kind'], 'delivered'>, code = 'CODE'): Outcome => ({
  kind,
  code,
  detail: `400 ${code}`,
});
const reportOf = (outcome: Outcome) => reportsOf([{ target: to('a'), outcome }])[0];

describe('The report of FCM’s answers', () => {
  it('is one line for all devices with the same answer', () => {
    const outcomes = [
      refused('apnsRefused', 'BadDeviceToken'),
      refused('apnsRefused', 'DeviceTokenNotForTopic'),
      { kind: 'delivered' as const },
      refused('apnsRefused', 'BadDeviceToken'),
      refused('messageRefused'),
    ];
    const reports = reportsOf(outcomes.map((outcome, i) => ({ target: to(`${i}`), outcome })));
    assert.deepEqual(
      reports.map(({ event, fields: { devices, code, detail } }) => [event, devices, code, detail]),
      [
        ['fcm.apns_refused', [id('0'), id('3')], 'BadDeviceToken', '400 BadDeviceToken'],
        ['fcm.apns_refused', [id('1')], 'DeviceTokenNotForTopic', '400 DeviceTokenNotForTopic'],
        ['fcm.message_refused', [id('4')], 'CODE', '400 CODE'],
      ],
    );
  });
  const id = (token: string) => targetId(to(token));

  it('leaves out answers that need no operator', () => {
    for (const outcome of [
      { kind: 'delivered' as const },
      refused('unregistered'),
      refused('unavailable'),
    ]) {
      assert.deepEqual(reportOf(outcome), undefined);
    }
  });

  const todos: readonly [Outcome, keyof typeof LOG_EVENTS, RegExp][] = [
    [refused('projectBroken'), 'fcm.project_broken', /^Check the project .* service account/],
    [refused('messageRefused'), 'fcm.message_refused', /a bug in composing it/],
    [refused('tokenRefused'), 'fcm.token_refused', /The device was kept/],
    [refused('senderMismatch'), 'fcm.sender_mismatch', /another Firebase project/],
    [
      refused('platformBroken', 'InvalidProviderToken'),
      'fcm.platform_broken',
      /Upload the APNs key/,
    ],
    [refused('platformBroken', 'THIRD_PARTY_AUTH_ERROR'), 'fcm.platform_broken', /VAPID/],
    [refused('platformBroken', 'BadEnvironmentKeyInToken'), 'fcm.platform_broken', /environments/],
    [refused('apnsRefused', 'BadDeviceToken'), 'fcm.apns_refused', /environments/],
    [refused('apnsRefused', 'DeviceTokenNotForTopic'), 'fcm.apns_refused', /bundle ID/],
    [refused('apnsRefused', 'BadPriority'), 'fcm.apns_refused', /under `apns`/],
    [refused('apnsRefused', 'IdleTimeout'), 'fcm.apns_refused', /Look up IdleTimeout/],
    [refused('apnsRefused', 'constructor'), 'fcm.apns_refused', /Look up constructor/],
    [refused('quotaExceeded'), 'fcm.quota_exceeded', /The detail says whose quota/],
  ];
  for (const [outcome, event, todo] of todos) {
    it(`says what to do about ${'code' in outcome && `${outcome.kind} ${outcome.code}`}`, () => {
      const report = reportOf(outcome);
      assert.equal(report?.event, event);
      assert.match(report.fields.todo, todo);
      assert.deepEqual(Object.keys(report.fields), [...LOG_EVENTS[event].fields]);
    });
  }
});
