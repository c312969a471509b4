// For tests only.
import { buildStack } from '../../build.ts';
import type { BuiltStack } from '../../built.ts';
import { fnIf, type NamedCondition } from '../../condition.ts';
import { Expression, type List, type Value } from '../../expression.ts';
import { join } from '../../intrinsics.ts';
import { output } from '../../output.ts';
import { noValue, region } from '../../pseudo.ts';
import { type Stack, type StackTools, stack } from '../../stack.ts';
import { sub } from '../../sub.ts';
import { type Choices, Names } from './choices.ts';
import type { ParameterTexts } from './deployed.ts';
import { KINDS, type Kind, MAKERS, type Planned, VALUES } from './parameters.ts';
import { Thing } from './thing.ts';
import { type Body, type Known, TABLE, take, Values } from './values.ts';

/** Grows one system, root first, out of random choices. */
export class Grower {
  readonly #choose: Choices;
  readonly #values: Values;
  #markers = 0;
  #stacks = 0;

  constructor(choices: Choices) {
    this.#choose = choices;
    this.#values = new Values(choices);
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
    return within.tools.condition(within.names.condition(), this.#values.yesOrNo(within, 2));
  }

  #resource(within: Body): void {
    const { tools, names, handles } = within;
    this.#markers += 1;
    const marker = `thing ${this.#markers}`;
    const properties: Record<string, unknown> = { Marker: marker };
    for (const index of this.#choose.times(3)) properties[`P${index}`] = this.#values.property(within, 2);
    const condition = this.#choose.next(4) === 1 ? this.#choose.any(within.conditions) : undefined;
    const dependsOn = this.#choose.next(4) === 1 ? this.#some(handles) : undefined;
    const metadata = this.#choose.next(6) === 1 ? { Noted: this.#values.text(within, 1).value } : undefined;
    const comment = this.#choose.next(4) === 1 ? `Why ${marker}` : undefined;
    const handle = tools.resource(names.id(), new Thing(properties), { condition, dependsOn, metadata, comment });
    handles.push(handle);
    this.#offer(within, condition, {
      texts: [handle.ref, handle.att('Arn')],
      lists: [handle.att('Names')],
      joined: [],
    });
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
    this.#offer(within, condition, {
      texts: pick<string>(outputs.texts, references),
      lists: pick<readonly string[]>(outputs.lists, references),
      joined: pick<string>(outputs.joined, references),
    });
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
        return this.#values.text(within, 2);
      case 'number':
        return literal(this.#choose.one([7, 8, 9.5]));
      case 'list':
      case 'subnets':
        return this.#values.list(within, 2);
      case 'joined':
        if (this.#choose.next(3) === 1) return { value: join(',', this.#values.list(within, 1).value), known: false };
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
          returned[name] = this.#values.list(within, 2).value;
          break;
        case 2:
          outputs.joined.push(name);
          returned[name] = join(',', this.#values.list(within, 2).value);
          break;
        case 3: {
          // Nobody else uses this one: it may not be there.
          const condition = this.#choose.any(within.conditions);
          const exportName = this.#choose.next(2) === 1 ? sub`${region}-${String(level)}-${name}` : undefined;
          returned[name] = output(this.#values.text(within, 2).value, { condition, exportName });
          break;
        }
        default:
          outputs.texts.push(name);
          returned[name] = this.#values.text(within, 2).value;
      }
    }
    return returned;
  }

  // What is not there under some condition is only used where the condition holds.
  #offer(within: Body, condition: NamedCondition | undefined, found: Found): void {
    const guarded = <T>(value: Expression<T>, otherwise: Value<T>): Value<T> =>
      condition ? fnIf(condition, value, otherwise) : value;
    for (const text of found.texts) within.texts.push({ value: guarded<string>(text, 'absent'), known: false });
    for (const list of found.lists) {
      const value = guarded<readonly string[]>(list, ['absent', 'too']);
      within.lists.push({ value, known: false });
    }
    for (const text of found.joined) within.joined.push({ value: guarded<string>(text, 'absent,too'), known: false });
  }

  #some<T>(handles: readonly T[]): readonly T[] | undefined {
    const found = this.#choose.times(2).flatMap(() => this.#choose.any(handles) ?? []);
    return found.length > 0 ? [...new Set(found)] : undefined;
  }
}

/** The names of a stack's outputs by what they are; `joined` are texts that hold commas. */
interface Outputs {
  readonly texts: string[];
  readonly lists: string[];
  readonly joined: string[];
}

interface Found {
  readonly texts: readonly Expression<string>[];
  readonly lists: readonly Expression<readonly string[]>[];
  readonly joined: readonly Expression<string>[];
}

// What outputs hold is known here by their names only.
function pick<T>(names: readonly string[], references: Readonly<Record<string, unknown>>): readonly Expression<T>[] {
  return names.map((name) => {
    const reference = references[name];
    if (!(reference instanceof Expression)) throw new Error(`there is no output ${name}`);
    return reference;
  });
}
