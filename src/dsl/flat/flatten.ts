import { allStacks, type BuiltStack, type NestedStack } from '../built.ts';
import { compact, unlessEmpty } from '../compact.ts';
import type { Problem } from '../error.ts';
import { isLookedUp } from '../parameter-type.ts';
import type { Place } from '../place.ts';
import type {
  Data,
  DataObject,
  Section,
  Template,
  TemplateOutput,
  TemplateParameter,
  TemplateResource,
} from '../template.ts';
import { argumentOf } from './arguments.ts';
import { type FlatFinding, findFaults } from './faults.ts';
import { withoutTemplateLocation } from './interface.ts';
import { isTemplateLocation, type Names, Taken } from './names.ts';
import { keepOrder } from './order.ts';
import { type Meaning, mapMembers, rewrite } from './rewrite.ts';
import { asksForAll, onlyIf } from './rules.ts';
import type { Added, Embedding, FlatOrigin, Members } from './tree.ts';
import { withoutUnused } from './unused.ts';
import { type Wait, waitsLost } from './waits.ts';

/**
 * The whole tree as one template, for stack sets that cannot deploy nested stacks: parameters of nested stacks replaced by what
 * their parents pass, their outputs by what they stand for, and the order that nesting gave kept by `DependsOn`. A logical id is
 * prefixed by its stack's only where an earlier one has it. Of `Metadata`, only the root's stays.
 *
 * The result is a stack like any other, without nested ones. What cannot be said in one template is in its `problems`.
 */
export function flatten(root: BuiltStack): BuiltStack {
  return flattenWithOrigins(root).flat;
}

/**
 * The same, and where everything in it comes from, by section and flat name: `Resources/TaskRole`. What has no origin was made by
 * flattening, such as a condition that joins two.
 */
