/** Loaded before a program that is to believe that somebody sits before it and answers. */
for (const stream of [process.stdin, process.stdout]) {
  Object.defineProperty(stream, 'isTTY', { value: true });
}
