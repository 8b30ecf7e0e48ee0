import { parseArgs } from 'node:util';
import { LaunchError } from './launch-error.ts';

/**
 * @param names of the options that the program knows, none of which has a value
 * @returns those that are set, or `help` when the usage was asked for and has been printed
 * @throws LaunchError with the usage for any other argument
 */
export function readOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
  usage: string,
): 'help' | Set<Name> {
  const known = ['help', ...names].map((name) => [name, { type: 'boolean' }] as const);
  const values = parse(args, Object.fromEntries(known), usage);
  if (values.help) {
    console.log(usage);
    return 'help';
  }
  return new Set(names.filter((name) => values[name]));
}

function parse(
  args: readonly string[],
  options: Record<string, { type: 'boolean' }>,
  usage: string,
): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}
