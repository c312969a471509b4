import { type Properties, type PropertySpec, parseType, type ResourceSpec, type SpecType, specOf } from '../aws/spec.ts';
import { isObject } from '../dsl/border.ts';
import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { closest, type Finding, problemOf } from './report.ts';
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
    const check = new PropertyCheck(stack, Type, spec);
    check.members(Properties ?? {}, spec.properties, ['Properties']);
    return check.findings.map((finding) => problemOf(stack, 'Resources', id, finding));
  });
}

type Path = readonly (string | number)[];

class PropertyCheck {
  readonly findings: Finding[] = [];
  readonly #stack: BuiltStack;
  readonly #type: string;
  readonly #spec: ResourceSpec;

  constructor(stack: BuiltStack, type: string, spec: ResourceSpec) {
    this.#stack = stack;
    this.#type = type;
    this.#spec = spec;
  }

  members(data: DataObject, properties: Properties, path: Path): void {
    for (const [name, value] of Object.entries(data)) {
      if (name.startsWith('Fn::')) continue;
      if (Object.hasOwn(properties, name)) {
        this.#property(value, properties[name], [...path, name]);
      } else {
        const near = closest(name, Object.keys(properties));
        const hint = near === undefined ? `it has: ${Object.keys(properties).join(', ')}` : `did you mean ${near}?`;
        this.#found(path, 'unknown-property', `${this.#type} has no property ${name} here`, hint);
      }
    }
    if ('Fn::Transform' in data) return;
    for (const [name, { required }] of Object.entries(properties)) {
      if (required && !(name in data)) this.#found(path, 'missing-property', `${name} is required`, `add ${name}`);
    }
  }

  #property(value: Data, property: PropertySpec | undefined, path: Path): void {
    if (property) this.#value(value, parseType(property.type), property.values, path);
  }

  #value(value: Data, type: SpecType, values: PropertySpec['values'], path: Path): void {
    if (type.kind === 'json' || this.#isIntrinsic(value, type, values, path)) return;
    switch (type.kind) {
      case 'union':
        return this.#union(value, type.members, values, path);
      case 'list':
        if (!Array.isArray(value)) return this.#wrongKind(value, 'a list', path);
        for (const [index, element] of value.entries()) this.#value(element, type.element, values, [...path, index]);
        return;
      case 'map':
        if (!isObject(value)) return this.#wrongKind(value, 'a map', path);
        for (const [key, member] of Object.entries(value)) this.#value(member, type.element, values, [...path, key]);
        return;
      case 'definition':
        if (!isObject(value)) return this.#wrongKind(value, `an object (${type.name})`, path);
        return this.members(value, this.#spec.definitions[type.name] ?? {}, path);
      case 'tag':
        if (!isObject(value)) return this.#wrongKind(value, 'a tag', path);
        return this.members(value, TAG, path);
      default:
        return this.#scalar(value, type.kind, values, path);
    }
  }

  // Gives whether the value is an intrinsic function, after checking what it yields.
  #isIntrinsic(value: Data, type: SpecType, values: PropertySpec['values'], path: Path): boolean {
    const name = intrinsicName(value);
    if (name === undefined || !isObject(value)) return false;
    const payload = value[name];
    if (name === 'Fn::If' && Array.isArray(payload)) {
      for (const index of [1, 2]) this.#value(payload[index] ?? '', type, values, [...path, name, index]);
      return true;
    }
    const yielded = yieldOf(name, payload, this.#stack);
    const kinds = type.kind === 'union' ? type.members.map(({ kind }) => kind) : [type.kind];
    const takesList = kinds.some((kind) => kind === 'list' || kind === 'json');
    const takesText = kinds.some((kind) => ['string', 'integer', 'number', 'boolean', 'json'].includes(kind));
    if (yielded === 'list' && !takesList) this.#wrongKind(value, 'one value, not a list', path);
    if (yielded === 'text' && !takesText) this.#wrongKind(value, takesList ? 'a list' : 'an object', path);
    return true;
  }

  #union(value: Data, members: readonly SpecType[], values: PropertySpec['values'], path: Path): void {
    const attempts = members.map((member) => {
      const attempt = new PropertyCheck(this.#stack, this.#type, this.#spec);
      attempt.#value(value, member, values, path);
      return attempt.findings;
    });
    if (attempts.some((findings) => findings.length === 0)) return;
    // What came nearest says most: the one whose complaint is deepest.
    const depth = (findings: readonly Finding[]) => Math.max(...findings.map((finding) => finding.path?.length ?? 0));
    this.findings.push(...([...attempts].sort((a, b) => depth(b) - depth(a))[0] ?? []));
  }

  #scalar(
    value: Data,
    kind: 'string' | 'integer' | 'number' | 'boolean',
    values: PropertySpec['values'],
    path: Path,
  ): void {
    if (typeof value === 'object') return this.#wrongKind(value, NAMES[kind], path);
    // A dynamic reference stands for whatever it resolves to.
    if (typeof value === 'string' && value.startsWith('{{resolve:')) return;
    if (!isOfKind(value, kind)) return this.#wrongKind(value, NAMES[kind], path);
    if (!values || values.some((allowed) => String(allowed) === String(value))) return;
    const near = closest(String(value), values.map(String));
    const hint = near === undefined ? `write one of: ${values.join(', ')}` : `did you mean ${near}?`;
    this.#found(path, 'not-allowed', `${JSON.stringify(value)} is not one of the values it takes`, hint);
  }

  #wrongKind(value: Data, wanted: string, path: Path): void {
    const shown = JSON.stringify(value);
    const text = shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
    this.#found(path, 'wrong-type', `${text} stands where ${wanted} goes`);
  }

  #found(path: Path, code: string, message: string, hint?: string): void {
    this.findings.push({ code, message, hint, path });
  }
}

const TAG: Properties = {
  Key: { type: 'string', required: true, replacement: 'no', deprecated: false },
  Value: { type: 'string', required: true, replacement: 'no', deprecated: false },
};

const NAMES = { string: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false' } as const;

// CloudFormation turns texts into numbers and booleans and back where it must.
function isOfKind(value: string | number | boolean, kind: keyof typeof NAMES): boolean {
  if (kind === 'string') return true;
  const text = String(value);
  if (kind === 'boolean') return text === 'true' || text === 'false';
  if (typeof value === 'boolean' || text.trim() === '') return false;
  return kind === 'integer' ? Number.isInteger(Number(text)) : Number.isFinite(Number(text));
}
