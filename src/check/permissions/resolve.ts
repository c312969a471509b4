import { isObject } from '../../dsl/border.ts';
import { TealformError } from '../../dsl/error.ts';
import { yieldsList } from '../../dsl/parameter-type.ts';
import { readSub, splitAttribute } from '../../dsl/references.ts';
import type { Data, DataObject, Template } from '../../dsl/template.ts';
import { intrinsicName } from '../yields.ts';
import { holds } from './holds.ts';
import type { KnownValues } from './known-values.ts';
import { below, stepsTo, type Where } from './where.ts';

export type { KnownValues, Reference } from './known-values.ts';

/**
 * A template with values for everything that CloudFormation would fill in. Looks only at what it is asked for, so what has no
 * value does not matter until it is needed.
 */
export class ResolvedTemplate {
  readonly template: Template;
  readonly values: KnownValues;
  readonly #open = new Set<string>();
  readonly #opaque = new Map<DataObject, Data>();
  readonly #conditions = new Map<string, boolean>();
  readonly #references = new Map<string, Data>();
  readonly #refused = new Map<string, TealformError>();
  #resources: readonly MadeResource[] | undefined;
  #depth = 0;

  constructor(template: Template, values: KnownValues) {
    this.template = template;
    this.values = values;
  }

  /** The logical ids and types of the resources that are made: those whose conditions hold. */
  get resources(): readonly MadeResource[] {
    this.#resources ??= Object.entries(this.template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || this.condition(Condition))
      .map(([logicalId, { Type }]) => ({ logicalId, type: Type }));
    return this.#resources;
  }

  /**
   * A resource's properties with all expressions resolved.
   * @throws TealformError `unresolved-value` for what has no value.
   */
  properties(logicalId: string): DataObject {
    const properties = this.template.Resources[logicalId]?.Properties ?? {};
    const resolved = this.#resolve(properties, below(below(undefined, logicalId), 'Properties'));
    return isObject(resolved) ? resolved : {};
  }

  /** A reference's value: `Ref` without an attribute, `Fn::GetAtt` with one. */
  reference(logicalId: string, attribute?: string): Data {
    const here = below(undefined, logicalId);
    return this.#reference(logicalId, attribute, here) ?? this.#refuse('it is AWS::NoValue', here);
  }

  /** Data with all expressions resolved; undefined where it comes to `AWS::NoValue`. */
  resolve(data: Data): Data | undefined {
    return this.#resolve(data, undefined);
  }

  /** Whether a condition or an assertion of a rule holds. */
  isTrue(expression: Data): boolean {
    return this.#isTrue(expression, undefined);
  }

