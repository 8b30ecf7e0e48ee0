/**
 * What an instance does before its first answer: requires the functions, and handles one event
 * about something that does not exist. Plain CommonJS, so that nothing else is loaded.
 */
const { file, name } = JSON.parse(process.argv[2]);

async function start() {
  const startedAt = performance.now();
  const functions = require(file);
  const requiredAt = performance.now();
  const comment = { authorId: 'mina', authorName: 'Mina', text: 'Hello', createdAt: new Date() };
  await functions[name].run({
    id: `event-${process.pid}-${Date.now()}`,
    time: new Date().toISOString(),
    params: { postId: 'nowhere', commentId: 'comment-1' },
    // A comment, and a task about a delivery.
    data: { data: () => comment, get: (field) => comment[field], delivery: 'nowhere' },
  });
  const handledAt = performance.now();
  const sample = {
    requireMs: requiredAt - startedAt,
    firstEventMs: handledAt - startedAt,
    rssMb: process.memoryUsage().rss / 2 ** 20,
    files: Object.keys(require.cache).length - 1,
  };
  process.stdout.write(`\n${JSON.stringify(sample)}`, () => process.exit());
}

void start();
