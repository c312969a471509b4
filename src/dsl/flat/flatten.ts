import { isObject, splitList } from '../border.ts';
import { allStacks, type BuiltStack, type NestedStack } from '../built.ts';
import { compact, unlessEmpty } from '../compact.ts';
import type { Problem } from '../error.ts';
import type { Place } from '../place.ts';
import { TEMPLATE_LOCATION } from '../nested-template.ts';
import { namesUsed } from '../references.ts';
import type { Data, TemplateOutput, TemplateParameter, TemplateResource } from '../template.ts';
import { type Names, Taken } from './names.ts';
import { keepOrder } from './order.ts';
import { mapMembers, type Meaning, rewrite } from './rewrite.ts';

/**
 * The whole tree as one template, for stack sets that cannot deploy nested stacks: parameters of nested stacks replaced by what
 * their parents pass, their outputs by what they stand for, and the order that nesting gave kept by `DependsOn`. A logical id is
 * prefixed by its stack's only where an earlier one has it. Of `Metadata`, only the root's stays.
 *
 * The result is a stack like any other, without nested ones. What cannot be said in one template is in its `problems`.
 */
export function flatten(root: BuiltStack): BuiltStack {
  const flat = new FlatTemplate();
  const members = flat.add(root, undefined);
  const order = keepOrder(flat.resources, members);
  const { Description, Metadata } = root.template;
  const transforms = [...new Set(allStacks(root).flatMap(({ template }) => template.Transform ?? []))];
  return {
    ...root,
    template: compact({
      AWSTemplateFormatVersion: '2010-09-09' as const,
      Description,
      Transform: transforms.length > 1 ? transforms : transforms[0],
      Metadata: Metadata && mapMembers(Metadata, withoutTemplateLocation),
      Parameters: unlessEmpty(flat.parameters),
      Rules: unlessEmpty(flat.rules),
      Mappings: unlessEmpty(flat.mappings),
      Conditions: unlessEmpty(flat.conditions),
      Resources: order,
      Outputs: unlessEmpty(flat.outputs),
    }),
    comments: flat.comments,
    places: flat.places,
    nested: new Map(),
    problems: flat.problems,
  };
}

/** The resources of one stack in the flat template: its own by their id there, those of a nested stack as a tree of their own. */
export interface Members {
  /** By the id in the stack itself, in order of declaration. */
  readonly byId: ReadonlyMap<string, string | Members>;
  /** What must exist before it, by the ids in the stack itself: for each resource or nested stack of `byId`. */
  readonly waitsFor: ReadonlyMap<string, ReadonlySet<string>>;
}

/** How a nested stack is embedded: what its parent passes, its logical id, the condition under which it exists. */
interface Embedding {
  readonly id: string;
  readonly passed: Readonly<Record<string, Data>>;
  readonly condition: string | undefined;
}

class FlatTemplate {
  readonly parameters: Record<string, TemplateParameter> = {};
  readonly rules: Record<string, Data> = {};
  readonly mappings: Record<string, Data> = {};
  readonly conditions: Record<string, Data> = {};
  readonly resources: Record<string, TemplateResource> = {};
  readonly outputs: Record<string, TemplateOutput> = {};
  readonly comments: Record<string, string> = {};
  readonly places = new Map<string, Place>();
  readonly problems: Problem[] = [];
  readonly #taken = new Taken();

  /** Adds a stack and those nested in it. Gives where its resources went. */
  add(stack: BuiltStack, embedding: Embedding | undefined): Members {
    return this.#add(stack, embedding).members;
  }

  #add(stack: BuiltStack, embedding: Embedding | undefined): { members: Members; outputs: Readonly<Record<string, Data>> } {
    const names = this.#taken.take(stack, embedding?.id);
    const { template } = stack;
    const bound = this.#bind(stack, embedding, names);
    const nestedOutputs = new Map<string, Readonly<Record<string, Data>>>();
    const meaning: Meaning = {
      ref: (name) => bound[name] ?? this.#ownRef(stack, name, names),
      attribute: (name, attribute) =>
        nestedOutputs.get(name)?.[attribute.replace(/^Outputs\./, '')] ?? {
          'Fn::GetAtt': [names.resources.get(name) ?? name, attribute],
        },
      condition: (name) => names.conditions.get(name) ?? name,
      mapping: (name) => names.mappings.get(name) ?? name,
    };
    this.#addTables(stack, names, meaning);

