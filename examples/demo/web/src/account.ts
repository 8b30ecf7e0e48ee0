import { type FirebaseApp, FirebaseError } from 'firebase/app';
import { createUserWithEmailAndPassword, getAuth, signInWithEmailAndPassword } from 'firebase/auth';
import { doc, getFirestore, serverTimestamp, setDoc } from 'firebase/firestore';
import { setFollowing } from './feed.ts';
import { PEOPLE, type PersonId, POST_AUTHOR, postIdOf, type World } from './world.ts';

/** Of accounts that exist only in the Auth emulator. */
const PASSWORD = 'no-secret';

/** Signs one of the two people in, whose account is made the first time. Answers their uid. */
export async function signIn(
  app: FirebaseApp,
  person: PersonId,
  world: World,
  postTitle: string,
): Promise<string> {
  const auth = getAuth(app);
  const email = `${person}.${world.id}@example.com`;
  try {
    if (world.uids[person] !== undefined) {
      return (await signInWithEmailAndPassword(auth, email, PASSWORD)).user.uid;
    }
  } catch (error) {
    if (!(error instanceof FirebaseError && error.code === 'auth/user-not-found')) throw error;
  }
  const { uid } = (await createUserWithEmailAndPassword(auth, email, PASSWORD)).user;
  await setUp(app, uid, person, postIdOf(world), postTitle);
  return uid;
}

/** The profile, and the post or its following. */
async function setUp(
  app: FirebaseApp,
  uid: string,
  person: PersonId,
  postId: string,
  title: string,
): Promise<void> {
  const db = getFirestore(app);
  const { name: displayName, locale } = PEOPLE[person];
  await setDoc(doc(db, 'users', uid), { displayName, locale });
  if (person === POST_AUTHOR) {
    await setDoc(doc(db, 'posts', postId), { authorId: uid, title, createdAt: serverTimestamp() });
  } else {
    await setFollowing(app, postId, uid, true);
  }
}
