import { type ParseArgsConfig, parseArgs } from 'node:util';
import { LaunchError } from '../launcher/launch-error.ts';

/** What a command was called with. @throws LaunchError with its usage when it is wrong */
export function readArguments<const Config extends ParseArgsConfig>(config: Config, usage: string) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}
