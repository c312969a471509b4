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
  const problems: Problem[] = [];
  for (const [id, { Type, Properties }] of Object.entries(stack.template.Resources)) {
    const spec = specOf(Type);
    if (!spec) continue;
    for (const finding of new PropertyCheck(stack, Type, spec).check(Properties ?? {}))
      problems.push(problemOf(stack, 'Resources', id, finding));
  }
  return problems;
}

type Path = readonly (string | number)[];
type Allowed = PropertySpec['values'];

/** Checks the properties of one resource. */
class PropertyCheck {
  readonly #stack: BuiltStack;
  readonly #type: string;
  readonly #spec: ResourceSpec;
  readonly #found: Finding[] = [];
  // Gone along with, and copied where something is found: most is right.
  readonly #path: (string | number)[] = ['Properties'];

  constructor(stack: BuiltStack, type: string, spec: ResourceSpec) {
    this.#stack = stack;
    this.#type = type;
    this.#spec = spec;
  }

  check(properties: DataObject): readonly Finding[] {
    this.#members(properties, this.#spec.properties);
    return this.#found;
  }

  #members(data: DataObject, properties: Properties): void {
    for (const name of Object.keys(data)) {
      if (isMacroCall(name)) continue;
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (property) this.#at(name, data[name] as Data, parseType(property.type), property.values);
      else {
        const hint = suggest(name, Object.keys(properties));
        this.#report({ code: 'unknown-property', message: `${this.#type} has no property ${name} here`, hint });
      }
    }
    // A macro may add what is missing.
    if ('Fn::Transform' in data) return;
    for (const { name, type } of requiredOf(properties)) {
      if (!isLeftOut(data, name)) continue;
      const message = Object.hasOwn(data, name)
        ? `${name} is required, and AWS::NoValue would leave it out`
        : `${name} is required`;
      this.#report({ code: 'missing-property', message, hint: `add ${name}: ${describe(parseType(type))}` });
    }
  }

  #at(key: string | number, value: Data, type: SpecType, allowed: Allowed): void {
    this.#path.push(key);
    this.#value(value, type, allowed);
    this.#path.pop();
  }

  #value(value: Data, type: SpecType, allowed: Allowed): void {
    if (type.kind === 'json') return;
    const name = intrinsicName(value);
    if (name !== undefined && isObject(value)) {
      this.#intrinsic(name, value, type, allowed);
      return;
    }
    switch (type.kind) {
      case 'union':
        this.#union(value, type, allowed);
        return;
      case 'list':
        if (!Array.isArray(value)) break;
        for (const [index, element] of value.entries()) this.#at(index, element, type.element, allowed);
        return;
      case 'map':
        if (!isObject(value)) break;
        for (const key of Object.keys(value))
          if (!isMacroCall(key)) this.#at(key, value[key] as Data, type.element, allowed);
        return;
      case 'definition':
      case 'tag':
        if (!isObject(value)) break;
        this.#members(value, this.#propertiesOf(type));
        return;
      default: {
        const finding = scalarFinding(value, type.kind, allowed);
        if (finding) this.#report(finding);
        return;
      }
    }
    this.#wrongType(value, type);
  }

  /** Nothing when one of the members takes the value, else what came furthest into it. */
  #union(value: Data, type: SpecType & { readonly kind: 'union' }, allowed: Allowed): void {
    if (type.members.some(({ kind }) => kind === 'json')) return;
    const before = this.#found.length;
    const attempts: (readonly Finding[])[] = [];
    for (const member of type.members) {
      this.#value(value, member, allowed);
      const attempt = this.#found.splice(before);
      if (attempt.length === 0) return;
      attempts.push(attempt);
    }
    const best = nearest(attempts, this.#path);
    if (best) this.#found.push(...best);
    else this.#wrongType(value, type);
  }

  #intrinsic(name: string, value: DataObject, type: SpecType, allowed: Allowed): void {
    const payload = value[name];
    if (name === 'Fn::If') {
      if (!Array.isArray(payload) || payload.length !== 3) {
        this.#report(malformedIf(value));
        return;
      }
      this.#path.push(name);
      for (const index of [1, 2]) this.#at(index, payload[index] ?? '', type, allowed);
      this.#path.pop();
      return;
    }
    const yielded = yieldOf(name, payload, this.#stack);
    if (yielded !== 'list' && yielded !== 'text') return;
    const members = type.kind === 'union' ? type.members : [type];
    if (members.some(({ kind }) => TAKERS[yielded].includes(kind))) return;
    this.#wrongType(value, type, yielded === 'list' ? 'a list' : 'one value');
  }

  #wrongType(value: Data, type: SpecType, yielded?: Yielded): void {
    this.#report(wrongType(value, type, yielded, Object.entries(this.#propertiesOf(type))));
  }

  #propertiesOf(type: SpecType): Properties {
    return (type.kind === 'definition' ? this.#spec.definitions[type.name] : type.kind === 'tag' ? TAG : {}) ?? {};
  }

  #report(finding: Finding): void {
    this.#found.push({ ...finding, path: [...this.#path] });
  }
}

