import { type ParseArgsConfig, parseArgs } from 'node:util';
import { LaunchError } from './launch-error.ts';
import { UsageAsked } from './program.ts';

/**
 * Parses the arguments of this program.
 *
 * @throws LaunchError with the usage if they are wrong, UsageAsked for `--help`
 */
export function readArguments<const Config extends ParseArgsConfig>(config: Config, usage: string) {
  if ((config.args ?? process.argv.slice(2)).includes('--help')) throw new UsageAsked(usage);
  try {
    return parseArgs(config);
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}
