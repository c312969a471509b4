// For tests only: random systems of nested stacks, written in the language itself.
import fc from 'fast-check';
import { buildStack } from '../build.ts';
import type { BuiltStack } from '../built.ts';
import { and, type ConditionExpression, equals, fnIf, type NamedCondition, not, or } from '../condition.ts';
import { Expression, type List, type Value } from '../expression.ts';
import { base64, findInMap, getAZs, join, select, split } from '../intrinsics.ts';
import type { Mapping } from '../mapping.ts';
import { output } from '../output.ts';
import { type Parameter, parameter } from '../parameter.ts';
import { noValue, region } from '../pseudo.ts';
import type { HasDeclaration } from '../reference.ts';
import type { ResourceHandle } from '../resource.ts';
import { ResourceType } from '../resource-type.ts';
import { type Stack, type StackTools, stack } from '../stack.ts';
import { sub } from '../sub.ts';
import type { ParameterTexts } from './deployed.ts';

/** A system, and texts for its root's parameters to deploy it with. */
export interface Tree {
  readonly root: BuiltStack;
  readonly values: ParameterTexts;
}

/** A resource of no service: what it has is what the test gives it. */
export class Thing extends ResourceType<object, { readonly Arn: string; readonly Names: readonly string[] }> {
  constructor(properties: object) {
    super('Test::Any::Thing', properties, ['Names']);
  }
}

/**
 * Random systems, two or three levels deep, with clashing names, conditions, and values that travel through borders. What is
 * drawn from the numbers gets simpler as they get fewer and smaller, so that counterexamples shrink.
 */
export const tree: fc.Arbitrary<Tree> = grown(false);

/** The same with resources in any order, so that some name what comes later. */
export const shuffledTree: fc.Arbitrary<Tree> = grown(true);

function grown(isShuffled: boolean): fc.Arbitrary<Tree> {
  return fc.array(fc.noBias(fc.nat(0xffff)), { maxLength: 700, size: 'max' }).map((numbers) => {
    const choices = new Choices(numbers);
    const { built, values } = new Grower(choices).root();
    const root = isShuffled ? shuffled(built, choices) : built;
    return { root, values, [fc.toStringMethod]: () => describe(root, values) };
  });
}

class Choices {
  readonly #numbers: readonly number[];
  #position = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number below the limit: 0 when there is nothing left to choose from. */
  next(limit: number): number {
    const number = this.#numbers[this.#position] ?? 0;
    this.#position += 1;
    return number % limit;
  }

  /** One of these; the first is the simplest. */
  one<T>(options: readonly [T, ...T[]]): T {
    return options[this.next(options.length)] ?? options[0];
  }

  any<T>(options: readonly T[]): T | undefined {
    return options[this.next(Math.max(1, options.length))];
  }

  times(limit: number): number[] {
    return Array.from({ length: this.next(limit + 1) }, (_, index) => index);
  }
}

/** A text and whether conditions may compare it: it is known before there are resources. */
interface Known<V> {
  readonly value: V;
  readonly known: boolean;
}
type Text = Known<Value<string>>;
type Texts = Known<List<string>>;

const KINDS = ['text', 'list', 'number', 'joined', 'key', 'subnets', 'ssm', 'ssmList'] as const;
type Kind = (typeof KINDS)[number];

/** A parameter of a stack that is being made. `known` says whether what fills it is known before there are resources. */
interface Planned {
  readonly name: string;
  readonly kind: Kind;
  readonly hasDefault: boolean;
  readonly parameter: Parameter<unknown, 'required' | 'optional'>;
  readonly known: boolean;
}

/** What a body may use, as far as it has come. */
interface Body {
  readonly tools: StackTools;
  readonly names: Names;
  readonly texts: Text[];
  readonly lists: Texts[];
  /** Texts that hold commas. */
  readonly joined: Text[];
  readonly keys: Value<'k1' | 'k2'>[];
  readonly mappings: Mapping<typeof TABLE>[];
  readonly conditions: NamedCondition[];
  readonly handles: HasDeclaration[];
}

const TABLE = { k1: { v: 'm1', l: ['m2', 'm3'] }, k2: { v: 'm4', l: ['m5'] } };

class Grower {
  readonly #choose: Choices;
  #markers = 0;
  #stacks = 0;

  constructor(choices: Choices) {
    this.#choose = choices;
  }

