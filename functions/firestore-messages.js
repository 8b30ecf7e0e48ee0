import { createRequire } from 'node:module';

// The client's own version of it.
const protobufjs = createRequire(import.meta.url)('protobufjs');

/**
 * @param json all messages of Google's client for Firestore, in protobuf.js's JSON
 * @returns the service and what its methods reach, without the options that code generators read
 */
export function reachedByMethods(json) {
  const { Firestore, Value } = json.nested.google.nested.firestore.nested.v1.nested;
  // Pipelines are left out.
  delete Firestore.methods.ExecutePipeline;
  for (const name of ['functionValue', 'pipelineValue']) delete Value.fields[name];
  Value.oneofs.valueType.oneof = Value.oneofs.valueType.oneof.filter((name) => Value.fields[name]);
  const root = protobufjs.Root.fromJSON(json);
  const service = root.lookupService('google.firestore.v1.Firestore');
  const reached = new Set([service.fullName]);
  const reach = (type) => {
    if (!type || reached.has(type.fullName)) return;
    reached.add(type.fullName);
    for (const field of type.fieldsArray ?? []) reach(field.resolvedType);
  };
  for (const method of service.methodsArray) {
    reach(method.resolvedRequestType);
    reach(method.resolvedResponseType);
  }
  const prune = (nested, path) => {
    for (const [name, each] of Object.entries(nested)) {
      prune(each.nested ?? {}, `${path}.${name}`);
      const isEmpty = Object.keys(each.nested ?? {}).length === 0;
      if (isEmpty && !reached.has(`${path}.${name}`)) delete nested[name];
    }
  };
  prune(json.nested, '');
  return JSON.stringify(json, (key, value) =>
    key.startsWith('(') || key === 'parsedOptions' ? undefined : value,
  );
}
