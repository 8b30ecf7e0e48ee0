import type { RefusedCase } from './refused-case.ts';

// Google's JSON front end answers these: no FcmError among the details.
export const MISFITS: readonly RefusedCase[] = [
  [
    'an unknown field of the message',
    { token: 't', foo: 1 },
    'message',
    /^Invalid JSON payload received\. Unknown name "foo" at 'message': Cannot find field\.$/,
  ],
  [
    'an unknown field further down',
    { token: 't', android: { notification: { badge: 1 } } },
    'message.android.notification',
    /Unknown name "badge" at 'message\.android\.notification': Cannot find field\./,
  ],
  [
    'a field of another platform',
    { token: 't', apns: { collapse_key: 'k' } },
    'message.apns',
    /Unknown name "collapse_key"/,
  ],
  [
    'an inherited name',
    { token: 't', android: { constructor: 1 } },
    'message.android',
    /Unknown name "constructor"/,
  ],
  [
    'a data value that is no string',
    { token: 't', data: { a: 'b', n: 12 } },
    'message.data[1].value',
    /^Invalid value at 'message\.data\[1\]\.value' \(TYPE_STRING\), 12$/,
  ],
  ['a data value of null', { token: 't', data: { n: null } }, 'message.data[0].value', /null$/],
  [
    'an APNs header that is no string',
    { token: 't', apns: { headers: { 'apns-priority': 5 } } },
    'message.apns.headers[0].value',
    /TYPE_STRING/,
  ],
  [
    'a number as title',
    { token: 't', notification: { title: 1 } },
    'message.notification.title',
    /1$/,
  ],
  ['a number as token', { token: 1 }, 'message.token', /TYPE_STRING/],
  [
    'a text as notification',
    { token: 't', notification: 'hello' },
    'message.notification',
    /type\.googleapis\.com\/google\.firebase\.fcm\.v1\.Notification/,
  ],
  ['a list of tokens', { token: ['a', 'b'] }, 'message', /Proto field is not repeating/],
  ['an object as token', { token: {} }, 'message.token', /Starting an object on a scalar field/],
  ['a text as payload', { token: 't', apns: { payload: '{}' } }, 'message.apns.payload', /Struct/],
  [
    'an unknown enum value',
    { token: 't', android: { priority: 'urgent' } },
    'message.android.priority',
    /AndroidMessagePriority\), "urgent"$/,
  ],
  [
    'an enum number beyond the last',
    { token: 't', android: { notification: { visibility: 4 } } },
    'message.android.notification.visibility',
    /, 4$/,
  ],
  [
    'a time to live without unit',
    { token: 't', android: { ttl: '3600' } },
    'message.android.ttl',
    /google\.protobuf\.Duration\), Illegal duration format; duration must end with 's'$/,
  ],
  [
    'a time to live as number',
    { token: 't', android: { ttl: 3600 } },
    'message.android.ttl',
    /Duration/,
  ],
  [
    'an event time that is none',
    { token: 't', android: { notification: { event_time: 'yesterday' } } },
    'message.android.notification.event_time',
    /Timestamp/,
  ],
  [
    'a fraction as count',
    { token: 't', android: { notification: { notification_count: 1.5 } } },
    'message.android.notification.notification_count',
    /TYPE_INT32/,
  ],
  [
    'a text as bool',
    { token: 't', android: { direct_boot_ok: 'yes' } },
    'message.android.direct_boot_ok',
    /TYPE_BOOL/,
  ],
  [
    'a number among the arguments',
    { token: 't', android: { notification: { body_loc_args: ['a', 2] } } },
    'message.android.notification.body_loc_args[1]',
    /TYPE_STRING/,
  ],
  [
    'two targets',
    { token: 't', topic: 'a' },
    'message',
    /oneof field 'target' is already set\. Cannot set 'topic'$/,
  ],
  ['a token and an installation ID', { token: 't', fid: 'f' }, 'message', /Cannot set 'fid'$/],
];
