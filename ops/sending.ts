import { parseArgs } from 'node:util';
import { Timestamp } from 'firebase-admin/firestore';
import { SENDING_PATH } from '../functions/src/delivery/pause-store.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { openDatabase } from './database.ts';

const USAGE = 'Usage: npm run sending -- (pause | resume | status) [--project ID]';

function readArguments(): { readonly action: string | undefined; readonly project?: string } {
  try {
    const { values, positionals } = parseArgs({
      options: { project: { type: 'string' } },
      allowPositionals: true,
    });
    return { ...values, action: positionals.length === 1 ? positionals[0] : undefined };
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

await runProgram(async () => {
  const { action, project } = readArguments();
  if (action !== 'pause' && action !== 'resume' && action !== 'status') {
    throw new LaunchError(USAGE);
  }
  const db = await openDatabase(project);
  const sending = db.doc(SENDING_PATH);
  if (action !== 'status') {
    await sending.set({ paused: action === 'pause', since: Timestamp.now() });
  }
  const found = await sending.get();
  const since: unknown = found.get('since');
  const when = since instanceof Timestamp ? ` since ${since.toDate().toISOString()}` : '';
  console.log(`Sending ${found.get('paused') === true ? 'is paused' : 'runs'}${when}.`);
  await db.terminate();
  return 0;
});
