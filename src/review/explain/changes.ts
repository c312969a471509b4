import { type Properties, parseType, type SpecType, specOf } from '../../aws/spec.ts';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';

/** What a change of each property that a resource sets does to the resource. */
export interface ChangeEffects {
  /** Another resource is made, and this one goes. */
  readonly replaces: readonly string[];
  /** The same under circumstances that AWS's page tells. */
  readonly mayReplace: readonly string[];
  /** It stays, with the property changed. */
  readonly inPlace: readonly string[];
}

/**
 * By property path without positions in lists: `NetworkConfiguration.AwsvpcConfiguration`. Of a property that holds others those that
 * behave otherwise than it are told too. Undefined for a type that is not known.
 */
export function changeEffects(type: string, properties: DataObject): ChangeEffects | undefined {
  const spec = specOf(type);
  if (spec === undefined) return undefined;
  const effects = { yes: new Set<string>(), maybe: new Set<string>(), no: new Set<string>() };
  const look = (known: Properties, set: DataObject, path: string, inherited: keyof typeof effects): void => {
    for (const [name, value] of Object.entries(set)) {
      const property = known[name];
      if (property === undefined) continue;
      const here = path === '' ? name : `${path}.${name}`;
      // What is inside of what replaces does so too.
      const effect = property.replacement === 'no' ? inherited : property.replacement;
      if (path === '' || effect !== inherited) effects[effect].add(here);
      const inner = definitionIn(parseType(property.type));
      const definition = inner === undefined ? undefined : spec.definitions[inner];
      if (definition) for (const each of objectsIn(value)) look(definition, each, here, effect);
    }
  };
  look(spec.properties, properties, '', 'no');
  return { replaces: [...effects.yes], mayReplace: [...effects.maybe], inPlace: [...effects.no] };
}

function definitionIn(type: SpecType): string | undefined {
  if (type.kind === 'definition') return type.name;
  if (type.kind === 'list' || type.kind === 'map') return definitionIn(type.element);
  return type.kind === 'union' ? type.members.map(definitionIn).find((name) => name !== undefined) : undefined;
}

// Through lists and through functions that choose between objects.
function objectsIn(value: Data): readonly DataObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  const entries = Object.entries(value);
  const [[name, payload] = ['', null]] = entries;
  return entries.length === 1 && name.startsWith('Fn::') ? objectsIn(payload) : [value];
}
