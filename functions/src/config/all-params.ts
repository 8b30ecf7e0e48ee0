import { APP_DATA_PARAMS } from './app-data.ts';
import { wrongValues } from './defining-params.ts';
import { kitInstance } from './environment.ts';
import * as config from './params.ts';

/** Every param, those first that a deployment asks for. */
export const ALL_PARAMS = [...Object.values(config), ...Object.values(APP_DATA_PARAMS)];

/** A sentence for each value in the environment that would do harm, or would not count. */
export function refusedValues(
  env: Readonly<Record<string, string | undefined>>,
  emulated: boolean,
): string[] {
  const wrong = wrongValues(ALL_PARAMS, env, emulated);
  // Beside the right one it is somebody else's: CI machines have a variable of that name.
  const misnamed = env.REGION !== undefined && !env.FUNCTION_DEFAULT_REGION;
  if (kitInstance() === undefined || !misnamed) return wrong;
  return [...wrong, 'REGION counts in a clone; in a function kit it is FUNCTION_DEFAULT_REGION.'];
}