    const byId = new Map<string, string | Members>();
    const waitsFor = new Map<string, Set<string>>();
    for (const [id, resource] of Object.entries(template.Resources)) {
      waitsFor.set(id, waits(resource, template.Resources));
      const condition = this.#bothConditions(embedding?.condition, resource.Condition && meaning.condition(resource.Condition));
      const nested = stack.nested.get(id);
      if (nested) {
        const inner = this.#add(nested.stack, { id: prefixed(embedding?.id, id), condition, passed: passedOn(nested, meaning) });
        nestedOutputs.set(id, inner.outputs);
        byId.set(id, inner.members);
      } else {
        byId.set(id, this.#addResource(stack, id, resource, condition, names, meaning));
      }
    }
    return { members: { byId, waitsFor }, outputs: this.#addOutputs(stack, embedding, names, meaning) };
  }

  // What the references to a stack's parameters stand for.
  #bind(stack: BuiltStack, embedding: Embedding | undefined, names: Names): Readonly<Record<string, Data>> {
    const bound: Record<string, Data> = {};
    for (const [name, parameter] of Object.entries(stack.template.Parameters ?? {})) {
      if (name in TEMPLATE_LOCATION) continue;
      const given = embedding?.passed[name];
      const isSsm = parameter.Type.startsWith('AWS::SSM::Parameter::Value<');
      if (embedding && !isSsm) {
        bound[name] = given ?? defaultOf(parameter);
        continue;
      }
      // CloudFormation resolves an SSM type only for a template's own parameter, so it stays one.
      if (embedding && given !== undefined && typeof given !== 'string') {
        this.#report('flat-ssm', stack, 'Parameters', name, `${name} takes its value from SSM by a name that is not a literal`);
      }
      const flatName = names.parameters.get(name) ?? name;
      this.parameters[flatName] = typeof given === 'string' ? { ...parameter, Default: given } : parameter;
      this.#keepPlace(stack, 'Parameters', name, flatName);
      bound[name] = { Ref: flatName };
    }
    return bound;
  }

