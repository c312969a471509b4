import { specOf } from '../aws/spec.ts';
import { type KnownValues, ResolvedTemplate } from '../check/permissions/resolve.ts';
import { isObject } from '../dsl/border.ts';
import { PSEUDO_PARAMETERS } from '../dsl/references.ts';
import type { Data, DataObject, Template } from '../dsl/template.ts';
import { STACK, type StackTemplate } from './generation/system-files.ts';
import type { ReviewedResource } from './resource.ts';
import { tokenText } from './token.ts';
import { objectIn, own, textIn } from './values.ts';

/** An output that other stacks may import. */
export interface ReviewedExport {
  /** Resolved: what `Fn::ImportValue` asks for. */
  readonly name: string;
  /** `Network/VpcId` */
  readonly path: string;
  readonly value: Data;
}

/** A stack and all that it nests, as one environment would have it. */
export interface ResolvedTree {
  /** Those that are made: of which the conditions hold. Nested stacks are among them, each before what is in it. */
  readonly resources: readonly ReviewedResource[];
  /** The root's outputs. */
  readonly outputs: Readonly<Record<string, Data>>;
  readonly exports: readonly ReviewedExport[];
  /** The names that `Fn::ImportValue` asks for. */
  readonly imports: readonly string[];
}

/** What a tree is resolved with. */
export interface ResolveOptions {
  /** Values of the root's parameters; what they leave out has its default, or stays a token. */
  readonly parameters: Readonly<Record<string, Data>>;
  /** What paths begin with: nothing for a system's own stacks, `deployer/` for `deployer.yaml`. */
  readonly prefix?: string;
}

/** Resolves everything that is not for a deployment alone to know. Never throws, whatever the templates say. */
export function resolveTree(root: StackTemplate, { parameters, prefix = '' }: ResolveOptions): ResolvedTree {
  const imports: string[] = [];
  const stack = new ResolvedStack(root, prefix, parameters, imports);
  return { resources: stack.resources(), outputs: stack.outputs(), exports: stack.exports(), imports };
}

class ResolvedStack {
  readonly #template: DataObject;
  readonly #file: StackTemplate;
  readonly #prefix: string;
  readonly #resolved: ResolvedTemplate;
  readonly #imports: string[];
  readonly #nested = new Map<string, ResolvedStack>();

