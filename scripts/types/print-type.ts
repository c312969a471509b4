import type { AllowedValue, PrimitiveType, Type } from './model.ts';

/** The column after which the formatter breaks a line. */
export const lineWidth = 120;

/** The TypeScript of a type as a property takes it: `Value<string>`, `List<ListenerAction>`, `Json`. */
export function printPropertyType(type: Type, interfaces: ReadonlyMap<string, string>): PropertyType {
  switch (type.kind) {
    case 'json':
      return { text: 'Json' };
    case 'list':
      return wrapped('List', type.element, interfaces);
    case 'union':
      return { text: printUnion(type.members, interfaces) };
    default:
      return wrapped('Value', type, interfaces);
  }
}

/** A type as it stands on one line, and, where the formatter can break it, the literals inside its angle brackets. */
export interface PropertyType {
  readonly text: string;
  readonly breakable?: { readonly around: string; readonly literals: readonly string[] };
}

function wrapped(around: string, type: Type, interfaces: ReadonlyMap<string, string>): PropertyType {
  const values = 'values' in type ? type.values : undefined;
  const text = `${around}<${printYielded(type, interfaces)}>`;
  return values && values.length > 1 ? { text, breakable: { around, literals: values.map(printLiteral) } } : { text };
}

/** The TypeScript of what a value is once it is known: `'ipv4' | 'ipv6'`, `ListenerAction`. */
function printYielded(type: Type, interfaces: ReadonlyMap<string, string>): string {
  switch (type.kind) {
    case 'json':
    case 'list':
    case 'union':
      return printPropertyType(type, interfaces).text;
    case 'map':
      return `{ readonly [key: string]: ${printPropertyType(type.element, interfaces).text} }`;
    case 'definition':
      return interfaces.get(type.name) ?? type.name;
    default:
      return printPrimitive(type);
  }
}

// A policy as JSON or as its text is Json; beside a described structure, free JSON would only hide its mistakes.
function printUnion(members: readonly Type[], interfaces: ReadonlyMap<string, string>): string {
  const described = members.filter(({ kind }) => kind !== 'json');
  const isText = described.every(({ kind }) => kind === 'string');
  if (described.length < members.length && isText) return 'Json';
  return [...new Set(described.map((member) => printPropertyType(member, interfaces).text))].join(' | ');
}

/** The TypeScript of what `Fn::GetAtt` gives. Objects come as no type: templates can pass them nowhere. */
export function printAttributeType(type: Type): string {
  switch (type.kind) {
    case 'list': {
      const element = printAttributeType(type.element);
      return `readonly ${element.includes(' | ') ? `(${element})` : element}[]`;
    }
    case 'json':
      // CloudFormation gives it out as text.
      return 'string';
    case 'map':
    case 'definition':
    case 'union':
      return 'unknown';
    default:
      return printPrimitive(type);
  }
}

function printPrimitive({ kind, values }: PrimitiveType): string {
  if (values) return values.map(printLiteral).join(' | ');
  switch (kind) {
    case 'integer':
    case 'number':
      return 'number';
    case 'tag':
      return 'Tag';
    default:
      return kind;
  }
}

function printLiteral(value: AllowedValue): string {
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value);
}
