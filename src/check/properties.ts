import {
  type Properties,
  type PropertySpec,
  parseType,
  type ResourceSpec,
  type SpecType,
  specOf,
} from '../aws/spec.ts';
import { isObject } from '../dsl/border.ts';
import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
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
    const known = Object.entries(data).filter(([name]) => !name.startsWith('Fn::'));
    const wrong = known.flatMap(([name, value]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (property) return this.#value(value, parseType(property.type), property.values, [...path, name]);
      const hint = suggest(name, Object.keys(properties));
      return [{ code: 'unknown-property', message: `${this.#type} has no property ${name} here`, hint, path }];
    });
    // A macro may add what is missing.
    if ('Fn::Transform' in data) return wrong;
    const missing = Object.entries(properties).filter(([name, { required }]) => required && !Object.hasOwn(data, name));
    return [
      ...wrong,
      ...missing.map(([name]) => ({
        code: 'missing-property',
        message: `${name} is required`,
        hint: `add ${name}`,
        path,
      })),
    ];
  }

  #value(value: Data, type: SpecType, allowed: Allowed, path: Path): Findings {
    if (type.kind === 'json') return [];
    const name = intrinsicName(value);
    if (name !== undefined && isObject(value)) return this.#intrinsic(name, value, type, allowed, path);
    switch (type.kind) {
      case 'union':
        return nearest(type.members.map((member) => this.#value(value, member, allowed, path)));
      case 'list':
        if (!Array.isArray(value)) return wrongKind(value, 'a list', path);
        return value.flatMap((element, index) => this.#value(element, type.element, allowed, [...path, index]));
      case 'map':
        if (!isObject(value)) return wrongKind(value, 'a map', path);
        return Object.entries(value).flatMap(([key, member]) =>
          this.#value(member, type.element, allowed, [...path, key]),
        );
      case 'definition':
        if (!isObject(value)) return wrongKind(value, `an object (${type.name})`, path);
        return this.members(value, this.#spec.definitions[type.name] ?? {}, path);
      case 'tag':
        return isObject(value) ? this.members(value, TAG, path) : wrongKind(value, 'a tag', path);
      default:
        return scalarFindings(value, type.kind, allowed, path);
    }
  }

  #intrinsic(name: string, value: DataObject, type: SpecType, allowed: Allowed, path: Path): Findings {
    const payload = value[name];
    if (name === 'Fn::If' && Array.isArray(payload)) {
      return [1, 2].flatMap((index) => this.#value(payload[index] ?? '', type, allowed, [...path, name, index]));
    }
    const yielded = yieldOf(name, payload, this.#stack);
    const kinds = type.kind === 'union' ? type.members.map(({ kind }) => kind) : [type.kind];
    const takesList = kinds.some((kind) => kind === 'list' || kind === 'json');
    const takesText = kinds.some((kind) => ['string', 'integer', 'number', 'boolean', 'json'].includes(kind));
    if (yielded === 'list' && !takesList) return wrongKind(value, 'one value, not a list,', path);
    if (yielded === 'text' && !takesText) return wrongKind(value, takesList ? 'a list' : 'an object', path);
    return [];
  }
}

const TAG: Properties = {
  Key: { type: 'string', required: true, replacement: 'no', deprecated: false },
  Value: { type: 'string', required: true, replacement: 'no', deprecated: false },
};

const NAMES = { string: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false' } as const;

function scalarFindings(value: Data, kind: keyof typeof NAMES, allowed: Allowed, path: Path): Findings {
  if (typeof value === 'object') return wrongKind(value, NAMES[kind], path);
  // A dynamic reference stands for whatever it resolves to.
  if (typeof value === 'string' && value.startsWith('{{resolve:')) return [];
  if (!isOfKind(value, kind)) return wrongKind(value, NAMES[kind], path);
  if (!allowed || allowed.some((each) => String(each) === String(value))) return [];
  const message = `${JSON.stringify(value)} is not one of the values it takes`;
  return [{ code: 'not-allowed', message, hint: suggest(String(value), allowed.map(String)), path }];
}

// CloudFormation turns texts into numbers and booleans and back where it must.
function isOfKind(value: string | number | boolean, kind: keyof typeof NAMES): boolean {
  if (kind === 'string') return true;
  const text = String(value);
  if (kind === 'boolean') return text === 'true' || text === 'false';
  if (typeof value === 'boolean' || text.trim() === '') return false;
  return kind === 'integer' ? Number.isInteger(Number(text)) : Number.isFinite(Number(text));
}

/** Of what each member of a union finds wrong: nothing when one of them takes the value, else what came nearest. */
function nearest(attempts: readonly Findings[]): Findings {
  if (attempts.some((findings) => findings.length === 0)) return [];
  const depth = (findings: Findings) => Math.max(...findings.map(({ path }) => path?.length ?? 0));
  return [...attempts].sort((a, b) => depth(b) - depth(a))[0] ?? [];
}

function wrongKind(value: Data, wanted: string, path: Path): Findings {
  const shown = JSON.stringify(value);
  const text = shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
  return [{ code: 'wrong-type', message: `${text} stands where ${wanted} goes`, path }];
}
