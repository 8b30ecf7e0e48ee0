import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { SUBJECTS } from '../../tools/metering/charges.ts';
import { type BenchPart, complaints, interleave, printComparison } from '../comparison.ts';
import { runStorm, type Storm } from './storm.ts';

/**
 * The part of 1,000 comments in 10 s that one of five instances gets. The number of followers is
 * the most that the Firestore emulator can serve. For a post with a whole page of followers, there
 * are fewer comments.
 */
const STORMS: Readonly<Record<string, Storm>> = {
  'one post': { posts: 1, followersPerPost: 20, comments: 200, seconds: 10 },
  'a hundred posts': { posts: 100, followersPerPost: 5, comments: 200, seconds: 10 },
  'one followed post': { posts: 1, followersPerPost: 99, comments: 40, seconds: 10 },
};
const QUICK: Readonly<Record<string, Storm>> = {
  'one post': { posts: 1, followersPerPost: 5, comments: 20, seconds: 1 },
};
const ROUNDS = 3;

export const stormBench: BenchPart = async ({ quick, interrupt }) => {
  const broken: string[] = [];
  for (const [name, storm] of Object.entries(quick ? QUICK : STORMS)) {
    // A new emulator for each storm, because stored data makes it slower.
    await using firestore = await RunningFirestore.start(interrupt);
    const measured = await interleave(
      SUBJECTS.map((subject) => ({
        name: subject,
        run: () => runStorm(subject, storm, firestore.host, interrupt),
      })),
      quick ? 1 : ROUNDS,
    );
    const { followersPerPost, comments, seconds } = storm;
    printComparison(
      `Storm on ${name}: ${comments} comments in ${seconds} s, ${followersPerPost} followers a post`,
      measured,
    );
    const [, ...ours] = measured;
    broken.push(...ours.flatMap((one) => complaints('a storm', one, { lost: 0, repeated: 0 })));
  }
  return broken;
};
