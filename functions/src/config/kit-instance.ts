/**
 * Which instance of the function kit these functions are; undefined where they are deployed from a
 * clone. The Firebase CLI says so to its loader, to the emulators and to each instance.
 */
export const kitInstance = (): string | undefined =>
  process.env.FIREBASE_KIT_INSTANCE_ID || undefined;

/** What a function, and the queue of one, is called in the cloud. */
export function deployedName(name: string, kit = kitInstance()): string {
  return kit === undefined ? name : `kit-${kit}-${name}`;
}
