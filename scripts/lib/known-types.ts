import { specOf } from '../../src/aws/spec.ts';
import type { TypeLookup } from '../../src/review/compare/replacement.ts';
import { type Database, loadDatabase } from '../types/database.ts';
import type { Property } from '../types/model.ts';
import { printType } from '../types/print-spec.ts';
import { readSpec } from '../types/read-spec.ts';

/**
 * What is known of resource types: what `src/aws` has, and for others what the package has that it was generated from, where that is
 * installed. It is loaded when such a type is first met, since that takes half a second.
 * @param load gives the package's database. @throws never.
 */
export function knownTypes(load: () => Database = loadDatabase): TypeLookup {
  const found = new Map<string, ReturnType<TypeLookup>>();
  let database: Database | undefined;
  let isLoaded = false;
  const lookUp: TypeLookup = (type) => {
    if (!isLoaded) {
      isLoaded = true;
      database = attempt(load);
    }
    if (database?.lookup('resource', 'cloudFormationType', 'equals', type)[0] === undefined) return undefined;
    const [resource] = readSpec(database, [type], '').resources;
    if (resource === undefined) return undefined;
    const { properties, definitions, tags } = resource;
    return {
      properties: byName(properties),
      definitions: Object.fromEntries(definitions.map(({ name, properties: inside }) => [name, byName(inside)])),
      ...(tags === undefined ? {} : { tags }),
    };
  };
  return (type) => {
    const known = specOf(type);
    if (known !== undefined || found.has(type)) return known ?? found.get(type);
    const spec = lookUp(type);
    found.set(type, spec);
    return spec;
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function byName(properties: readonly Property[]) {
  return Object.fromEntries(
    properties.map(({ name, type, required, replacement, deprecated }) => [
      name,
      { type: printType(type), required, replacement, deprecated },
    ]),
  );
}
