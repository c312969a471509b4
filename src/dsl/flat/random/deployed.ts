// For tests only: what a deployment of a built stack would give, worked out without any of the code under test.
import type { BuiltStack } from '../../built.ts';
import type { Data, DataObject, TemplateResource } from '../../template.ts';

/** A resource that exists, with every value worked out. */
export interface DeployedResource {
  /** The literal `Marker` among its properties, by which a test knows it in either form. */
  readonly marker: string;
  /** Everything the template says of it, but for its condition and what it waits for. */
  readonly says: unknown;
}

/** A stack that exists, nested or not. */
export interface DeployedStack {
  /** Only members that exist, by their id in this stack. */
  readonly members: ReadonlyMap<string, DeployedResource | DeployedStack>;
  /** For each member, the ids of those of the same stack that it had to wait for, given which conditions hold. */
  readonly waitsFor: ReadonlyMap<string, ReadonlySet<string>>;
  readonly outputs: ReadonlyMap<string, unknown>;
  readonly exports: readonly (readonly [name: unknown, value: unknown])[];
}

/** Values of parameters as CloudFormation takes them: one text each. */
export type ParameterTexts = Readonly<Record<string, string>>;

/**
 * What CloudFormation would make of the stack. A resource's `Ref` is its marker, its attributes are texts made of it, one called
 * `Names` is a list. Lists cross into nested stacks as the texts that the template passes.
 */
export function deploy(stack: BuiltStack, values: ParameterTexts): DeployedStack {
  return new Deployment(stack, values).deploy();
}

/** All resources of the tree by marker. */
export function resourcesOf(stack: DeployedStack): readonly DeployedResource[] {
  return [...stack.members.values()].flatMap((member) => ('marker' in member ? [member] : resourcesOf(member)));
}

/** All exports of the tree. */
export function exportsOf(stack: DeployedStack): DeployedStack['exports'] {
  const nested = [...stack.members.values()].flatMap((member) => ('marker' in member ? [] : exportsOf(member)));
  return [...stack.exports, ...nested];
}

/** What stands for `AWS::NoValue`. */
const NOTHING = Symbol('AWS::NoValue');

class Deployment {
  readonly #stack: BuiltStack;
  readonly #values: ParameterTexts;
  readonly #members = new Map<string, DeployedResource | DeployedStack>();
  readonly #waitsFor = new Map<string, Set<string>>();
  // What is being worked out, innermost last: names met belong to it.
  readonly #working: string[] = [];

  constructor(stack: BuiltStack, values: ParameterTexts) {
    this.#stack = stack;
    this.#values = values;
  }

