import { globSync } from 'node:fs';
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import Mocha from 'mocha';

/** The instrumented code reads the active mutant here, and records what it covers. */
const CONTEXT = '__stryker__';

/**
 * Runs the unit tests repeatedly in one process: the files are loaded once, and the code switches
 * between its mutants. Stryker's own plugin does not support Mocha 12.
 */
class MochaInProcess implements TestRunner {
  static readonly inject = tokens(commonTokens.options);
  readonly #mocha = new Mocha({ reporter: class extends Mocha.reporters.Base {}, timeout: 0 });
  readonly #specs: readonly string[];
  #onTest: ((title: string) => void) | undefined;

  constructor(options: StrykerOptions) {
    this.#specs = globSync(options.specs as string[]);
  }

  get #context(): InstrumenterContext {
    const holder = globalThis as { [CONTEXT]?: InstrumenterContext };
    holder[CONTEXT] ??= {} as InstrumenterContext;
    return holder[CONTEXT];
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    this.#mocha.cleanReferencesAfterRun(false);
    for (const spec of this.#specs) this.#mocha.addFile(spec);
    const onTest = (title: string) => this.#onTest?.(title);
    this.#mocha.suite.beforeEach(function () {
      onTest(this.currentTest?.fullTitle() ?? '');
    });
    await this.#mocha.loadFilesAsync();
  }

  async dryRun({ disableBail }: DryRunOptions): Promise<DryRunResult> {
    this.#onTest = (title) => {
      this.#context.currentTestId = title;
    };
    const tests = await this.#run(disableBail);
    this.#onTest = undefined;
    const { mutantCoverage } = this.#context;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, disableBail, hitLimit } = options;
    Object.assign(this.#context, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    const titles = testFilter?.map((title) => `^${RegExp.escape(title)}$`).join('|');
    this.#mocha.grep(new RegExp(titles ?? '', 'u'));
    this.#context.activeMutant = activeMutant.id;
    const tests = await this.#run(disableBail);
    const overrun = determineHitLimitReached(this.#context.hitCount, hitLimit);
    return toMutantRunResult(overrun ?? { status: DryRunStatus.Complete, tests });
  }

  #run(disableBail: boolean): Promise<TestResult[]> {
    bail(this.#mocha.suite, !disableBail);
    const tests: TestResult[] = [];
    return new Promise((resolve) => {
      const runner = this.#mocha.run(() => resolve(tests));
      let startedAt = performance.now();
      const resultOf = (test: Mocha.Runnable) => {
        const id = test.ctx?.currentTest?.fullTitle() ?? test.fullTitle();
        const timeSpentMs = performance.now() - startedAt;
        startedAt = performance.now();
        return { id, name: id, timeSpentMs };
      };
      runner.on('pass', (test) => tests.push({ ...resultOf(test), status: TestStatus.Success }));
      runner.on('fail', (test, error) => {
        const failureMessage = String(error);
        tests.push({ ...resultOf(test), status: TestStatus.Failed, failureMessage });
      });
    });
  }
}

function bail(suite: Mocha.Suite, on: boolean): void {
  suite.bail(on);
  for (const each of suite.suites) bail(each, on);
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'mocha-in-process', MochaInProcess),
];
