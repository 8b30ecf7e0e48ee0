import { type Device, targetOf } from '../src/state/device.ts';
import { LOOKS } from './notification-view.ts';
import type { Texts } from './texts.ts';

/** So much of a token's start and end tells it from others. */
const HEAD = 6;
const TAIL = 4;

export const shortTarget = (target: string): string =>
  target.length <= HEAD + TAIL + 1 ? target : `${target.slice(0, HEAD)}…${target.slice(-TAIL)}`;

export const platformName = (platform: string | undefined, texts: Texts): string | undefined => {
  const look = LOOKS.find((each) => each === platform?.toLowerCase());
  return look === undefined ? platform : texts.looks[look];
};

export const deviceName = (device: Device, texts: Texts): string =>
  device.label ??
  [platformName(device.platform, texts), shortTarget(targetOf(device))].filter(Boolean).join(' ');
