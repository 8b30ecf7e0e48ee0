import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

/** Reports as Mocha's own `spec` does, and writes the run's `Counts` to the file `counts=PATH`. */
export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner: mocha.Runner, options: mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes: passed, failures: failed } = this.stats;
      writeFileSync(options.reporterOptions.counts, JSON.stringify({ passed, failed }));
    });
  }
}