export function flattenWithOrigins(root: BuiltStack): {
  readonly flat: BuiltStack;
  readonly origins: ReadonlyMap<string, FlatOrigin>;
} {
  const flat = new FlatTemplate();
  const members = flat.add(root);
  const { Description, Metadata } = root.template;
  const transforms = [...new Set(allStacks(root).flatMap(({ template }) => template.Transform ?? []))];
  const whole: Template = compact({
    AWSTemplateFormatVersion: '2010-09-09' as const,
    Description,
    Transform: transforms.length > 1 ? transforms : transforms[0],
    Metadata: unlessEmpty(withoutTemplateLocation(Metadata ?? {})),
    Parameters: unlessEmpty(flat.parameters),
    Rules: unlessEmpty(flat.rules),
    Mappings: unlessEmpty(flat.mappings),
    Conditions: unlessEmpty(flat.conditions),
    Resources: keepOrder(flat.resources, flat.conditions, members),
    Outputs: unlessEmpty(flat.outputs),
  });
  const { conditions, mappings } = withoutUnused(whole);
  const template = compact({ ...whole, Mappings: unlessEmpty(mappings), Conditions: unlessEmpty(conditions) });
  const stack: BuiltStack = {
    ...root,
    template,
    comments: flat.comments,
    places: flat.places,
    nested: new Map(),
    problems: [...flat.problems, ...findFaults(template).map((fault) => flat.problemOf(fault))],
  };
  return { flat: stack, origins: flat.origins };
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
  // Whose the names of the flat template were.
  readonly origins = new Map<string, FlatOrigin & { readonly stack: BuiltStack }>();
  readonly #taken = new Taken();
  readonly #combined = new Map<string, string>();

  /** Adds a stack and those nested in it. Gives where its resources went. */
  add(root: BuiltStack): Members {
    return this.#add(root, undefined).members;
  }

  /** What is wrong with something of the flat template, as a problem of the stack that it came from. */
  problemOf({ section, name: flatName, ...problem }: FlatFinding): Problem {
    const { stack, name } = this.origins.get(`${section}/${flatName}`) ?? {};
    return { ...problem, stack: stack?.name, logicalId: name, place: this.places.get(`${section}/${flatName}`) };
  }

  #add(stack: BuiltStack, embedding: Embedding | undefined): Added {
    const names = this.#taken.take(stack, embedding?.id);
    const { Resources } = stack.template;
    const added = new Map<string, Added | string>();
    const bound = this.#bind(stack, embedding, names);
    const meaning: Meaning = {
      ref: (name) => bound.get(name) ?? this.#ownRef(stack, name, names, embedding !== undefined),
      attribute: (name, attribute) => {
        const nested = stack.nested.has(name) ? addMember(name) : undefined;
        const output =
          typeof nested === 'object' ? nested.outputs[String(attribute).replace(/^Outputs\./, '')] : undefined;
        const flatId = names.resources.get(name) ?? name;
        return output ?? (flatId === name ? undefined : { 'Fn::GetAtt': [flatId, attribute] });
      },
      condition: (name) => names.conditions.get(name) ?? name,
      mapping: (name) => names.mappings.get(name) ?? name,
      mayHoldComma: (parameter) => mayHoldComma(this.parameters[parameter]),
    };
    const begun = new Set<string>();
    const addMember = (id: string): Added | string | undefined => {
      const resource = Resources[id];
      // Of those that go in circles there is nothing yet; the checks find them.
      if (!resource || begun.has(id)) return added.get(id);
      begun.add(id);
      added.set(id, this.#addMember(stack, id, resource, embedding, names, meaning));
      return added.get(id);
    };
    this.#addTables(stack, embedding, names, meaning);
    for (const id of Object.keys(Resources)) addMember(id);

    const byId = new Map<string, string | Members>();
    for (const [id, it] of added) byId.set(id, typeof it === 'string' ? it : it.members);
    const waitsFor = new Map<string, readonly Wait[]>();
    for (const [id, resource] of Object.entries(Resources)) {
      const waits = waitsLost(resource, this.resources[names.resources.get(id) ?? ''], names);
      waitsFor.set(
        id,
        waits.filter(({ on }) => Object.hasOwn(Resources, on)),
      );
    }
    return { members: { byId, waitsFor }, outputs: this.#addOutputs(stack, embedding, names, meaning) };
  }

  #addMember(
    stack: BuiltStack,
    id: string,
    resource: TemplateResource,
    embedding: Embedding | undefined,
    names: Names,
    meaning: Meaning,
  ): Added | string {
    const { Condition: own, DependsOn, Type, DeletionPolicy, ...attributes } = resource;
    const condition = this.#bothConditions(embedding?.condition, own && meaning.condition(own));
    const retention = DeletionPolicy?.startsWith('Retain') ? DeletionPolicy : embedding?.retention;
    const nested = stack.nested.get(id);
    if (nested) {
      const passed = passedOn(nested, meaning);
      const path = [...(embedding?.path ?? []), id];
      return this.#add(nested.stack, { path, id: path.join(''), condition, passed, retention });
    }
    const flatId = names.resources.get(id) ?? id;
    const policy = retention ?? DeletionPolicy;
    const written = mapMembers(attributes, (attribute) => rewrite(attribute, meaning));
    // The same object in both forms: what was found of one is known of the other.
    const isSame = written === attributes && condition === own && policy === DeletionPolicy && DependsOn === undefined;
    this.resources[flatId] = isSame
      ? resource
      : {
          Type,
          ...(condition !== undefined && { Condition: condition }),
          ...(policy !== undefined && { DeletionPolicy: policy }),
          ...written,
        };
    const comment = stack.comments[id];
    if (comment !== undefined) this.comments[flatId] = comment;
    this.#keepOrigin(stack, embedding, 'Resources', id, flatId);
    return flatId;
  }

  // What the references to a stack's parameters stand for.
  #bind(stack: BuiltStack, embedding: Embedding | undefined, names: Names): ReadonlyMap<string, Data> {
    const bound = new Map<string, Data>();
    for (const [name, parameter] of Object.entries(stack.template.Parameters ?? {})) {
      if (isTemplateLocation(stack, name)) continue;
      const given = embedding?.passed[name];
      if (embedding && !isLookedUp(parameter.Type)) {
        bound.set(name, argumentOf(parameter, given));
        continue;
      }
      // CloudFormation looks a value up only for a template's own parameter, so it stays one.
      const flatName = names.parameters.get(name) ?? name;
      this.parameters[flatName] = typeof given === 'string' ? { ...parameter, Default: given } : parameter;
      this.#keepOrigin(stack, embedding, 'Parameters', name, flatName);
      if (flatName !== name) bound.set(name, { Ref: flatName });
      if (given === undefined || typeof given === 'string') continue;
      const message = `is looked up in SSM by a name that the parent makes: ${JSON.stringify(given)}`;
      const hint = 'pass the name as a literal, or make the root look the value up and pass that';
      this.#report(stack, { code: 'flat-ssm', message, hint }, 'Parameters', name);
    }
    return bound;
  }

  #addTables(stack: BuiltStack, embedding: Embedding | undefined, names: Names, meaning: Meaning): void {
    const { Mappings = {}, Conditions = {}, Rules = {} } = stack.template;
    for (const [name, mapping] of Object.entries(Mappings)) {
      const flatName = names.mappings.get(name) ?? name;
      this.mappings[flatName] = mapping;
      this.#keepOrigin(stack, embedding, 'Mappings', name, flatName);
    }
    for (const [name, condition] of Object.entries(Conditions)) {
      const flatName = names.conditions.get(name) ?? name;
      this.conditions[flatName] = rewrite(condition, meaning, true);
      this.#keepOrigin(stack, embedding, 'Conditions', name, flatName);
    }
    for (const [name, rule] of Object.entries(Rules)) {
      const flatName = names.rules.get(name) ?? name;
      this.rules[flatName] = onlyIf(embedding?.condition, rewrite(rule, meaning), this.conditions);
      this.#keepOrigin(stack, embedding, 'Rules', name, flatName);
      const asked = embedding && asksForAll(rule);
      if (asked === undefined) continue;
      const message = `${asked} is of all parameters of a type, which in one template are those of the root`;
      this.#report(stack, { code: 'flat-rule', message, hint: 'make it a rule of the root' }, 'Rules', name);
    }
  }

  // Outputs of nested stacks only live on as what they stand for; those that are exported stay outputs.
  #addOutputs(stack: BuiltStack, embedding: Embedding | undefined, names: Names, meaning: Meaning): DataObject {
    const values: Record<string, Data> = {};
    for (const [name, output] of Object.entries(stack.template.Outputs ?? {})) {
      const value = rewrite(output.Value, meaning);
      values[name] = value;
      if (embedding && !output.Export) continue;
      const flatName = names.outputs.get(name) ?? name;
      this.outputs[flatName] = compact({
        Description: output.Description,
        Condition: this.#bothConditions(embedding?.condition, output.Condition && meaning.condition(output.Condition)),
        Value: value,
        Export: output.Export && { Name: rewrite(output.Export.Name, meaning) },
      });
      this.#keepOrigin(stack, embedding, 'Outputs', name, flatName);
    }
    return values;
  }

  #bothConditions(outer: string | undefined, own: string | undefined): string | undefined {
    if (outer === undefined || own === undefined || outer === own) return own ?? outer;
    const key = `${outer} ${own}`;
    const name = this.#combined.get(key) ?? this.#taken.takeCondition(`${outer}And${own}`);
    this.#combined.set(key, name);
    this.conditions[name] = { 'Fn::And': [{ Condition: outer }, { Condition: own }] };
    return name;
  }

  #ownRef(stack: BuiltStack, name: string, names: Names, isNested: boolean): Data | undefined {
    if (isNested && (name === 'AWS::StackName' || name === 'AWS::StackId')) {
      const message = `${name} is that of another stack in the flat form`;
      const hint = 'name things by a parameter such as SystemName, or make the root pass it';
      this.#report(stack, { code: 'flat-stack-name', message, hint });
    }
    const flatId = names.resources.get(name);
    return flatId === undefined || flatId === name ? undefined : { Ref: flatId };
  }

  // Once for a stack that is nested several times.
  #report(
    { name: stack, place, places }: BuiltStack,
    problem: Pick<Problem, 'code' | 'message' | 'hint'>,
    section?: Section,
    logicalId?: string,
  ): void {
    const isKnown = this.problems.some(
      (it) => it.stack === stack && it.logicalId === logicalId && it.message === problem.message,
    );
    if (isKnown) return;
    this.problems.push({ ...problem, stack, logicalId, place: places.get(`${section}/${logicalId}`) ?? place });
  }

  #keepOrigin(
    stack: BuiltStack,
    embedding: Embedding | undefined,
    section: Section,
    name: string,
    flatName: string,
  ): void {
    this.origins.set(`${section}/${flatName}`, { stack, stackPath: embedding?.path ?? [], name });
    const place = stack.places.get(`${section}/${name}`);
    if (place) this.places.set(`${section}/${flatName}`, place);
  }
}

function passedOn(nested: NestedStack, meaning: Meaning): DataObject {
  return mapMembers(nested.passed, (value) => rewrite(value, meaning));
}

// Texts without constraint may hold anything; other types are ids, names and numbers.
function mayHoldComma(parameter: TemplateParameter | undefined): boolean {
  if (parameter?.Type !== 'String' && parameter?.Type !== 'AWS::SSM::Parameter::Value<String>') return false;
  return parameter.AllowedValues?.some((value) => String(value).includes(',')) ?? true;
}