/** The kinds of types that take a list, or one text. */
const TAKERS: Readonly<Record<'list' | 'text', readonly SpecType['kind'][]>> = {
  list: ['list', 'json'],
  text: ['string', 'integer', 'number', 'boolean', 'json'],
};

interface Required {
  readonly name: string;
  readonly type: string;
}

const required = new WeakMap<Properties, readonly Required[]>();

// Few of many are, and tags are everywhere.
function requiredOf(properties: Properties): readonly Required[] {
  const known = required.get(properties);
  if (known) return known;
  const found = Object.entries(properties).flatMap(([name, { required: is, type }]) => (is ? [{ name, type }] : []));
  required.set(properties, found);
  return found;
}

// One that only some conditions leave out may be there whenever the resource is: that is not ours to work out.
function isLeftOut(data: DataObject, name: string): boolean {
  return !Object.hasOwn(data, name) || alternatives(data[name] ?? '').every(isNoValue);
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

function scalarFinding(value: Data, kind: ScalarKind, allowed: Allowed): Finding | undefined {
  if (typeof value === 'object') return wrongType(value, { kind });
  // A dynamic reference stands for whatever it resolves to.
  if (typeof value === 'string' && value.includes('{{resolve:')) return undefined;
  if (!isOfKind(value, kind)) return wrongType(value, { kind });
  if (!allowed || allowed.some((each) => String(each) === String(value))) return undefined;
  const message = `${JSON.stringify(value)} is not one of the values it takes`;
  return { code: 'not-allowed', message, hint: suggest(String(value), allowed.map(String)) };
}

// CloudFormation turns texts into numbers and booleans and back where it must.
function isOfKind(value: string | number | boolean, kind: ScalarKind): boolean {
  if (kind === 'string') return true;
  const text = String(value);
  if (kind === 'boolean') return text === 'true' || text === 'false';
  if (typeof value === 'boolean' || text.trim() === '') return false;
  return kind === 'integer' ? Number.isInteger(Number(text)) : Number.isFinite(Number(text));
}

// Of what each member of a union finds wrong, what came furthest into the value; undefined when none got past the value itself.
function nearest(attempts: readonly (readonly Finding[])[], path: Path): readonly Finding[] | undefined {
  const depth = (findings: readonly Finding[]) => Math.max(...findings.map((finding) => finding.path?.length ?? 0));
  const [best] = [...attempts].sort((a, b) => depth(b) - depth(a));
  return best && depth(best) > path.length ? best : undefined;
}

function malformedIf(value: Data): Finding {
  const message = `${shown(value)} does not have a condition and two values`;
  return { code: 'wrong-type', message, hint: 'write fnIf(condition, then, otherwise); noValue for nothing' };
}

function wrongType(
  value: Data,
  type: SpecType,
  yielded?: Yielded,
  members: readonly (readonly [string, PropertySpec])[] = [],
): Finding {
  const text = yielded ? `${shown(value)}, ${yielded},` : shown(value);
  const message = `${text} stands where ${describe(type)} goes`;
  const required = members.filter(([, property]) => property.required);
  const names = (required.length > 0 ? required : members.slice(0, 8)).map(([name]) => name);
  const instead = names.length > 0 ? `an object with ${names.join(', ')}` : describe(type);
  return { code: 'wrong-type', message, hint: wrongTypeHint(value, type, yielded, instead) };
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
