import stored from './spec.json' with { type: 'json' };

/** What is known of a property, of a resource or inside one. */
export interface PropertySpec {
  /** In short, for {@link parseType}: `string`, `tag[]`, `map<string>`, `#Action[]`, `string|json`. */
  readonly type: string;
  readonly required: boolean;
  /** The only values it, or each entry of its list, takes. */
  readonly values?: readonly (string | number)[];
  /** Whether a change of it replaces the resource. */
  readonly replacement: 'no' | 'maybe' | 'yes';
  readonly deprecated: boolean;
}

/** What is known of a resource type. */
export interface ResourceSpec {
  /** What `Ref` gives, and the property or attribute that has the same value, if one has. */
  readonly ref: { readonly kind: 'arn' | 'name' | 'id' | 'url' | 'address'; readonly path?: string };
  /** Whether it holds data that goes with it. */
  readonly stateful: boolean;
  /** The property that takes tags. */
  readonly tags?: string;
  readonly properties: Properties;
  /** What `Fn::GetAtt` gives: types by name, as in {@link PropertySpec}. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The nested types that properties refer to as `#Name`. */
  readonly definitions: Readonly<Record<string, Properties>>;
}

export type Properties = Readonly<Record<string, PropertySpec>>;

/** A type string, taken apart. */
export type SpecType =
  | { readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'json' | 'tag' }
  | { readonly kind: 'list' | 'map'; readonly element: SpecType }
  | { readonly kind: 'definition'; readonly name: string }
  | { readonly kind: 'union'; readonly members: readonly SpecType[] };

/** The package and version that the table was generated from. */
export const specSource: string = stored.source;

/** Every CloudFormation type that `src/aws` has. */
export const specTypes: readonly string[] = Object.keys(stored.resources);

const storedResources: ReadonlyMap<string, StoredResource> = new Map(Object.entries<StoredResource>(stored.resources));
const read = new Map<string, ResourceSpec>();

/** What is known of a CloudFormation type, or undefined for one that is not in `src/aws`. */
export function specOf(type: string): ResourceSpec | undefined {
  const found = read.get(type);
  if (found) return found;
  // A run uses few of the types, so each is read when it is first asked for.
  const resource = storedResources.get(type);
  if (!resource) return undefined;
  const spec = readResource(resource);
  read.set(type, spec);
  return spec;
}

/**
 * Takes a type string apart: `map<string>` is a map of strings, `#Action[]` a list of the nested type `Action`.
 * @throws Error for what is not a type string; the generator writes none.
 */
export function parseType(text: string): SpecType {
  const known = parsed.get(text);
  if (known) return known;
  const type = readType(text);
  parsed.set(text, type);
  return type;
}

// Few types are those of thousands of properties.
const parsed = new Map<string, SpecType>();

function readType(text: string): SpecType {
  const members = splitUnion(text);
  if (members.length > 1) return { kind: 'union', members: members.map(parseType) };
  if (text.endsWith('[]')) return { kind: 'list', element: parseType(text.slice(0, -2)) };
  if (text.startsWith('map<') && text.endsWith('>')) return { kind: 'map', element: parseType(text.slice(4, -1)) };
  if (text.startsWith('#')) return { kind: 'definition', name: text.slice(1) };
  switch (text) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'json':
    case 'tag':
      return { kind: text };
    default:
      throw new Error(`${text} is not a type of spec.json`);
  }
}

// A bar inside a map's angle brackets belongs to its element.
function splitUnion(text: string): readonly string[] {
  return text.split(/\|(?![^<]*>)/);
}

interface StoredResource {
  readonly ref: { readonly kind: string; readonly path?: string };
  readonly stateful?: boolean;
  readonly tags?: string;
  readonly properties: StoredProperties;
  readonly attributes: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, StoredProperties>>;
}

type StoredProperties = Readonly<Record<string, string | StoredProperty>>;

interface StoredProperty extends Partial<Omit<PropertySpec, 'replacement'>> {
  readonly type: string;
  readonly replacement?: string;
}

function readResource({ ref, stateful, properties, definitions, ...rest }: StoredResource): ResourceSpec {
  return {
    ...rest,
    ref: { ...ref, kind: readOneOf(['arn', 'name', 'id', 'url', 'address'], ref.kind) },
    stateful: stateful ?? false,
    properties: mapValues(properties, readProperty),
    definitions: mapWhenAsked(definitions, (definition) => mapValues(definition, readProperty)),
  };
}

/** What a property is of which nothing but its type is said. */
const PLAIN = { required: false, replacement: 'no', deprecated: false } as const;

function readProperty(stored: string | StoredProperty): PropertySpec {
  if (typeof stored === 'string') return { type: stored, ...PLAIN };
  const { replacement = PLAIN.replacement } = stored;
  return { ...PLAIN, ...stored, replacement: readOneOf(['no', 'maybe', 'yes'], replacement) };
}

// JSON modules have plain strings where the types have literals.
function readOneOf<const T extends string>(known: readonly T[], text: string): T {
  const found = known.find((it) => it === text);
  if (found === undefined) throw new Error(`${text} in spec.json is none of ${known.join(', ')}`);
  return found;
}

function mapValues<T, U>(from: Readonly<Record<string, T>>, map: (value: T) => U): Readonly<Record<string, U>> {
  const mapped: Record<string, U> = {};
  for (const [key, value] of Object.entries(from)) mapped[key] = map(value);
  return mapped;
}

// A type has ten definitions, and a template says something of one or two of them.
function mapWhenAsked<T, U>(from: Readonly<Record<string, T>>, map: (value: T) => U): Readonly<Record<string, U>> {
  const mapped: Record<string, U> = {};
  for (const [key, stored] of Object.entries(from)) {
    let known: U | undefined;
    Object.defineProperty(mapped, key, { enumerable: true, get: () => (known ??= map(stored)) });
  }
  return mapped;
}