  root(): { built: BuiltStack; values: ParameterTexts } {
    const names = new Names(this.#choose);
    const planned = this.#choose.times(6).map(() => this.#parameter(names, () => true));
    const values: Record<string, string> = { TemplateBucket: 'bucket', TemplatePrefix: 'prefix' };
    for (const { name, kind, hasDefault } of planned) {
      if (!hasDefault || this.#choose.next(2) === 1) values[name] = this.#choose.one(VALUES[kind]);
    }
    const { stack } = this.#stack(0, names, planned);
    return { built: buildStack(stack), values };
  }

  #parameter(names: Names, isKnown: (kind: Kind) => boolean): Planned {
    const kind = this.#choose.one(KINDS);
    const hasDefault = this.#choose.next(2) === 1;
    const make = MAKERS[kind];
    return {
      name: names.id(),
      kind,
      hasDefault,
      parameter: hasDefault ? make.withDefault() : make.without(),
      known: isKnown(kind),
    };
  }

  #stack(level: number, names: Names, planned: readonly Planned[]): { stack: Stack; outputs: Outputs } {
    const outputs: Outputs = { texts: [], lists: [], joined: [] };
    this.#stacks += 1;
    const parameters = Object.fromEntries(planned.map(({ name, parameter }) => [name, parameter]));
    const body = (given: Readonly<Record<string, unknown>>, tools: StackTools) => {
      const within: Body = {
        tools,
        names,
        texts: [{ value: region, known: true }],
        lists: [],
        joined: [],
        keys: [],
        mappings: [],
        conditions: [],
        handles: [],
      };
      for (const { name, kind, known } of planned) take(within, kind, given[name], known);
      return this.#body(level, within, outputs);
    };
    return { stack: stack(`Stack${this.#stacks}`, { description: 'random', parameters }, body), outputs };
  }

