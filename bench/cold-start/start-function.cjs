/**
 * What an instance does before its first answer: requires the functions, and handles one event
 * about something that does not exist. Plain CommonJS, so that nothing else is loaded.
 */
const { statSync } = require('node:fs');

const { file, name } = JSON.parse(process.argv[2]);

const id = `${process.pid}-${Date.now()}`;
const comment = { authorId: 'mina', authorName: 'Mina', text: 'Hello', createdAt: new Date() };

const REQUESTS = {
  savePushToken: {
    auth: { uid: id, token: { iat: 1 } },
    data: { token: `token-${id}`, platform: 'web' },
  },
  retryDelivery: { data: { delivery: 'nowhere' } },
};
const EVENT = {
  id: `event-${id}`,
  time: new Date().toISOString(),
  params: { postId: 'nowhere', commentId: id },
  data: { data: () => comment, get: (field) => comment[field] },
};

/** All code that has been read, but for this file's. */
function codeRead() {
  const files = Object.keys(require.cache).filter((each) => each !== __filename);
  const bytes = files.map((each) => statSync(each).size);
  return { files: files.length, kb: bytes.reduce((sum, size) => sum + size, 0) / 1000 };
}

/** Since the last call, ms. */
function stopwatch() {
  let [at, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const ms = performance.now() - at;
    const { user, system } = process.cpuUsage(used);
    [at, used] = [performance.now(), process.cpuUsage()];
    return { ms, cpuMs: (user + system) / 1000 };
  };
}

async function start() {
  const lap = stopwatch();
  const functions = require(file);
  const requiring = lap();
  await functions[name].run(REQUESTS[name] ?? EVENT);
  const answering = lap();
  const sample = {
    requireMs: requiring.ms,
    firstAnswerMs: requiring.ms + answering.ms,
    cpuMs: requiring.cpuMs + answering.cpuMs,
    rssMb: process.memoryUsage().rss / 2 ** 20,
    ...codeRead(),
  };
  process.stdout.write(`\n${JSON.stringify(sample)}`, () => process.exit());
}

void start();
