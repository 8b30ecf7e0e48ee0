import { KIT, kitInstances } from './app.ts';
import { at, edited, listAt, parseJson } from './json.ts';

interface Placed {
  readonly instance: string;
  /** Relative to the app's directory. */
  readonly source: string;
  readonly config: string;
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

const indexOfKit = (firebase: unknown): number =>
  listAt(firebase, 'functions').findIndex((one) => at(one, 'sourcePackage', 'name') === KIT);

/** Returns the text of `firebase.json` with an instance of the kit. Everything else stays the same. */
export function withKit(text: string, { instance, source, config }: Placed): string {
  const firebase = parseJson(text);
  const index = indexOfKit(firebase);
  if (index >= 0) {
    return edited(text, ['functions', index, 'instances', instance], slashed(config));
  }
  const functions = at(firebase, 'functions');
  const isOne = functions !== undefined && !Array.isArray(functions);
  return edited(isOne ? edited(text, ['functions'], [functions]) : text, ['functions', -1], {
    kit: KIT,
    sourcePackage: { name: KIT },
    source: slashed(source),
    instances: { [instance]: slashed(config) },
    predeploy: ['npm --prefix "$RESOURCE_DIR" run build'],
  });
}

/** Returns the text without an instance of the kit. After the last one, the kit's entry goes too. */
export function withoutKit(text: string, instance: string): string {
  const firebase = parseJson(text);
  const index = indexOfKit(firebase);
  if (index < 0) return text;
  const isLast = Object.keys(kitInstances(firebase)).every((name) => name === instance);
  return edited(text, ['functions', index, ...(isLast ? [] : ['instances', instance])], undefined);
}