  #body(level: number, within: Body, outputs: Outputs) {
    const { tools, names } = within;
    for (const _ of this.#choose.times(1)) within.mappings.push(tools.mapping(names.mapping(), TABLE));
    for (const _ of this.#choose.times(3)) within.conditions.push(this.#condition(within));
    this.#resource(within);
    for (const _ of this.#choose.times(level === 0 ? 7 : 4)) {
      if (level < 2 && this.#choose.next(2) === 1) this.#nest(level, within);
      else this.#resource(within);
    }
    return this.#outputs(level, within, outputs);
  }

  #condition(within: Body): NamedCondition {
    return within.tools.condition(within.names.condition(), this.#yesOrNo(within, 2));
  }

  #yesOrNo(within: Body, depth: number): ConditionExpression {
    const known = within.texts.filter((text) => text.known).map(({ value }) => value);
    const earlier = this.#choose.any(within.conditions);
    const kind = depth === 0 ? 0 : this.#choose.next(6);
    if (kind === 1 && earlier) return not(earlier);
    if (kind === 2 && earlier) return and(earlier, this.#yesOrNo(within, depth - 1));
    if (kind === 3) return or(this.#yesOrNo(within, depth - 1), this.#yesOrNo(within, depth - 1));
    if (kind === 4) {
      const lists = within.lists.filter((list) => list.known).map(({ value }) => value);
      return equals(select(0, this.#choose.any(lists) ?? ['v1']), this.#choose.one(['v1', 'd1']));
    }
    return equals(this.#choose.any(known) ?? 'v1', this.#choose.one(['v1', 'd1', 'l1']));
  }

  #resource(within: Body): void {
    const { tools, names, handles } = within;
    this.#markers += 1;
    const marker = `thing ${this.#markers}`;
    const properties: Record<string, unknown> = { Marker: marker };
    for (const index of this.#choose.times(3)) properties[`P${index}`] = this.#property(within, 2);
    const condition = this.#choose.next(4) === 1 ? this.#choose.any(within.conditions) : undefined;
    const dependsOn = this.#choose.next(4) === 1 ? this.#some(handles) : undefined;
    const metadata = this.#choose.next(6) === 1 ? { Noted: this.#text(within, 1).value } : undefined;
    const comment = this.#choose.next(4) === 1 ? `Why ${marker}` : undefined;
    const handle = tools.resource(names.id(), new Thing(properties), { condition, dependsOn, metadata, comment });
    handles.push(handle);
    this.#offer(within, condition, ...attributesOf(handle));
  }

  #property(within: Body, depth: number): unknown {
    switch (this.#choose.next(depth === 0 ? 3 : 8)) {
      case 1:
        return this.#list(within, 2).value;
      case 2:
        return this.#choose.any(within.joined)?.value ?? 3;
      case 3:
        return { Inner: this.#property(within, depth - 1), Flag: true };
      case 4:
        return [{ Inner: this.#property(within, depth - 1) }, { Other: 1 }];
      case 5: {
        const condition = this.#choose.any(within.conditions);
        return condition && fnIf<unknown>(condition, this.#property(within, depth - 1), noValue);
      }
      case 6:
        return join(this.#choose.one([',', '-', '']), this.#list(within, 2).value);
      default:
        return this.#text(within, 3).value;
    }
  }

  // Without a comma in it: it can be an element of a list.
  #text(within: Body, depth: number): Text {
    const known = (value: Value<string>) => ({ value, known: true });
    const unknown = (value: Value<string>) => ({ value, known: false });
    const literal = known(this.#choose.one(LITERALS));
    const inner = () => this.#text(within, depth - 1).value;
    switch (this.#choose.next(depth === 0 ? 3 : 13)) {
      case 1:
      case 2:
      case 3:
      case 4:
        return this.#choose.any(within.texts) ?? literal;
      case 5: {
        const [one, two] = [inner(), inner()];
        return unknown(
          this.#choose.one([sub`${one}${two}`, sub`${one}-${two}`, sub`$${one}{${two}}`, sub`\${A} ${one}`]),
        );
      }
      case 6:
        return unknown(sub`${this.#choose.one(LITERALS)}${this.#choose.any(within.texts)?.value ?? ''}${inner()}`);
      case 7:
        return unknown(join(this.#choose.one(['-', '']), this.#list(within, depth - 1).value));
      case 8:
        return unknown(select(this.#choose.next(3), this.#list(within, depth - 1).value));
      case 9: {
        const condition = this.#choose.any(within.conditions);
        return condition ? unknown(fnIf(condition, inner(), inner())) : literal;
      }
      case 10: {
        const mapping = this.#choose.any(within.mappings);
        return mapping ? unknown(findInMap(mapping, this.#choose.any(within.keys) ?? 'k1', 'v')) : literal;
      }
      case 11:
        return unknown(base64(inner()));
      case 12: {
        const text = this.#choose.any(within.joined)?.value ?? 'j1,j2';
        return unknown(select(this.#choose.next(2), split(',', text)));
      }
      default:
        return literal;
    }
  }

  #list(within: Body, depth: number): Texts {
    const unknown = (value: List<string>) => ({ value, known: false });
    const literal = (): Texts =>
      unknown([this.#text(within, 0).value, ...this.#choose.times(2).map(() => this.#text(within, 1).value)]);
    switch (this.#choose.next(depth === 0 ? 3 : 10)) {
      case 1:
      case 2:
      case 3:
        return this.#choose.any(within.lists) ?? literal();
      case 4:
        return unknown(split(',', this.#choose.any(within.joined)?.value ?? 'j1,j2'));
      case 5: {
        const parts: Value<string>[] = [
          join(',', this.#list(within, depth - 1).value),
          this.#text(within, 1).value,
          join(',', this.#list(within, depth - 1).value),
        ];
        return unknown(split(',', join(',', parts)));
      }
      case 6: {
        const condition = this.#choose.any(within.conditions);
        if (!condition) return literal();
        const [then, otherwise] = [this.#list(within, depth - 1).value, this.#list(within, depth - 1).value];
        return unknown(fnIf<readonly string[]>(condition, asOne(then), asOne(otherwise)));
      }
      case 7: {
        const condition = this.#choose.any(within.conditions);
        if (!condition) return literal();
        const text = this.#text(within, 1).value;
        return unknown([this.#choose.one(['l1', 'l2']), fnIf<string>(condition, text, noValue), 'l3']);
      }
      case 8: {
        const mapping = this.#choose.any(within.mappings);
        return mapping ? unknown(findInMap(mapping, this.#choose.any(within.keys) ?? 'k1', 'l')) : literal();
      }
      case 9:
        return unknown(split('-', this.#text(within, 1).value));
      default:
        return this.#choose.next(4) === 1 ? unknown(getAZs()) : literal();
    }
  }

  #nest(level: number, within: Body): void {
    const { tools, names, handles } = within;
    const condition = this.#choose.next(4) === 1 ? this.#choose.any(within.conditions) : undefined;
    const dependsOn = this.#choose.next(4) === 1 ? this.#some(handles) : undefined;
    const passed: Record<string, unknown> = {};
    const inner = new Names(this.#choose);
    const planned = this.#choose.times(4).map((): Planned => {
      let value: unknown;
      const plan = this.#parameter(inner, (kind) => {
        const found = this.#argument(within, kind);
        value = found.value;
        return found.known;
      });
      const isPassed = !plan.hasDefault || this.#choose.next(2) === 1;
      if (isPassed) passed[plan.name] = this.#orDefault(within, plan, value);
      // An `Fn::If` is not among what conditions may compare.
      return { ...plan, known: isPassed ? plan.known && passed[plan.name] === value : true };
    });
    const { stack: child, outputs } = this.#stack(level + 1, inner, planned);
    const given: object = passed;
    const handle = tools.nest(names.id(), child, given, { condition, dependsOn });
    handles.push(handle);
    const references: Readonly<Record<string, Expression<unknown> | undefined>> = handle;
    this.#offer(
      within,
      condition,
      { texts: pick<string>(outputs.texts, references), lists: pick<readonly string[]>(outputs.lists, references) },
      pick<string>(outputs.joined, references),
    );
  }

  // What is passed to a parameter with a default may be nothing, if some condition holds.
  #orDefault(within: Body, { hasDefault, kind }: Planned, value: unknown): unknown {
    const condition = this.#choose.any(within.conditions);
    if (!hasDefault || !condition || kind.startsWith('ssm') || kind === 'key' || this.#choose.next(4) !== 1)
      return value;
    return fnIf<unknown>(condition, value, noValue);
  }

  #argument(within: Body, kind: Kind): Known<unknown> {
    const literal = (value: unknown) => ({ value, known: true });
    switch (kind) {
      case 'text':
        return this.#text(within, 2);
      case 'number':
        return literal(this.#choose.one([7, 8, 9.5]));
      case 'list':
      case 'subnets':
        return this.#list(within, 2);
      case 'joined':
        if (this.#choose.next(3) === 1) return { value: join(',', this.#list(within, 1).value), known: false };
        return this.#choose.any(within.joined) ?? literal('j1,j2');
      case 'key':
        return literal(this.#choose.any(within.keys) ?? this.#choose.one(['k1', 'k2']));
      case 'ssm':
        return literal(this.#choose.one(['/given/a', '/given/b']));
      case 'ssmList':
        return literal('/given/list');
    }
  }

  #outputs(level: number, within: Body, outputs: Outputs) {
    const returned: Record<string, Value<string> | List<string> | ReturnType<typeof output>> = {};
    for (const index of this.#choose.times(3)) {
      const name = `${this.#choose.one(['Out', 'Id', 'Arn'])}${index}`;
      switch (this.#choose.next(4)) {
        case 1:
          outputs.lists.push(name);
          returned[name] = this.#list(within, 2).value;
          break;
        case 2:
          outputs.joined.push(name);
          returned[name] = join(',', this.#list(within, 2).value);
          break;
        case 3: {
          // Nobody else uses this one: it may not be there.
          const condition = this.#choose.any(within.conditions);
          const exportName = this.#choose.next(2) === 1 ? sub`${region}-${String(level)}-${name}` : undefined;
          returned[name] = output(this.#text(within, 2).value, { condition, exportName });
          break;
        }
        default:
          outputs.texts.push(name);
          returned[name] = this.#text(within, 2).value;
      }
    }
    return returned;
  }

  // What is not there under some condition is only used where the condition holds.
  #offer(
    within: Body,
    condition: NamedCondition | undefined,
    found: Found,
    joined: readonly Expression<string>[] = [],
  ): void {
    const guarded = <T>(value: Expression<T>, otherwise: Value<T>): Value<T> =>
      condition ? fnIf(condition, value, otherwise) : value;
    for (const text of found.texts) within.texts.push({ value: guarded<string>(text, 'absent'), known: false });
    for (const list of found.lists) {
      const value = guarded<readonly string[]>(list, ['absent', 'too']);
      within.lists.push({ value, known: false });
    }
    for (const text of joined) within.joined.push({ value: guarded<string>(text, 'absent,too'), known: false });
  }

  #some<T>(handles: readonly T[]): readonly T[] | undefined {
    const found = this.#choose.times(2).flatMap(() => this.#choose.any(handles) ?? []);
    return found.length > 0 ? [...new Set(found)] : undefined;
  }
}

const LITERALS = ['v1', 'd1', '', 'a b', '$', '{x}', '${X}', '${!X}', 'w-w', '7'] as const;

const VALUES: Readonly<Record<Kind, readonly [string, ...string[]]>> = {
  text: ['v1', 'v2', '', '{P}'],
  list: ['v1,v2', 'v1', 'v1, v2 ,v3'],
  number: ['1', '7'],
  joined: ['v1,v2', 'v3', ',v1'],
  key: ['k1', 'k2'],
  subnets: ['subnet-1,subnet-2', 'subnet-1, subnet-2'],
  ssm: ['/root/a', '/root/b'],
  ssmList: ['/root/list'],
};

interface Maker {
  readonly without: () => Parameter<unknown, 'required'>;
  readonly withDefault: () => Parameter<unknown, 'optional'>;
}

const MAKERS: Readonly<Record<Kind, Maker>> = {
  text: { without: () => parameter.string(), withDefault: () => parameter.string({ default: 'd1' }) },
  list: { without: () => parameter.list(), withDefault: () => parameter.list({ default: ['d1', ' d2 '] }) },
  number: { without: () => parameter.number(), withDefault: () => parameter.number({ default: 7 }) },
  joined: { without: () => parameter.string(), withDefault: () => parameter.string({ default: 'd1,d2,d3' }) },
  key: {
    without: () => parameter.oneOf(['k1', 'k2']),
    withDefault: () => parameter.oneOf(['k1', 'k2'], { default: 'k2' }),
  },
  subnets: { without: () => parameter.subnetIds(), withDefault: () => parameter.subnetIds({ default: ['s1', 's2'] }) },
  ssm: {
    without: () => parameter.ssm('String'),
    withDefault: () => parameter.ssm('String', { default: '/default/a' }),
  },
  ssmList: {
    without: () => parameter.ssmList('String'),
    withDefault: () => parameter.ssmList('String', { default: '/default/list' }),
  },
};

/** The names of a stack's outputs by what they are. */
interface Outputs {
  readonly texts: string[];
  readonly lists: string[];
  readonly joined: string[];
}

interface Found {
  readonly texts: readonly Expression<string>[];
  readonly lists: readonly Expression<readonly string[]>[];
}

function attributesOf(handle: ResourceHandle<{ Arn: string; Names: readonly string[] }>): [Found] {
  return [{ texts: [handle.ref, handle.att('Arn')], lists: [handle.att('Names')] }];
}

// What outputs hold is known here by their names only.
function pick<T>(names: readonly string[], references: Readonly<Record<string, unknown>>): readonly Expression<T>[] {
  return names.map((name) => {
    const reference = references[name];
    if (!(reference instanceof Expression)) throw new Error(`there is no output ${name}`);
    return reference;
  });
}

function take(within: Body, kind: Kind, given: unknown, known: boolean): void {
  if (!(given instanceof Expression)) throw new Error('a parameter is no expression');
  switch (kind) {
    case 'text':
      // A text from outside may be anything, but in these systems it has no comma.
      within.texts.push({ value: given, known });
      break;
    case 'number':
    case 'ssm':
      within.texts.push({ value: given, known });
      break;
    case 'list':
    case 'subnets':
    case 'ssmList':
      within.lists.push({ value: given, known });
      break;
    case 'joined':
      within.joined.push({ value: given, known });
      break;
    case 'key':
      within.keys.push(given);
      within.texts.push({ value: given, known });
  }
}

// A list whose elements are expressions is no literal to the types, but all the same a value.
function asOne(list: List<string>): Value<readonly string[]> {
  return list as Value<readonly string[]>;
}

/** Gives out names that are unique in one stack and clash between stacks. */
class Names {
  readonly #choose: Choices;
  readonly #taken = new Set<string>();

  constructor(choices: Choices) {
    this.#choose = choices;
  }

  id(): string {
    return this.#free('', ['A', 'B', 'C', 'D', 'AB', 'BA', 'AA', 'A2']);
  }

  condition(): string {
    return this.#free('Conditions/', ['A', 'B', 'AAndB', 'BAndA', 'AAndA']);
  }

  mapping(): string {
    return this.#free('Mappings/', ['A', 'AA', 'Table']);
  }

  #free(space: string, names: readonly [string, ...string[]]): string {
    const wanted = this.#choose.one(names);
    let name: string = wanted;
    for (let count = 2; this.#taken.has(`${space}${name}`); count += 1) name = `${wanted}${count}`;
    this.#taken.add(`${space}${name}`);
    return name;
  }
}

// The order of a template's resources means nothing: what came by cloudform may name what comes later.
function shuffled(stack: BuiltStack, choices: Choices): BuiltStack {
  const entries = Object.entries(stack.template.Resources);
  const mixed = entries
    .map((entry) => ({ entry, rank: choices.next(1000) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
  const nested = [...stack.nested].map(
    ([id, { stack: inner, passed }]) => [id, { stack: shuffled(inner, choices), passed }] as const,
  );
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(mixed) }, nested: new Map(nested) };
}

function describe(root: BuiltStack, values: ParameterTexts): string {
  const data = (stack: BuiltStack): unknown => ({
    ...stack.template,
    nested: Object.fromEntries([...stack.nested].map(([id, nested]) => [id, data(nested.stack)])),
  });
  return JSON.stringify({ values, ...Object(data(root)) }, null, 1);
}
