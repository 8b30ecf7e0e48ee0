import { SENDING_PATH } from '../../functions/src/fcm/gate.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { databaseOf, openApp } from './firebase.ts';

const USAGE = 'Usage: npm run sending -- (pause | resume | status) [--project ID]';
const CONFIG = { options: { project: { type: 'string' } }, allowPositionals: true } as const;

await runProgram(async () => {
  const { values, positionals } = readArguments(CONFIG, USAGE);
  const [action, ...rest] = positionals;
  if (!['pause', 'resume', 'status'].includes(action ?? '') || rest.length > 0) {
    throw new LaunchError(USAGE);
  }
  const db = databaseOf(await openApp(values.project));
  const sending = db.doc(SENDING_PATH);
  if (action !== 'status') await sending.set({ paused: action === 'pause' });
  const found = await sending.get();
  const since = found.updateTime ? ` since ${found.updateTime.toDate().toISOString()}` : '';
  console.log(`Sending ${found.get('paused') === true ? 'is paused' : 'runs'}${since}.`);
  await db.terminate();
  return 0;
});
