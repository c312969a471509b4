import { createHash } from 'node:crypto';
import { specOf } from '../../aws/spec.ts';
import { type KnownValues, ResolvedTemplate } from '../../check/permissions/resolve.ts';
import { isObject } from '../../dsl/border.ts';
import { TealformError } from '../../dsl/error.ts';
import { PSEUDO_PARAMETERS } from '../../dsl/references.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { STACK, type StackTemplate } from '../generation/system-files.ts';
import type { ReviewedResource } from './resource.ts';
import { bare, lazily, wellFormed } from './template-form.ts';
import { equalTexts, functionText, maySpread, parameterText, splitText, tokensIn, tokenText } from './token.ts';
import { objectIn, own, scalarText, textIn, textOf } from './values.ts';

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
  readonly #conditions = { texts: new Map<string, string>(), open: new Set<string>(), isCircular: false };

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
        // As text it can be read, and the references in it are found.
        'Fn::Base64': (args) => functionText('Fn::Base64', args),
        'Fn::ImportValue': ([name = '']) => {
          const text = typeof name === 'string' ? name : JSON.stringify(name);
          imports.push(text);
          return functionText('Fn::ImportValue', [name]);
        },
      },
      opaque: (name, args) => functionText(name, this.#spokenOf(name, args)),
      equals: equalTexts,
      split: splitText,
      maySpread,
    });
  }

  resources(): readonly ReviewedResource[] {
    return this.#made().flatMap((logicalId) => {
      const path = `${this.#prefix}${logicalId}`;
      const declared = own(objectIn(this.#template, 'Resources'), logicalId);
      // A loop or a macro, of which only CloudFormation knows what comes of it.
      if (!isObject(declared) || typeof own(declared, 'Type') !== 'string') {
        const type = logicalId.startsWith('Fn::') ? logicalId.split('::').slice(0, 2).join('::') : '';
        return [{ path, type, properties: this.#object({ declared: declared ?? null }), attributes: {} }];
      }
      const { Type: _type, Properties = {}, Condition, ...beside } = declared;
      const nested = this.#nestedStack(logicalId);
      // What is in a nested stack says what its address and its parameters come to.
      const { TemplateURL: _url, Parameters: _parameters, ...rest } = isObject(Properties) ? Properties : {};
      const resource: ReviewedResource = {
        path,
        type: textIn(declared, 'Type'),
        properties: this.#object(nested === undefined ? Properties : rest),
        attributes: {
          ...this.#object(beside),
          ...onlyOf(beside, ['DependsOn', 'Metadata']),
          ...this.#openCondition(Condition),
        },
      };
      return [resource, ...(nested?.resources() ?? [])];
    });
  }

  #object(data: Data | undefined): DataObject {
    const resolved = data === undefined ? undefined : this.#resolved.resolve(data);
    return isObject(resolved) ? resolved : {};
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
    if (declared === undefined) return tokenText({ of: this.#prefix.slice(0, -1), attribute: `Outputs.${name}` });
    return short(this.#resolved.resolve(declared) ?? '');
  }

  #made(): readonly string[] {
    return Object.keys(objectIn(this.#template, 'Resources')).filter((id) => this.#isMade('Resources', id));
  }

  // One of which nobody can say whether its condition holds is there.
  #isMade(section: string, id: string): boolean {
    const declared = own(objectIn(this.#template, section), id);
    const condition = isObject(declared) ? own(declared, 'Condition') : undefined;
    return typeof condition !== 'string' || this.#holds(condition) !== false;
  }

  // Undefined where nobody can say.
  #holds(condition: string): boolean | undefined {
    try {
      return this.#resolved.condition(condition);
    } catch (error) {
      if (error instanceof TealformError) return undefined;
      throw error;
    }
  }

  #openCondition(name: Data | undefined): DataObject {
    if (typeof name !== 'string' || this.#holds(name) !== undefined) return {};
    return { Condition: this.#conditionText(name) };
  }

  // What it comes to: what it is called makes no difference.
  #conditionText(name: string): string {
    const known = this.#conditions.texts.get(name);
    if (known !== undefined) return known;
    const declared = own(objectIn(this.#template, 'Conditions'), name);
    if (declared === undefined) return `Condition ${name}`;
    const isFirst = this.#conditions.open.size === 0;
    if (this.#conditions.open.has(name)) {
      this.#conditions.isCircular = true;
      return 'a Condition that needs itself';
    }
    this.#conditions.open.add(name);
    const resolved = this.#resolved.resolve(this.#expanded(declared)) ?? '';
    const text = String(short(typeof resolved === 'string' ? resolved : textOf(resolved)));
    this.#conditions.open.delete(name);
    // What comes of one in a circle is another thing for each that it is looked at from.
    if (isFirst && this.#conditions.isCircular) this.#conditions.texts.clear();
    this.#conditions.texts.set(name, text);
    return text;
  }

  #expanded(data: Data): Data {
    if (Array.isArray(data)) return data.map((each: Data) => this.#expanded(each));
    if (!isObject(data)) return data;
    const [[key, value] = ['', null], ...more] = Object.entries(data);
    if (key === 'Condition' && typeof value === 'string' && more.length === 0)
      return this.#holds(value) ?? this.#conditionText(value);
    return Object.fromEntries(Object.entries(data).map(([each, inner]) => [each, this.#expanded(inner)]));
  }

  // Conditions and mappings by what they say.
  #spokenOf(name: string, args: readonly Data[]): readonly Data[] {
    const [first, top, second] = args;
    if (typeof first !== 'string') return args;
    if (name === 'Fn::If') return [this.#conditionText(first), ...args.slice(1)];
    const mappings = objectIn(this.#template, 'Mappings');
    if (name !== 'Fn::FindInMap' || !Object.hasOwn(mappings, first)) return args;
    const isKnown = (key: Data | undefined, entries: DataObject): key is string =>
      typeof key === 'string' && Object.hasOwn(entries, key);
    const whole = objectIn(mappings, first);
    const rows = isKnown(top, whole) ? { [top]: own(whole, top) ?? null } : whole;
    const found = Object.entries(rows).map(([key, row]) => [
      key,
      isObject(row) && isKnown(second, row) ? (own(row, second) ?? null) : row,
    ]);
    return [textOf(Object.fromEntries(found)), ...args.slice(1)];
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
    const given = lazily(
      Object.keys(declared),
      (name) => this.#resolved.resolve(own(declared, name) ?? ''),
      (name) => parameterText(`${this.#prefix}${logicalId}/${name}`),
    );
    const stack = new ResolvedStack(file, `${this.#prefix}${logicalId}/`, given, this.#imports);
    this.#nested.set(logicalId, stack);
    return stack;
  }

  #parameters(given: Readonly<Record<string, Data>>): Readonly<Record<string, Data>> {
    const declared = objectIn(this.#template, 'Parameters');
    return lazily(
      Object.keys(declared),
      (name) => {
        const parameter = objectIn(declared, name);
        const fallback = own(parameter, 'Default');
        const value =
          (Object.hasOwn(given, name) ? given[name] : undefined) ??
          // A function is none here, but a text.
          (fallback === undefined ? undefined : scalarText(fallback));
        if (value === undefined) return parameterText(`${this.#prefix}${name}`);
        if (textIn(parameter, 'Type').startsWith('AWS::SSM::Parameter::Value')) {
          return parameterText(`SSM parameter ${scalarText(value)}`);
        }
        const isHidden = scalarText(own(parameter, 'NoEcho') ?? false) === 'true' && tokensIn(value).length === 0;
        if (!isHidden) return short(value);
        return parameterText(`${this.#prefix}${name}`, scalarText(value));
      },
      (name) => parameterText(`${this.#prefix}${name}`),
    );
  }
}

function onlyOf(object: DataObject, names: readonly string[]): DataObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

// No value that may cross the border of a stack is so long. One that grows from stack to stack would fill the memory.
function short(value: Data): Data {
  if (typeof value !== 'string' || value.length <= LONGEST) return value;
  return functionText('Long', [createHash('sha256').update(value).digest('hex')]);
}

const LONGEST = 1 << 18;

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
