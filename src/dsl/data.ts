import { IntrinsicFunction } from 'cloudform-types/types/dataTypes.js';
import { NamedCondition } from './condition.ts';
import type { Problem } from './error.ts';
import { Mapping } from './mapping.ts';
import type { Place } from './place.ts';
import { type Declared, declaration, foreignReference, Reference, type Scope } from './reference.ts';
import { Substitution, writeSub } from './sub.ts';
import type { Data, DataObject } from './template.ts';

/** Where the value being written belongs, for the problems found in it. */
export interface Owner {
  readonly scope: Scope;
  readonly logicalId: string;
  readonly place: Place;
}

/**
 * Turns what an author wrote (literals, expressions, objects of cloudform's classes) into plain template data. Members that are
 * undefined are left out. What cannot be in a template, or belongs to another stack, goes to `problems`.
 */
export class DataWriter {
  readonly #owner: Owner;
  readonly #problems: Problem[];
  readonly #path: (string | number)[] = [];
  readonly #open = new Set<object>();

  constructor(owner: Owner, problems: Problem[]) {
    this.#owner = owner;
    this.#problems = problems;
  }

  /** @param path where the value stands below the owner, such as `Properties`. */
  write(value: unknown, path: string): Data {
    this.#start(path);
    return this.#write(value);
  }

  /** The same for an object of which every member is written, such as a resource's properties. */
  writeObject(value: object, path: string): DataObject {
    this.#start(path);
    return this.#writeMembers(value);
  }

  #start(path: string): void {
    this.#path.length = 0;
    if (path !== '') this.#path.push(path);
  }

  #write(value: unknown): Data {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (!Number.isFinite(value)) this.#report('not-a-value', `${value} is not a number that a template can hold`);
        return value;
      case 'object':
        return value === null
          ? this.#refuse('null', 'leave the property out, or use noValue')
          : this.#writeObject(value);
      default:
        return this.#refuse(typeof value, 'write a literal, an object or an expression');
    }
  }

  #writeObject(value: object): Data {
    // A function has its arguments from the start: what goes in circles goes through a list or object.
    if (value instanceof IntrinsicFunction) return this.#writeIntrinsic(value);
    if (this.#open.has(value)) return this.#refuse('an object that contains itself', 'break the circle');
    const isList = Array.isArray(value);
    if (!isList && declaration in value) {
      return this.#refuse('a handle', 'use its .ref or one of its attributes with .att(...)');
    }
    this.#open.add(value);
    const data = isList
      ? value.map((element: unknown, index) => (isPlain(element) ? element : this.#at(index, element)))
      : this.#writeMembers(value);
    this.#open.delete(value);
    return data;
  }

  #writeMembers(value: object): DataObject {
    const given = value as Readonly<Record<string, unknown>>;
    const members: Record<string, Data> = {};
    for (const key of Object.keys(given)) {
      const member = given[key];
      if (member !== undefined) members[key] = isPlain(member) ? member : this.#at(key, member);
    }
    return members;
  }

  #writeIntrinsic(intrinsic: IntrinsicFunction): Data {
    if (intrinsic instanceof Reference || intrinsic instanceof NamedCondition) this.#use(intrinsic.target);
    if (intrinsic instanceof Substitution) return { 'Fn::Sub': this.#writeSubstitution(intrinsic) };
    const call: Readonly<Record<string, unknown>> = intrinsic.toJSON();
    const name = Object.keys(call)[0] ?? '';
    const payload = call[name];
    if (isPlain(payload)) return { [name]: payload };
    this.#path.push(name);
    const written = this.#writePayload(name, payload);
    this.#path.pop();
    return { [name]: written };
  }

  // A condition, mapping or parameter is given itself and stands in the template by its name.
  #writePayload(name: string, payload: unknown): Data {
    if (!Array.isArray(payload) || !TAKES_NAME.has(name)) return this.#write(payload);
    return payload.map((argument: unknown, index) => {
      if (isPlain(argument)) return argument;
      if (index > 0 || !hasTarget(argument)) return this.#at(index, argument);
      this.#use(argument.target);
      return argument.target.logicalId;
    });
  }

  #writeSubstitution({ parts }: Substitution): Data {
    const written = parts.map((part) => (typeof part === 'string' ? part : { value: this.#write(part) }));
    return writeSub(written);
  }

  #at(key: string | number, value: unknown): Data {
    this.#path.push(key);
    const data = this.#write(value);
    this.#path.pop();
    return data;
  }

  #use(target: Declared): void {
    if (target.scope === this.#owner.scope) return;
    const { code, message, hint } = foreignReference(target);
    this.#report(code, message, hint);
  }

  #refuse(what: string, hint: string): Data {
    this.#report('not-a-value', `${what} cannot stand in a template`, hint);
    return '';
  }

  #report(code: string, message: string, hint?: string): void {
    const { scope, logicalId, place } = this.#owner;
    this.#problems.push({ code, message, hint, stack: scope.stack, logicalId, path: formatPath(this.#path), place });
  }
}

// Most of a template: written as it is.
function isPlain(value: unknown): value is string | boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

const TAKES_NAME = new Set(['Fn::If', 'Fn::FindInMap', 'Fn::ValueOf']);

function hasTarget(argument: unknown): argument is NamedCondition | Mapping | Reference<unknown> {
  return argument instanceof NamedCondition || argument instanceof Mapping || argument instanceof Reference;
}

/** `Properties.DefaultActions[0].Type` */
export function formatPath(path: readonly (string | number)[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
