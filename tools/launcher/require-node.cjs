// Run by `npm ci`, before anything that an older Node cannot read. CommonJS and old syntax for that.
const MIN_MAJOR = 24;

const major = Number(process.versions.node.split('.')[0]);
if (major < MIN_MAJOR) {
  console.error(
    `This project runs on Node.js ${MIN_MAJOR} or newer. npm brings one along for Linux, macOS and Windows on x64 and arm64, but could not here (${process.platform} ${process.arch}), and Node.js ${process.versions.node} is what is installed: install Node.js ${MIN_MAJOR} from https://nodejs.org and run npm ci again.`,
  );
  process.exit(1);
}
