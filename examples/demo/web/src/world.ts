/** The two people of the demo, their post and their devices. */

export const PEOPLE = {
  mina: { name: 'Mina', locale: 'ko' },
  joon: { name: 'Joon', locale: 'en' },
} as const;
export type PersonId = keyof typeof PEOPLE;
export const PERSON_IDS = Object.keys(PEOPLE) as PersonId[];

/** Who wrote the post, and whose laptop this browser can be. */
export const POST_AUTHOR: PersonId = 'joon';

export const otherThan = (person: PersonId): PersonId => (person === 'mina' ? 'joon' : 'mina');

export const PHONES = ['android', 'iphone'] as const;
export type PhoneId = (typeof PHONES)[number];
export type DeviceName = PhoneId | 'laptop';

const KEY = 'comment-push-demo.world';
/** Enough that no two browsers at one emulator suite share a world. */
const ID_LENGTH = 8;

/** What makes people, post and devices this browser's own, and the same over a reload. */
export function rememberedWorld(): string {
  const id = localStorage.getItem(KEY) ?? crypto.randomUUID().slice(0, ID_LENGTH);
  localStorage.setItem(KEY, id);
  return id;
}

export const uidOf = (world: string, person: PersonId): string => `${person}-${world}`;
export const postIdOf = (world: string): string => `post-${world}`;
export const deviceIdOf = (world: string, device: DeviceName): string => `${device}-${world}`;

/** Which device an ID of `deviceIdOf` means, or undefined for one of another program's. */
export function deviceNameOf(deviceId: string): DeviceName | undefined {
  return ([...PHONES, 'laptop'] as const).find((name) => deviceId.startsWith(`${name}-`));
}
