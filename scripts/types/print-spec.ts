import type { AllowedValue, Attribute, Model, Property, Resource, Type } from './model.ts';

/**
 * The table that the checks read at run time, as JSON with one property a line. `src/aws/spec.ts` describes its fields and
 * reads it. What is usual (optional, no replacement) is left out, down to the bare type.
 */
export function printSpec({ source, resources }: Model): string {
  const entries = resources.map((resource) => [resource.type, printResource(resource)] as const);
  return `${printObject(
    [
      ['source', JSON.stringify(source)],
      ['resources', printObject(entries, '  ')],
    ],
    '',
  )}\n`;
}

type Entry = readonly [key: string, printedValue: string];

function printResource({ ref, stateful, tags, properties, attributes, definitions }: Resource): string {
  const described = definitions.map(
    (it): Entry => [it.name, printObject(it.properties.map(printProperty), '        ')],
  );
  return printObject(
    [
      ['ref', JSON.stringify(ref)],
      ...(stateful ? [['stateful', 'true'] as const] : []),
      ...(tags === undefined ? [] : [['tags', JSON.stringify(tags)] as const]),
      ['properties', printObject(properties.map(printProperty), '      ')],
      ['attributes', printObject(attributes.map(printAttribute), '      ')],
      ['definitions', printObject(described, '      ')],
    ],
    '    ',
  );
}

function printProperty({ name, type, required, replacement, deprecated }: Property): Entry {
  const values = valuesOf(type);
  const fields = {
    ...(required && { required }),
    ...(replacement !== 'no' && { replacement }),
    ...(deprecated && { deprecated }),
    ...(values && { values }),
  };
  const text = printType(type);
  return [name, JSON.stringify(Object.keys(fields).length > 0 ? { type: text, ...fields } : text)];
}

function printAttribute({ name, type }: Attribute): Entry {
  // A nested type that only an attribute has is not described: nothing can be said inside it.
  return [name, JSON.stringify(printType(type).replace(/#\w+/, 'json'))];
}

/** A type in short: `string`, `integer[]`, `map<string>`, `#Action[]` for a nested type, `string|json`. */
export function printType(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `${printType(type.element)}[]`;
    case 'map':
      return `map<${printType(type.element)}>`;
    case 'definition':
      return `#${type.name}`;
    case 'union':
      return type.members.map(printType).join('|');
    default:
      return type.kind;
  }
}

function valuesOf(type: Type): readonly AllowedValue[] | undefined {
  switch (type.kind) {
    case 'list':
    case 'map':
      return valuesOf(type.element);
    case 'definition':
    case 'union':
      return undefined;
    default:
      return type.values;
  }
}

function printObject(entries: readonly Entry[], indent: string): string {
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, value]) => `${indent}  ${JSON.stringify(key)}: ${value}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