  /** Whether the condition of that name holds. */
  condition(name: string): boolean {
    const expression = this.template.Conditions?.[name];
    if (expression === undefined) return this.#refuse(`there is no condition ${name}`, below(undefined, name));
    const before = this.#conditions.get(name);
    if (before !== undefined) return before;
    const refused = this.#refused.get(name);
    if (refused !== undefined) throw refused;
    const isFirst = this.#depth === 0;
    this.#depth += 1;
    try {
      const isTrue = this.#once(`condition ${name}`, () =>
        this.#isTrue(expression, below(below(undefined, 'Conditions'), name)),
      );
      this.#conditions.set(name, isTrue);
      return isTrue;
    } catch (error) {
      if (error instanceof TealformError) this.#refused.set(name, error);
      throw error;
    } finally {
      this.#depth -= 1;
      // What has no value inside one that is in a circle may have one by itself.
      if (isFirst) this.#refused.clear();
    }
  }

  #resolve(data: Data, path: Where): Data | undefined {
    if (Array.isArray(data)) {
      const elements: Data[] = [];
      for (const [index, each] of data.entries()) {
        const value = this.#resolve(each, below(path, String(index)));
        if (value !== undefined) elements.push(value);
      }
      return elements;
    }
    if (!isObject(data)) return data;
    const name = intrinsicName(data);
    if (name !== undefined) return this.#known(name, data, below(path, name));
    const members: Record<string, Data> = {};
    for (const key of Object.keys(data)) {
      const value = this.#resolve(data[key] as Data, below(path, key));
      if (value !== undefined) members[key] = value;
    }
    return members;
  }

  #known(name: string, data: DataObject, path: Where): Data | undefined {
    const { opaque } = this.values;
    if (opaque === undefined) return this.#intrinsic(name, data[name], path);
    const before = this.#opaque.get(data);
    if (before !== undefined) return before;
    try {
      return this.#intrinsic(name, data[name], path);
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      const args = [data[name] ?? null].flat().map((part) => this.#resolve(part, path) ?? null);
      const value = opaque(name, args);
      this.#opaque.set(data, value);
      return value;
    }
  }

  #intrinsic(name: string, payload: Data | undefined, path: Where): Data | undefined {
    const parts = Array.isArray(payload) ? payload : [payload];
    switch (name) {
      case 'Ref':
        return this.#reference(this.#text(payload, path), undefined, path);
      case 'Fn::GetAtt': {
        const whole =
          parts.length === 1 ? this.#text(payload, path) : parts.map((part) => this.#text(part, path)).join('.');
        const [id, attribute] = splitAttribute(whole);
        return this.#reference(id, attribute, path);
      }
      case 'Fn::Sub':
        return this.#sub(this.#text(parts[0], path), isObject(parts[1]) ? parts[1] : {}, path);
      case 'Fn::If':
        return this.#resolve((this.condition(this.#text(parts[0], path)) ? parts[1] : parts[2]) ?? null, path);
      case 'Fn::Join':
        return this.#list(parts[1], path)
          .map((each) => this.#text(each, path))
          .join(this.#text(parts[0], path));
      case 'Fn::Split':
        return this.#split(this.#text(parts[1], path), this.#text(parts[0], path), path);
      case 'Fn::Select': {
        const list = this.#list(parts[1], path);
        const [index, { later }] = [this.#text(parts[0], path), this.values];
        if (later !== undefined && list.some((each) => typeof each === 'string' && each.includes(later))) {
          return list[Number(index)] ?? later;
        }
        if (list.slice(0, Number(index) + 1).some((each) => this.values.maySpread?.(each)))
          return this.#refuse(`only a deployment knows what is at ${index}`, path);
        return list[Number(index)] ?? this.#refuse(`there is no element ${index} of ${list.length}`, path);
      }
      case 'Fn::FindInMap': {
        const keys = parts.map((part) => this.#text(part, path));
        return keys.reduce<Data | undefined>(
          (inner, key) =>
            (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined) ??
            this.#refuse(`no mapping has ${keys.join('.')}`, path),
          this.template.Mappings,
        );
      }
      case 'Fn::Base64': {
        const text = this.#text(payload, path);
        return this.values.functions?.[name]?.([text]) ?? Buffer.from(text).toString('base64');
      }
      default: {
        const work = this.values.functions?.[name];
        const args = () => parts.map((part) => this.#resolve(part ?? null, path) ?? null);
        return work ? work(args()) : this.#refuse(`${name} has no value here`, path);
      }
    }
  }

  #reference(name: string, attribute: string | undefined, path: Where): Data | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const what = attribute === undefined ? `Ref of ${name}` : `${name}.${attribute}`;
    const { pseudo, resource } = this.values;
    const said = attribute === undefined ? (pseudo[name] ?? this.#parameter(name, path)) : undefined;
    if (said !== undefined) return said;
    const found = this.template.Resources[name];
    if (!found) return this.#refuse(`nothing says what ${name} is`, path);
    const known = this.#references.get(what);
    if (known !== undefined) return known;
    if (found.Condition !== undefined && this.#isAbsent(found.Condition)) {
      return this.#refuse(`${name} is not made: ${found.Condition} does not hold`, path);
    }
    const property = (of: string) => {
      const data = found.Properties?.[of];
      return data === undefined
        ? undefined
        : this.#once(`${name}.${of}`, () => this.#resolve(data, below(below(undefined, name), of)));
    };
    const value = resource({ logicalId: name, type: found.Type, attribute, property });
    // Inside of another's property it may be another: what stands in a circle has no value, or what is made up for none.
    if (value !== undefined && this.#open.size === 0) this.#references.set(what, value);
    return value ?? this.#refuse(`no value is known for ${what}, ${found.Type}`, path);
  }

  #parameter(name: string, path: Where): Data | undefined {
    const parameter = this.template.Parameters?.[name];
    if (!parameter) return undefined;
    const given = this.values.parameters?.[name];
    const isStored = parameter.Type.startsWith('AWS::SSM::Parameter::Value');
    const value = given ?? (isStored ? undefined : parameter.Default);
    if (value === undefined) return this.#refuse(`the parameter ${name} has no value and no default`, path);
    return yieldsList(parameter.Type) && typeof value === 'string'
      ? this.#split(value, ',', path).map((each) => each.trim())
      : value;
  }

  #split(text: string, delimiter: string, path: Where): readonly string[] {
    const { split = (whole: string, by: string) => whole.split(by) } = this.values;
    return split(text, delimiter) ?? this.#refuse(`only a deployment knows the parts of ${text}`, path);
  }

  // What may be there is spoken of as if it were, where somebody takes what has no value.
  #isAbsent(condition: string): boolean {
    if (this.values.opaque === undefined) return !this.condition(condition);
    try {
      return !this.condition(condition);
    } catch (error) {
      if (error instanceof TealformError) return false;
      throw error;
    }
  }

  #sub(text: string, variables: DataObject, path: Where): string {
    return readSub(text)
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        const variable = Object.hasOwn(variables, piece.name) ? variables[piece.name] : undefined;
        if (variable !== undefined) return this.#text(variable, path);
        const [id, attribute] = splitAttribute(piece.name);
        return this.#text(this.#reference(id, attribute || undefined, path) ?? null, path);
      })
      .join('');
  }

  #isTrue(expression: Data, path: Where): boolean {
    return holds(expression, {
      condition: (name) => this.condition(this.#text(name, path)),
      isEqual: (one, other) => this.#isEqual(one, other, path),
      text: (data) => this.#text(data, path),
      list: (data) => this.#list(data, path),
      refuse: (message) => this.#refuse(message, path),
    });
  }

  #isEqual(one: string, other: string, path: Where): boolean {
    const { equals = (a: string, b: string) => a === b } = this.values;
    return equals(one, other) ?? this.#refuse(`only a deployment knows whether ${one} is ${other}`, path);
  }

  #text(data: Data | undefined, path: Where): string {
    const value = data === undefined ? undefined : this.#resolve(data, path);
    if (typeof value === 'object' || value === undefined) {
      return this.#refuse(`a text is needed, not ${JSON.stringify(value)}`, path);
    }
    return String(value);
  }

  #list(data: Data | undefined, path: Where): readonly Data[] {
    const value = data === undefined ? undefined : this.#resolve(data, path);
    return Array.isArray(value) ? value : this.#refuse(`a list is needed, not ${JSON.stringify(value)}`, path);
  }

  // What needs itself has no value; without this it would be looked for until the stack is full.
  #once<T>(what: string, work: () => T): T {
    if (this.#open.has(what)) return this.#refuse(`${what} follows from itself`, below(undefined, what));
    this.#open.add(what);
    try {
      return work();
    } finally {
      this.#open.delete(what);
    }
  }

  #refuse(message: string, path: Where): never {
    const [logicalId, ...rest] = stepsTo(path);
    const hint = 'give a value for it';
    throw new TealformError({ code: 'unresolved-value', message, logicalId, path: rest.join('.'), hint });
  }
}

/** A resource that is made. */
interface MadeResource {
  readonly logicalId: string;
  readonly type: string;
}