  constructor(file: StackTemplate, prefix: string, given: Readonly<Record<string, Data>>, imports: string[]) {
    this.#file = file;
    this.#template = file.template;
    this.#prefix = prefix;
    this.#imports = imports;
    // What a hand-made template has wrong is found when it is needed, and then stays as it is written.
    this.#resolved = new ResolvedTemplate(wellFormed(file.template), {
      pseudo: PSEUDO,
      parameters: this.#parameters(given),
      resource: ({ logicalId, type, attribute, property }) => {
        if (type === STACK && attribute?.startsWith('Outputs.')) {
          return this.#nestedStack(logicalId)?.output(attribute.slice('Outputs.'.length));
        }
        const same = attribute === undefined ? nameProperty(type) : undefined;
        const name = same === undefined ? undefined : property(same);
        if (typeof name === 'string') return name;
        const of = `${prefix}${logicalId}`;
        return tokenText(attribute === undefined ? { of } : { of, attribute });
      },
      functions: {
        'Fn::ImportValue': ([name = '']) => {
          const text = typeof name === 'string' ? name : JSON.stringify(name);
          imports.push(text);
          return functionText('Fn::ImportValue', [name]);
        },
      },
      opaque: functionText,
    });
  }

  resources(): readonly ReviewedResource[] {
    return this.#made().flatMap((logicalId) => {
      const declared = objectIn(objectIn(this.#template, 'Resources'), logicalId);
      const { Type, Properties = {}, Condition, ...attributes } = declared;
      const nested = this.#nestedStack(logicalId);
      // What is in a nested stack says what its address and its parameters come to.
      const { TemplateURL: _url, Parameters: _parameters, ...rest } = isObject(Properties) ? Properties : {};
      const properties = this.#resolved.resolve(nested === undefined ? Properties : rest);
      const resource: ReviewedResource = {
        path: `${this.#prefix}${logicalId}`,
        type: typeof Type === 'string' ? Type : '',
        properties: isObject(properties) ? properties : {},
        attributes,
      };
      return [resource, ...(nested?.resources() ?? [])];
    });
  }

  outputs(): Readonly<Record<string, Data>> {
    const names = Object.keys(objectIn(this.#template, 'Outputs'));
    return Object.fromEntries(
      names.flatMap((name) => (this.#isMade('Outputs', name) ? [[name, this.output(name)]] : [])),
    );
  }

  exports(): readonly ReviewedExport[] {
    const outputs = objectIn(this.#template, 'Outputs');
    const exported = Object.keys(outputs).flatMap((id): readonly ReviewedExport[] => {
      const name = own(objectIn(objectIn(outputs, id), 'Export'), 'Name');
      if (name === undefined || !this.#isMade('Outputs', id)) return [];
      const text = this.#resolved.resolve(name);
      const path = `${this.#prefix}${id}`;
      return [{ name: typeof text === 'string' ? text : JSON.stringify(text ?? null), path, value: this.output(id) }];
    });
    return [...exported, ...this.#made().flatMap((id) => this.#nestedStack(id)?.exports() ?? [])];
  }

  output(name: string): Data {
    const declared = own(objectIn(objectIn(this.#template, 'Outputs'), name), 'Value');
    if (declared === undefined) return functionText('Output', [this.#file.name, name]);
    return this.#resolved.resolve(declared) ?? '';
  }

  #made(): readonly string[] {
    return Object.keys(objectIn(this.#template, 'Resources')).filter((id) => this.#isMade('Resources', id));
  }

  // One of which nobody can say whether its condition holds is there.
  #isMade(section: string, id: string): boolean {
    const declared = own(objectIn(this.#template, section), id);
    if (!isObject(declared)) return false;
    const { Condition } = declared;
    if (typeof Condition !== 'string') return true;
    return this.#resolved.resolve({ 'Fn::If': [Condition, 'made', 'absent'] }) !== 'absent';
  }

  #nestedStack(logicalId: string): ResolvedStack | undefined {
    const before = this.#nested.get(logicalId);
    if (before !== undefined) return before;
    const file = Object.hasOwn(this.#file.nested, logicalId) ? this.#file.nested[logicalId] : undefined;
    if (file === undefined) return undefined;
    const declared = objectIn(
      objectIn(objectIn(objectIn(this.#template, 'Resources'), logicalId), 'Properties'),
      'Parameters',
    );
    const given = lazily(Object.keys(declared), (name) => this.#resolved.resolve(own(declared, name) ?? ''));
    const stack = new ResolvedStack(file, `${this.#prefix}${logicalId}/`, given, this.#imports);
    this.#nested.set(logicalId, stack);
    return stack;
  }

  #parameters(given: Readonly<Record<string, Data>>): Readonly<Record<string, Data>> {
    const declared = objectIn(this.#template, 'Parameters');
    return lazily(Object.keys(declared), (name) => {
      const { Type = '', Default } = objectIn(declared, name);
      const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? Default;
      if (typeof Type === 'string' && Type.startsWith('AWS::SSM::Parameter::Value')) {
        return tokenText({ of: `SSM parameter ${String(value ?? name)}` });
      }
      return value ?? tokenText({ of: name });
    });
  }
}

/** A function that stays as it is, as text: what is in it still counts for whether it is the same. */
function functionText(name: string, args: readonly Data[]): string {
  return `${name}(${args.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(', ')})`;
}

// A template may ask for values in circles, so none is worked out before it is asked for.
function lazily(names: readonly string[], work: (name: string) => Data | undefined): Readonly<Record<string, Data>> {
  const values: Record<string, Data> = bare([]);
  for (const name of names) {
    let isOpen = false;
    let found: { readonly value: Data | undefined } | undefined;
    const get = () => {
      if (found !== undefined) return found.value;
      if (isOpen) return tokenText({ of: name });
      isOpen = true;
      found = { value: work(name) };
      return found.value;
    };
    Object.defineProperty(values, name, { enumerable: true, get });
  }
  return values;
}

// Without what every object has: a template may call something `constructor`.
function bare<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const object: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}

// The property that `Ref` gives the value of, where it is a name of the user's choosing.
function nameProperty(type: string): string | undefined {
  const spec = specOf(type);
  return spec?.ref.kind === 'name' && spec.ref.path !== undefined && spec.ref.path in spec.properties
    ? spec.ref.path
    : undefined;
}

const PSEUDO: KnownValues['pseudo'] = bare(
  [...PSEUDO_PARAMETERS]
    .filter((name) => name !== 'AWS::NoValue')
    .map((name) => [name, tokenText({ of: name })] as const),
);

// As far as the resolver takes the form for granted.
function wellFormed(template: DataObject): Template {
  const section = (name: string, form: (entry: DataObject) => Data) =>
    bare(
      Object.entries(objectIn(template, name)).flatMap(([id, entry]) =>
        isObject(entry) ? [[id, form(entry)] as const] : [],
      ),
    );
  const formed = {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: section('Parameters', (entry) => ({ ...entry, Type: textIn(entry, 'Type') || 'String' })),
    Mappings: section('Mappings', (entry) => entry),
    Conditions: section('Conditions', (entry) => entry),
    Resources: section('Resources', (entry) => ({
      Type: textIn(entry, 'Type'),
      Properties: objectIn(entry, 'Properties'),
      ...(typeof entry.Condition === 'string' ? { Condition: entry.Condition } : {}),
    })),
  };
  // It was read from a file: what it has to be is looked at here, the rest where it is used.
  return formed as unknown as Template;
}
