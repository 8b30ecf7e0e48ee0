/** The two people of the demo and their devices, as this browser remembers them over a reload. */

export const PEOPLE = {
  mina: { name: 'Mina', locale: 'ko' },
  joon: { name: 'Joon', locale: 'en' },
} as const;
export type PersonId = keyof typeof PEOPLE;

export const otherThan = (person: PersonId): PersonId => (person === 'mina' ? 'joon' : 'mina');

export const PHONES = ['android', 'iphone'] as const;
export type PhoneId = (typeof PHONES)[number];
export type LaptopId = `${PersonId}-laptop`;
export type DeviceName = PhoneId | LaptopId;

/** Who wrote the post. */
export const POST_AUTHOR: PersonId = 'joon';

export interface World {
  /** Makes accounts and the post this browser's own. */
  readonly id: string;
  /** Who is signed in on each phone. */
  readonly signedIn: Readonly<Record<PhoneId, PersonId | null>>;
  /** Whose laptop this browser is: nobody's, or one person's. */
  readonly laptops: readonly PersonId[];
  /** How often the app was installed where it was so more than once. */
  readonly installs: Readonly<Partial<Record<DeviceName, number>>>;
  /** Their IDs at the Auth emulator, once they have signed in. */
  readonly uids: Readonly<Partial<Record<PersonId, string>>>;
}

export function newWorld(id: string): World {
  return { id, signedIn: { android: 'mina', iphone: 'joon' }, laptops: [], installs: {}, uids: {} };
}

export const postIdOf = (world: World): string => `post-${world.id}`;

export function withSession(world: World, device: DeviceName, person: PersonId | null): World {
  if (device !== 'android' && device !== 'iphone') return world;
  return { ...world, signedIn: { ...world.signedIn, [device]: person } };
}

/** The app was uninstalled: the next installation is another device to the server. */
export function withNextInstall(world: World, device: DeviceName): World {
  return { ...world, installs: { ...world.installs, [device]: installOf(world, device) + 1 } };
}

const installOf = ({ installs }: World, device: DeviceName): number => installs[device] ?? 1;

/** The same over a reload, so that the new token replaces the old one of that device. */
export const deviceIdOf = (world: World, device: DeviceName): string =>
  `${device}-${world.id}-${installOf(world, device)}`;

/** Which device an ID of `deviceIdOf` means, or undefined for one of another program's. */
export function deviceNameOf(deviceId: string): DeviceName | undefined {
  const name = /^(android|iphone|(?:mina|joon)-laptop)-/.exec(deviceId)?.[1];
  return name as DeviceName | undefined;
}
