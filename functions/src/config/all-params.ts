import { APP_DATA_PARAMS } from './app-data.ts';
import { kitInstance } from './environment.ts';
import { wrongValues } from './param-types.ts';
import * as config from './params.ts';

/** Every param. The ones for which a deployment asks come first. */
export const ALL_PARAMS = [...Object.values(config), ...Object.values(APP_DATA_PARAMS)];

/** Returns one sentence for each value in the environment that is invalid or has no effect. */
export function refusedValues(
  env: Readonly<Record<string, string | undefined>>,
  emulated: boolean,
): string[] {
  const wrong = wrongValues(ALL_PARAMS, env, emulated);
  // If the correct variable is set too, REGION belongs to something else. CI machines often set it.
  const misnamed = env.REGION !== undefined && !env.FUNCTION_DEFAULT_REGION;
  if (kitInstance() === undefined || !misnamed) return wrong;
  return [...wrong, 'REGION counts in a clone; in a function kit it is FUNCTION_DEFAULT_REGION.'];
}
