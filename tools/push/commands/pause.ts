import { SENDING_PATH } from '../../../functions/src/fcm/gate.ts';
import { withDatabase } from '../firebase.ts';
import type { Program, Run } from '../run.ts';

export function pauseAndResume(program: Program, run: Run): void {
  const set = (paused: boolean) =>
    run(({ app }) =>
      withDatabase(app, async (db) => {
        const { writeTime } = await db.doc(SENDING_PATH).set({ paused });
        const since = writeTime.toDate().toISOString();
        return {
          text: [`Sending ${paused ? 'is paused' : 'runs'} since ${since}.`],
          json: { paused, since },
        };
      }),
    );
  program
    .command('pause')
    .description(
      'Pauses sending within 15 s. Nothing is lost. The command doctor says whether sending is paused.',
    )
    .action(() => set(true));
  program
    .command('resume')
    .description('Resumes sending after a pause')
    .action(() => set(false));
}
