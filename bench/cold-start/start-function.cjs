/**
 * Does what an instance does before its first answer: requires the functions, and handles one event
 * about a document that does not exist. Plain CommonJS, so that nothing else is loaded.
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

/** All loaded code except this file. */
function loadedCode() {
  const files = Object.keys(require.cache).filter((each) => each !== __filename);
  const bytes = files.map((each) => statSync(each).size);
  return { 'KB of code': bytes.reduce((sum, size) => sum + size, 0) / 1000, files: files.length };
}

async function start() {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const functions = require(file);
  const requiredAt = performance.now();
  await functions[name].run(REQUESTS[name] ?? EVENT);
  const answeredAt = performance.now();
  const { user, system } = process.cpuUsage(before);
  const sample = {
    'require ms': requiredAt - startedAt,
    'first answer ms': answeredAt - startedAt,
    'CPU ms': (user + system) / 1000,
    'RSS MB': process.memoryUsage().rss / 2 ** 20,
    ...loadedCode(),
  };
  process.stdout.write(`\n${JSON.stringify(sample)}`, () => process.exit());
}

void start();
