import {
  type Properties,
  type PropertySpec,
  parseType,
  type ResourceSpec,
  type SpecType,
  specOf,
} from '../aws/spec.ts';
import { alternatives, isNoValue, isObject } from '../dsl/border.ts';
import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import { shown } from '../dsl/shown.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { type Finding, problemOf, suggest } from './report.ts';
import { intrinsicName, yieldOf } from './yields.ts';

/**
 * Properties against CloudFormation's schema: known, there when required, of the right kind, one of the values that an enum takes.
 * Types say the same of what was written with ours; this also sees what came by cloudform classes and conversions. Resource types
 * that `src/aws` does not have are left to the linters.
 */
export function checkProperties(stack: BuiltStack): readonly Problem[] {
  return Object.entries(stack.template.Resources).flatMap(([id, { Type, Properties }]) => {
    const spec = specOf(Type);
    if (!spec) return [];
    const findings = new PropertyCheck(stack, Type, spec).members(Properties ?? {}, spec.properties, ['Properties']);
    return findings.map((finding) => problemOf(stack, 'Resources', id, finding));
  });
}

type Path = readonly (string | number)[];
type Findings = readonly Finding[];
type Allowed = PropertySpec['values'];

/** Checks the properties of one resource. */
class PropertyCheck {
  readonly #stack: BuiltStack;
  readonly #type: string;
  readonly #spec: ResourceSpec;

  constructor(stack: BuiltStack, type: string, spec: ResourceSpec) {
    this.#stack = stack;
    this.#type = type;
    this.#spec = spec;
  }

  members(data: DataObject, properties: Properties, path: Path): Findings {
    const known = Object.entries(data).filter(([name]) => !isMacroCall(name));
    const wrong = known.flatMap(([name, value]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (property) return this.#value(value, parseType(property.type), property.values, [...path, name]);
      const hint = suggest(name, Object.keys(properties));
      return [{ code: 'unknown-property', message: `${this.#type} has no property ${name} here`, hint, path }];
    });
    // A macro may add what is missing.
    if ('Fn::Transform' in data) return wrong;
    // One that only some conditions leave out may be there whenever the resource is: that is not ours to work out.
    const isLeftOut = (name: string) => !Object.hasOwn(data, name) || alternatives(data[name] ?? '').every(isNoValue);
    const missing = Object.entries(properties).filter(([name, { required }]) => required && isLeftOut(name));
    return [
      ...wrong,
      ...missing.map(([name, { type }]) => ({
        code: 'missing-property',
        message: Object.hasOwn(data, name)
          ? `${name} is required, and AWS::NoValue would leave it out`
          : `${name} is required`,
        hint: `add ${name}: ${describe(parseType(type))}`,
        path,
      })),
    ];
  }

