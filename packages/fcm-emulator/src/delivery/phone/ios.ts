import { readMessage } from '../../definition/read-message.ts';
import { sendMessageRequest } from '../../definition/send-message-request.ts';
import { at, type JsonObject, textAt } from '../../json.ts';
import type { Phone } from '../../state/device.ts';
import type { Receipt } from '../../state/message-log.ts';
import { runProgram } from './program.ts';

/**
 * What FCM makes of a message for APNs: `aps` and the app's own keys as they were sent, an alert from
 * the common notification where `aps` has none, the data beside `aps`, and the keys by which the
 * Firebase SDK knows its own pushes.
 *
 * @param sent the message as the sender spelled it
 * @param id the last part of its name
 */
export function apnsPayloadOf(sent: JsonObject, id: string, sender: string): JsonObject {
  const message = at(readMessage(sendMessageRequest, { message: sent }).value, 'message');
  const { aps: sentAps, ...own } = at(message, 'apns', 'payload');
  const aps = typeof sentAps === 'object' && sentAps !== null ? sentAps : {};
  const alert = alertOf(at(message, 'notification'));
  const image =
    textAt(message, 'apns', 'fcmOptions', 'image') ?? textAt(message, 'notification', 'image');
  const label =
    textAt(message, 'apns', 'fcmOptions', 'analyticsLabel') ??
    textAt(message, 'fcmOptions', 'analyticsLabel');
  const shown = 'alert' in aps || alert !== undefined;
  return {
    ...at(message, 'data'),
    ...own,
    aps: { ...(alert && { alert }), ...aps },
    'gcm.message_id': id,
    'google.c.sender.id': sender,
    ...(shown && { 'gcm.n.e': '1' }),
    ...(image !== undefined && { fcm_options: { image } }),
    ...(label !== undefined && { 'google.c.a.m_l': label }),
  };
}

function alertOf({ title, body }: JsonObject): JsonObject | undefined {
  if (title === undefined && body === undefined) return undefined;
  return { ...(title !== undefined && { title }), ...(body !== undefined && { body }) };
}

type IosSimulator = Extract<Phone, { kind: 'ios-simulator' }>;

/** Pushes an APNs payload to an app in the iOS simulator. */
export async function pushToSimulator(
  { simulator, app }: IosSimulator,
  payload: JsonObject,
): Promise<Receipt> {
  const { status, output } = await runProgram(
    'xcrun',
    ['simctl', 'push', simulator, app, '-'],
    JSON.stringify(payload),
  );
  const words = output.trim();
  return status === 0
    ? { via: 'ios-simulator', ok: true, detail: words || 'The simulator took the push.' }
    : { via: 'ios-simulator', ok: false, detail: words || `simctl ended with ${status}.` };
}
