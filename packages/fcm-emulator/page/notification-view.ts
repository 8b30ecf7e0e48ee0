import { at, isObject, type JsonObject } from '../src/json.ts';

/** Whose notifications a message is drawn as. */
export type Look = 'android' | 'ios' | 'web';

export interface NotificationView {
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
  /** It shows without a sound. */
  readonly silent: boolean;
}

/** A setting or an entry of the data, under the name that the sender gave it. */
export type Fact = readonly [name: string, value: string];

/** What the system shows; undefined where it shows nothing and the app alone gets the data. */
export function notificationOf(message: JsonObject, look: Look): NotificationView | undefined {
  const common = valueAt(message, 'notification');
  const own = { android: androidParts, ios: apnsParts, web: webParts }[look](message);
  const title = own.title ?? textAt(common, 'title') ?? '';
  const body = own.body ?? textAt(common, 'body') ?? '';
  const subtitle = own.subtitle ?? '';
  return title === '' && body === '' && subtitle === ''
    ? undefined
    : { title, subtitle, body, silent: own.silent };
}

interface Parts {
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
  readonly body?: string | undefined;
  readonly silent: boolean;
}

function androidParts(message: JsonObject): Parts {
  const own = valueAt(message, 'android', 'notification');
  const importance = textAt(own, 'notificationPriority') ?? '';
  return {
    title: textAt(own, 'title') ?? textAt(own, 'titleLocKey'),
    body: textAt(own, 'body') ?? textAt(own, 'bodyLocKey'),
    silent:
      /^PRIORITY_(MIN|LOW)$/i.test(importance) ||
      /^normal$/i.test(textAt(message, 'android', 'priority') ?? ''),
  };
}

function apnsParts(message: JsonObject): Parts {
  const aps = valueAt(message, 'apns', 'payload', 'aps');
  const alert = valueAt(aps, 'alert');
  return {
    title: textAt(alert, 'title') ?? textAt(alert, 'title-loc-key'),
    subtitle: textAt(alert, 'subtitle'),
    body: typeof alert === 'string' ? alert : (textAt(alert, 'body') ?? textAt(alert, 'loc-key')),
    silent: valueAt(aps, 'interruption-level') === 'passive' || valueAt(aps, 'sound') === undefined,
  };
}

function webParts(message: JsonObject): Parts {
  const own = valueAt(message, 'webpush', 'notification');
  return {
    title: textAt(own, 'title'),
    body: textAt(own, 'body'),
    silent: valueAt(own, 'silent') === true,
  };
}

/** What a message has for each platform alone. */
const SECTIONS = { android: 'android', ios: 'apns', web: 'webpush' } as const;
/** Parts of a section that are shown elsewhere. */
const SHOWN: ReadonlySet<string> = new Set(['title', 'body', 'alert', 'data']);

export const settingsOf = (message: JsonObject, look: Look): readonly Fact[] =>
  leavesOf(at(message, SECTIONS[look]));

const leavesOf = (section: JsonObject): readonly Fact[] =>
  Object.entries(section).flatMap(([name, value]): readonly Fact[] => {
    if (SHOWN.has(name)) return [];
    if (isObject(value)) return leavesOf(value);
    return [[name, Array.isArray(value) ? JSON.stringify(value) : String(value)]];
  });

/** The data that the app gets on a platform. */
export function dataOf(message: JsonObject, look: Look): readonly Fact[] {
  const data = valueAt(message, SECTIONS[look], 'data') ?? valueAt(message, 'data');
  return isObject(data) ? Object.entries(data).map(([key, value]) => [key, String(value)]) : [];
}

/** The look of a device's own platform, else of the only platform that the message has a section for. */
export function lookOf(platform: string | undefined, message: JsonObject | null): Look {
  const own = LOOKS.find((look) => look === platform?.toLowerCase());
  if (own !== undefined) return own;
  if (message === null || 'android' in message) return 'android';
  if ('apns' in message) return 'ios';
  return 'webpush' in message ? 'web' : 'android';
}

export const LOOKS = ['android', 'ios', 'web'] as const satisfies readonly Look[];

/** The value at a path of lowerCamelCase names, which JSON may also have in snake_case. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((within, name) => {
    if (!isObject(within)) return undefined;
    return within[name] ?? within[name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)];
  }, value);
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const text = valueAt(value, ...path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