  #value(value: Data, type: SpecType, allowed: Allowed, path: Path): Findings {
    if (type.kind === 'json') return [];
    const name = intrinsicName(value);
    if (name !== undefined && isObject(value)) return this.#intrinsic(name, value, type, allowed, path);
    const wrong = () => this.#wrongType(value, type, path);
    switch (type.kind) {
      case 'union': {
        const attempts = type.members.map((member) => this.#value(value, member, allowed, path));
        return nearest(attempts, path) ?? wrong();
      }
      case 'list':
        if (!Array.isArray(value)) return wrong();
        return value.flatMap((element, index) => this.#value(element, type.element, allowed, [...path, index]));
      case 'map':
        if (!isObject(value)) return wrong();
        return Object.entries(value).flatMap(([key, member]) =>
          isMacroCall(key) ? [] : this.#value(member, type.element, allowed, [...path, key]),
        );
      case 'definition':
        return isObject(value) ? this.members(value, this.#spec.definitions[type.name] ?? {}, path) : wrong();
      case 'tag':
        return isObject(value) ? this.members(value, TAG, path) : wrong();
      default:
        return scalarFindings(value, type.kind, allowed, path);
    }
  }

  #intrinsic(name: string, value: DataObject, type: SpecType, allowed: Allowed, path: Path): Findings {
    const payload = value[name];
    if (name === 'Fn::If') {
      if (!Array.isArray(payload) || payload.length !== 3) return [malformedIf(value, path)];
      return [1, 2].flatMap((index) => this.#value(payload[index] ?? '', type, allowed, [...path, name, index]));
    }
    const yielded = yieldOf(name, payload, this.#stack);
    const kinds = type.kind === 'union' ? type.members.map(({ kind }) => kind) : [type.kind];
    const takesList = kinds.some((kind) => kind === 'list' || kind === 'json');
    const takesText = kinds.some((kind) => ['string', 'integer', 'number', 'boolean', 'json'].includes(kind));
    if (yielded === 'list' && !takesList) return this.#wrongType(value, type, path, 'a list');
    if (yielded === 'text' && !takesText) return this.#wrongType(value, type, path, 'one value');
    return [];
  }

  #wrongType(value: Data, type: SpecType, path: Path, yielded?: Yielded): Findings {
    const members = type.kind === 'definition' ? this.#spec.definitions[type.name] : type.kind === 'tag' ? TAG : {};
    return wrongType(value, type, path, yielded, Object.entries(members ?? {}));
  }
}

type Yielded = 'a list' | 'one value';

// What a macro puts there is not known; a loop has its own name behind the function's.
function isMacroCall(key: string): boolean {
  return key === 'Fn::Transform' || key.startsWith('Fn::ForEach::');
}

const TAG: Properties = {
  Key: { type: 'string', required: true, replacement: 'no', deprecated: false },
  Value: { type: 'string', required: true, replacement: 'no', deprecated: false },
};

const NAMES = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  json: 'any value',
  list: 'a list',
  map: 'a map',
  tag: 'a tag',
} as const;

function describe(type: SpecType): string {
  if (type.kind === 'union') {
    return type.members.some(({ kind }) => kind === 'json') ? NAMES.json : type.members.map(describe).join(' or ');
  }
  return type.kind === 'definition' ? `an object (${type.name})` : NAMES[type.kind];
}

type ScalarKind = 'string' | 'integer' | 'number' | 'boolean';

function scalarFindings(value: Data, kind: ScalarKind, allowed: Allowed, path: Path): Findings {
  if (typeof value === 'object') return wrongType(value, { kind }, path);
  // A dynamic reference stands for whatever it resolves to.
  if (typeof value === 'string' && value.includes('{{resolve:')) return [];
  if (!isOfKind(value, kind)) return wrongType(value, { kind }, path);
  if (!allowed || allowed.some((each) => String(each) === String(value))) return [];
  const message = `${JSON.stringify(value)} is not one of the values it takes`;
  return [{ code: 'not-allowed', message, hint: suggest(String(value), allowed.map(String)), path }];
}

// CloudFormation turns texts into numbers and booleans and back where it must.
function isOfKind(value: string | number | boolean, kind: ScalarKind): boolean {
  if (kind === 'string') return true;
  const text = String(value);
  if (kind === 'boolean') return text === 'true' || text === 'false';
  if (typeof value === 'boolean' || text.trim() === '') return false;
  return kind === 'integer' ? Number.isInteger(Number(text)) : Number.isFinite(Number(text));
}

/**
 * Of what each member of a union finds wrong: nothing when one of them takes the value, else what came furthest into it, or
 * undefined when none got past the value itself.
 */
function nearest(attempts: readonly Findings[], path: Path): Findings | undefined {
  if (attempts.some((findings) => findings.length === 0)) return [];
  const depth = (findings: Findings) => Math.max(...findings.map((finding) => finding.path?.length ?? 0));
  const [best] = [...attempts].sort((a, b) => depth(b) - depth(a));
  return best && depth(best) > path.length ? best : undefined;
}

function malformedIf(value: Data, path: Path): Finding {
  const message = `${shown(value)} does not have a condition and two values`;
  return { code: 'wrong-type', message, hint: 'write fnIf(condition, then, otherwise); noValue for nothing', path };
}

function wrongType(
  value: Data,
  type: SpecType,
  path: Path,
  yielded?: Yielded,
  members: readonly (readonly [string, PropertySpec])[] = [],
): Findings {
  const text = yielded ? `${shown(value)}, ${yielded},` : shown(value);
  const message = `${text} stands where ${describe(type)} goes`;
  const required = members.filter(([, property]) => property.required);
  const names = (required.length > 0 ? required : members.slice(0, 8)).map(([name]) => name);
  const instead = names.length > 0 ? `an object with ${names.join(', ')}` : describe(type);
  return [{ code: 'wrong-type', message, hint: wrongTypeHint(value, type, yielded, instead), path }];
}

function wrongTypeHint(value: Data, { kind }: SpecType, yielded: Yielded | undefined, instead: string): string {
  if (yielded === 'a list' || Array.isArray(value)) {
    if (kind === 'string') return 'take one element of it with select, or join them to one text';
    return `take one element of it, or write ${instead}`;
  }
  const isObjectGiven = yielded === undefined && typeof value === 'object';
  if (kind === 'list')
    return isObjectGiven ? 'put it into a list' : 'put it into a list, or split it if it holds several';
  if (kind === 'string') return 'write a text; for a document as JSON text, toJsonString';
  return `write ${instead}`;
}