  #addTables(stack: BuiltStack, names: Names, meaning: Meaning): void {
    const { Mappings = {}, Conditions = {}, Rules = {} } = stack.template;
    for (const [name, mapping] of Object.entries(Mappings)) {
      this.mappings[names.mappings.get(name) ?? name] = mapping;
      this.#keepPlace(stack, 'Mappings', name, names.mappings.get(name));
    }
    for (const [name, condition] of Object.entries(Conditions)) {
      const written = rewrite(condition, meaning, true);
      this.#checkParametersOnly(stack, 'Conditions', name, written);
      this.conditions[names.conditions.get(name) ?? name] = written;
      this.#keepPlace(stack, 'Conditions', name, names.conditions.get(name));
    }
    for (const [name, rule] of Object.entries(Rules)) {
      const written = rewrite(rule, meaning);
      this.#checkParametersOnly(stack, 'Rules', name, written);
      this.rules[names.rules.get(name) ?? name] = written;
      this.#keepPlace(stack, 'Rules', name, names.rules.get(name));
    }
  }

  #addResource(
    stack: BuiltStack,
    id: string,
    { Type, Condition: _, DependsOn: __, ...attributes }: TemplateResource,
    condition: string | undefined,
    names: Names,
    meaning: Meaning,
  ): string {
    const flatId = names.resources.get(id) ?? id;
    this.resources[flatId] = {
      Type,
      ...(condition !== undefined && { Condition: condition }),
      ...mapMembers(compact(attributes), (attribute) => rewrite(attribute, meaning)),
    };
    const comment = stack.comments[id];
    if (comment !== undefined) this.comments[flatId] = comment;
    this.#keepPlace(stack, 'Resources', id, flatId);
    return flatId;
  }

  // Outputs of nested stacks only live on as what they stand for; those that are exported stay outputs.
  #addOutputs(
    stack: BuiltStack,
    embedding: Embedding | undefined,
    names: Names,
    meaning: Meaning,
  ): Readonly<Record<string, Data>> {
    const values: Record<string, Data> = {};
    for (const [name, output] of Object.entries(stack.template.Outputs ?? {})) {
      const value = rewrite(output.Value, meaning);
      values[name] = value;
      if (embedding && !output.Export) continue;
      const flatName = names.outputs.get(name) ?? name;
      const condition = this.#bothConditions(embedding?.condition, output.Condition && meaning.condition(output.Condition));
      this.outputs[flatName] = compact({
        Description: output.Description,
        Condition: condition,
        Value: value,
        Export: output.Export && { Name: rewrite(output.Export.Name, meaning) },
      });
      this.#keepPlace(stack, 'Outputs', name, flatName);
    }
    return values;
  }

  #bothConditions(outer: string | undefined, own: string | undefined): string | undefined {
    if (outer === undefined || own === undefined || outer === own) return own ?? outer;
    const both = { 'Fn::And': [{ Condition: outer }, { Condition: own }] };
    let name = `${outer}And${own}`;
    while (name in this.conditions && JSON.stringify(this.conditions[name]) !== JSON.stringify(both)) name += 'Both';
    this.conditions[name] = both;
    return name;
  }

  #ownRef(stack: BuiltStack, name: string, names: Names): Data | undefined {
    if (name === 'AWS::StackName' || name === 'AWS::StackId') {
      if (this.problems.some(({ code }) => code === 'flat-stack-name')) return undefined;
      const message = `${name} means another stack in the flat form`;
      this.problems.push({
        code: 'flat-stack-name',
        message,
        stack: stack.name,
        place: stack.place,
        hint: 'name things by a parameter such as SystemName',
      });
    }
    const flatId = names.resources.get(name);
    return flatId === undefined ? undefined : { Ref: flatId };
  }

  #checkParametersOnly(stack: BuiltStack, section: 'Conditions' | 'Rules', name: string, data: Data): void {
    const wrong = namesUsed(data, true).find(
      (use) => use.kind === 'GetAtt' || (use.kind === 'Ref' && !(use.name in this.parameters)),
    );
    if (!wrong) return;
    const message = `compares a parameter that the parent fills with ${wrong.name}, a resource, which one template cannot compare`;
    this.#report('flat-condition', stack, section, name, message, 'decide it in TypeScript, or by a parameter of the root');
  }

  #report(code: string, stack: BuiltStack, section: string, logicalId: string, message: string, hint?: string): void {
    const place = stack.places.get(`${section}/${logicalId}`);
    this.problems.push({ code, message, hint, stack: stack.name, logicalId, place });
  }

  #keepPlace(stack: BuiltStack, section: string, name: string, flatName = name): void {
    const place = stack.places.get(`${section}/${name}`);
    if (place) this.places.set(`${section}/${flatName}`, place);
  }
}

/** A nested stack's logical id below those of the stacks around it. */
function prefixed(outer: string | undefined, id: string): string {
  return `${outer ?? ''}${id}`;
}

function passedOn(nested: NestedStack, meaning: Meaning): Readonly<Record<string, Data>> {
  return mapMembers(nested.passed, (value) => rewrite(value, meaning));
}

function waits(resource: TemplateResource, siblings: Readonly<Record<string, TemplateResource>>): Set<string> {
  const { Type: _, Condition: __, DependsOn = [], ...data } = resource;
  const names = [...[DependsOn].flat(), ...namesUsed(compact(data)).map(({ name }) => name)];
  return new Set(names.filter((name) => name in siblings));
}

function defaultOf({ Type, Default }: TemplateParameter): Data {
  if (Default === undefined) return '';
  if (Type === 'CommaDelimitedList' || Type.startsWith('List<')) return splitList(String(Default));
  return Type === 'Number' ? Number(Default) : Default;
}

function withoutTemplateLocation(metadata: Data): Data {
  if (Array.isArray(metadata)) {
    return metadata
      .filter((element) => !(typeof element === 'string' && element in TEMPLATE_LOCATION))
      .map(withoutTemplateLocation)
      .filter((element) => !(isObject(element) && Array.isArray(element.Parameters) && element.Parameters.length === 0));
  }
  return isObject(metadata) ? mapMembers(metadata, withoutTemplateLocation) : metadata;
}