  deploy(): DeployedStack {
    const { Resources, Outputs = {} } = this.#stack.template;
    for (const id of Object.keys(Resources)) this.#member(id);
    const outputs = new Map<string, unknown>();
    const exports: [unknown, unknown][] = [];
    for (const [name, { Value, Condition, Export }] of Object.entries(Outputs)) {
      if (Condition !== undefined && !this.#holds(Condition)) continue;
      const value = this.#work(Value);
      outputs.set(name, value);
      if (Export) exports.push([this.#work(Export.Name), value]);
    }
    return { members: this.#members, waitsFor: this.#waitsFor, outputs, exports };
  }

  // Undefined for one that does not exist.
  #member(id: string): DeployedResource | DeployedStack | undefined {
    const resource = this.#stack.template.Resources[id];
    if (!resource) throw new Error(`${this.#stack.name} has no resource ${id}`);
    const owner = this.#working.at(-1);
    if (owner !== undefined) this.#waitsFor.get(owner)?.add(id);
    if (resource.Condition !== undefined && !this.#holds(resource.Condition)) return undefined;
    const before = this.#members.get(id);
    if (before) return before;
    if (this.#working.includes(id)) throw new Error(`${this.#stack.name}.${id} waits for itself`);
    this.#waitsFor.set(id, new Set([resource.DependsOn ?? []].flat()));
    this.#working.push(id);
    const nested = this.#stack.nested.get(id);
    const member = nested ? deploy(nested.stack, this.#passed(resource)) : this.#resource(resource);
    this.#working.pop();
    this.#members.set(id, member);
    return member;
  }

  #resource({ Condition: _, DependsOn: __, ...data }: TemplateResource): DeployedResource {
    return { marker: markerOf(data.Properties), says: this.#work({ ...data } as DataObject) };
  }

  #passed({ Properties }: TemplateResource): ParameterTexts {
    const passed = this.#work(Properties?.Parameters ?? {});
    if (typeof passed !== 'object' || passed === null) throw new Error('parameters are not an object');
    return Object.fromEntries(
      Object.entries(passed).map(([name, value]) => {
        if (typeof value !== 'string')
          throw new Error(`${name} is passed as ${JSON.stringify(value)}, which is no text`);
        return [name, value];
      }),
    );
  }

  #parameter(name: string): unknown {
    const parameter = this.#stack.template.Parameters?.[name];
    if (!parameter) throw new Error(`${this.#stack.name} has no ${name}`);
    const text = this.#values[name] ?? parameter.Default;
    if (text === undefined) throw new Error(`${this.#stack.name} has no value for ${name}`);
    if (parameter.Type.startsWith('AWS::SSM::Parameter::Value<List<')) return [`first in ${text}`, `second in ${text}`];
    if (parameter.Type.startsWith('AWS::SSM::Parameter::Value<')) return `value of ${text}`;
    const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
    return isList
      ? String(text)
          .split(',')
          .map((element) => element.trim())
      : String(text);
  }

  #holds(name: string): boolean {
    const condition = this.#stack.template.Conditions?.[name];
    if (condition === undefined) throw new Error(`${this.#stack.name} has no condition ${name}`);
    return this.#isTrue(condition);
  }

  #isTrue(condition: Data): boolean {
    const [name, payload] = onlyEntry(condition) ?? ['', ''];
    const list = Array.isArray(payload) ? payload : [];
    switch (name) {
      case 'Condition':
        return this.#holds(String(payload));
      case 'Fn::And':
        return list.every((each) => this.#isTrue(each));
      case 'Fn::Or':
        return list.some((each) => this.#isTrue(each));
      case 'Fn::Not':
        return !this.#isTrue(list[0] ?? '');
      case 'Fn::Equals':
        return JSON.stringify(this.#work(list[0] ?? '')) === JSON.stringify(this.#work(list[1] ?? ''));
      default:
        throw new Error(`${JSON.stringify(condition)} is not a condition`);
    }
  }

  #work(data: Data): unknown {
    if (typeof data !== 'object' || data === null) return String(data);
    if (Array.isArray(data)) return data.map((element) => this.#work(element)).filter((value) => value !== NOTHING);
    const only = onlyEntry(data);
    if (only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) return this.#function(only[0], only[1]);
    return Object.fromEntries(
      Object.entries(data)
        .map(([key, value]) => [key, this.#work(value)] as const)
        .filter(([, value]) => value !== NOTHING),
    );
  }

  #function(name: string, payload: Data): unknown {
    const [first = '', second = '', third = ''] = Array.isArray(payload) ? payload : [];
    switch (name) {
      case 'Ref':
        return this.#ref(String(payload));
      case 'Fn::GetAtt':
        return this.#attribute(String(first), String(this.#work(second)));
      case 'Fn::Sub':
        return this.#sub(payload);
      case 'Fn::If':
        return this.#work(this.#holds(String(first)) ? second : third);
      case 'Fn::Join':
        return this.#list(second).join(String(first));
      case 'Fn::Split':
        return this.#text(second).split(String(first));
      case 'Fn::Select': {
        const [index, list] = [this.#text(first), this.#list(second)];
        return list[Number(index)] ?? `nothing at ${index} of ${list.length}`;
      }
      case 'Fn::FindInMap': {
        const table = this.#stack.template.Mappings?.[String(first)];
        const found = member(member(table, this.#text(second)), this.#text(third));
        if (found === undefined) throw new Error(`${JSON.stringify(payload)} finds nothing`);
        return this.#work(found);
      }
      case 'Fn::GetAZs':
        return ['a', 'b'].map((zone) => `${this.#text(payload)}zone ${zone}`);
      case 'Fn::Base64':
        return `base64(${this.#text(payload)})`;
      default:
        throw new Error(`${name} is not a function that this test knows`);
    }
  }

  #ref(name: string): unknown {
    if (name === 'AWS::NoValue') return NOTHING;
    if (name.startsWith('AWS::')) return `pseudo ${name}`;
    if (Object.hasOwn(this.#stack.template.Parameters ?? {}, name)) return this.#parameter(name);
    const found = this.#member(name);
    return found && 'marker' in found ? found.marker : `no ${name}`;
  }

  #attribute(id: string, attribute: string): unknown {
    const found = this.#member(id);
    if (!found) return `no ${id}.${attribute}`;
    if ('marker' in found) {
      const text = `${found.marker}.${attribute}`;
      return attribute === 'Names' ? [`${text} 1`, `${text} 2`] : text;
    }
    const value = found.outputs.get(attribute.replace(/^Outputs\./, ''));
    if (typeof value !== 'string') throw new Error(`${id}.${attribute} is ${JSON.stringify(value)}, which is no text`);
    return value;
  }

  #sub(payload: Data): string {
    const [text, variables] = Array.isArray(payload) ? payload : [payload, {}];
    return String(text).replace(/\$\{(!?)([^}]*)\}/g, (_, literal, name) => {
      if (literal === '!') return `\${${name}}`;
      const own = member(variables, name);
      if (own !== undefined) return this.#text(own);
      const [id, ...attribute] = String(name).split('.');
      const value = attribute.length > 0 ? this.#attribute(id ?? '', attribute.join('.')) : this.#ref(id ?? '');
      if (typeof value !== 'string') throw new Error(`${name} in ${JSON.stringify(text)} is no text`);
      return value;
    });
  }

  #text(data: Data): string {
    const value = this.#work(data);
    if (typeof value !== 'string') throw new Error(`${JSON.stringify(data)} is no text`);
    return value;
  }

  #list(data: Data): readonly string[] {
    const value = this.#work(data);
    if (!Array.isArray(value)) throw new Error(`${JSON.stringify(data)} is no list`);
    return value.map((element) => {
      if (typeof element !== 'string') throw new Error(`${JSON.stringify(data)} is no list of texts`);
      return element;
    });
  }
}

function onlyEntry(data: Data): readonly [string, Data] | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const entries = Object.entries(data);
  return entries.length === 1 ? entries[0] : undefined;
}

function member(data: Data | undefined, key: string): Data | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return Object.entries(data).find(([name]) => name === key)?.[1];
}

function markerOf(properties: DataObject | undefined): string {
  const marker = properties?.Marker;
  if (typeof marker !== 'string') throw new Error('a resource has no marker');
  return marker;
}
