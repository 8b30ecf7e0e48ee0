import { KIT, kitInstances } from './app.ts';
import { appended, at, edited, parseJson, without } from './json.ts';

interface Placed {
  readonly kit: string;
  readonly instance: string;
  /** Relative to the app. */
  readonly source: string;
  readonly config: string;
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

/** The text of an app's `firebase.json` with an instance of the kit; all else is as it was. */
export function withKit(text: string, { kit, instance, source, config }: Placed): string {
  const functions = at(parseJson(text), 'functions');
  const index = indexOfKit(functions);
  if (index !== undefined) {
    return edited(text, ['functions', index, 'instances', instance], slashed(config));
  }
  const entry = {
    kit,
    sourcePackage: { name: kit },
    source: slashed(source),
    instances: { [instance]: slashed(config) },
    predeploy: ['npm --prefix "$RESOURCE_DIR" run build'],
  };
  if (Array.isArray(functions)) return appended(text, ['functions'], entry);
  return edited(text, ['functions'], functions === undefined ? [entry] : [functions, entry]);
}

/** The text without an instance of the kit, and without the kit where that was the last. */
export function withoutKit(text: string, instance: string): string {
  const parsed = parseJson(text);
  const index = indexOfKit(at(parsed, 'functions'));
  if (index === undefined) return text;
  const isLast = Object.keys(kitInstances(parsed)).every((name) => name === instance);
  const path = ['functions', index, ...(isLast ? [] : ['instances', instance])];
  return without(text, path);
}

function indexOfKit(functions: unknown): number | undefined {
  if (!Array.isArray(functions)) return undefined;
  const index = functions.findIndex((one) => at(one, 'sourcePackage', 'name') === KIT);
  return index < 0 ? undefined : index;
}
