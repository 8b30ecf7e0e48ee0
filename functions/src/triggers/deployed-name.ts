/**
 * What a function, and the queue of one, is called in the cloud: in a function kit the Firebase CLI
 * puts the instance before it. Its instances have that name in their environment.
 */
export function deployedName(
  name: string,
  kitInstance = process.env.FIREBASE_KIT_INSTANCE_ID,
): string {
  return kitInstance ? `kit-${kitInstance}-${name}` : name;
}
