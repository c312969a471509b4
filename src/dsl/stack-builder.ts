import { joinList, listFault } from './border.ts';
import type { BuiltStack, NestedStack } from './built.ts';
import { compact, unlessEmpty } from './compact.ts';
import { NamedCondition } from './condition.ts';
import { Declarations } from './declarations.ts';
import type { Problem } from './error.ts';
import { Expression } from './expression.ts';
import { isListValue } from './list-value.ts';
import { Mapping } from './mapping.ts';
import { interfaceMetadata } from './metadata.ts';
import { TEMPLATE_LOCATION, templateFile, templateUrl } from './nested-template.ts';
import { Output, type OutputSet } from './output.ts';
import { parameterFault } from './parameter-value.ts';
import { passParameters } from './passing.ts';
import { Place } from './place.ts';
import { type Declared, declaration, Reference } from './reference.ts';
import { type ResourceAttributes, ResourceHandle } from './resource.ts';
import { ResourceType } from './resource-type.ts';
import type { Nested, Stack, StackTools } from './stack.ts';
import type { Data, Template, TemplateOutput, TemplateParameter, TemplateResource } from './template.ts';

/** Builds the stacks that are nested in the one being built. */
export type NestedBuilder = (stack: Stack, place: Place) => BuiltStack;

/** Runs one stack's body and gathers what it declares. Used once. */
export class StackBuilder {
  readonly #stack: Stack;
  readonly #buildNested: NestedBuilder;
  readonly #names: Declarations;
  readonly #comments: Record<string, string> = {};
  readonly #listOutputs = new Set<string>();
  readonly #nested = new Map<string, NestedStack>();
  readonly #parameters: Record<string, TemplateParameter> = {};
  readonly #rules: Record<string, Data> = {};
  readonly #mappings: Record<string, Data> = {};
  readonly #conditions: Record<string, Data> = {};
  readonly #resources: Record<string, TemplateResource> = {};
  readonly #outputs: Record<string, TemplateOutput> = {};

  constructor(stack: Stack, buildNested: NestedBuilder) {
    this.#stack = stack;
    this.#buildNested = buildNested;
    this.#names = new Declarations(stack.name);
  }

  /** What was found wrong so far, in the nested stacks first. */
  get problems(): readonly Problem[] {
    // A stack that is nested twice has its problems once.
    return [...new Set([...this.#nested.values()].flatMap(({ stack }) => stack.problems)), ...this.#names.problems];
  }

  build(): BuiltStack {
    const { name, place } = this.#stack;
    if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) {
      const message = `the stack's name ${JSON.stringify(name)} is not in PascalCase`;
      this.#names.report('', place, { code: 'invalid-name', message, hint: 'use letters and digits, a capital first' });
    }
    const references = this.#declareParameters();
    this.#declareOutputs(this.#stack.body(references, this.#tools()));
    if (this.#nested.size > 0) this.#declareTemplateLocation();
    return {
      name,
      template: this.#template(),
      comments: this.#comments,
      places: this.#names.places,
      place,
      listOutputs: this.#listOutputs,
      nested: this.#nested,
      problems: this.problems,
    };
  }

  #template(): Template {
    const { description, transform, metadata = {}, groups } = this.#stack.definition;
    const writtenMetadata = {
      ...this.#names.writer('Metadata', this.#stack.place).writeObject(metadata, ''),
      ...(groups && interfaceMetadata(groups, this.#parameters, this.#nested.size > 0)),
    };
    return compact({
      AWSTemplateFormatVersion: '2010-09-09' as const,
      Description: description,
      Transform: transform,
      Metadata: unlessEmpty(writtenMetadata),
      Parameters: unlessEmpty(this.#parameters),
      Rules: unlessEmpty(this.#rules),
      Mappings: unlessEmpty(this.#mappings),
      Conditions: unlessEmpty(this.#conditions),
      Resources: this.#resources,
      Outputs: unlessEmpty(this.#outputs),
    });
  }

  #declareParameters(): Record<string, Expression<unknown> | undefined> {
    const references: Record<string, Expression<unknown> | undefined> = {};
    for (const [name, parameter] of Object.entries(this.#stack.definition.parameters ?? {})) {
      if (!parameter) continue;
      const { place, isList, options } = parameter;
      references[name] = new Reference(this.#names.declare('Parameters', 'parameter', name, place), isList);
      const template = parameter.toTemplate();
      this.#parameters[name] = template;
      const fault = Array.isArray(options.default) ? listFault(options.default) : undefined;
      if (fault) this.#names.report(name, place, { ...fault, path: 'Default' });
      const message = template.Default === undefined || fault ? undefined : parameterFault(template, template.Default);
      if (message) this.#names.report(name, place, { code: 'parameter-value', message, path: 'Default' });
    }
    return references;
  }

  #declareTemplateLocation(): void {
    for (const [name, parameter] of Object.entries(TEMPLATE_LOCATION)) {
      this.#names.declare('Parameters', 'parameter', name, this.#stack.place);
      this.#parameters[name] = parameter;
    }
  }

  // Functions, not methods: a body takes them apart, and each is what its place is counted from.
  #tools(): StackTools {
    const names = this.#names;
    const resource: StackTools['resource'] = (logicalId, declared, attributes = {}) => {
      const place = Place.ofCallerOf(resource);
      const target = names.declare('Resources', 'resource', logicalId, place);
      this.#declareResource(logicalId, place, declared, attributes);
      return new ResourceHandle(target, ResourceType.listAttributesOf(declared));
    };
    const condition: StackTools['condition'] = (name, expression) => {
      const place = Place.ofCallerOf(condition);
      const target = names.declare('Conditions', 'condition', name, place);
      this.#conditions[name] = names.writer(name, place).write(expression, '');
      return new NamedCondition(target);
    };
    const mapping: StackTools['mapping'] = (name, entries) => {
      const place = Place.ofCallerOf(mapping);
      const target = names.declare('Mappings', 'mapping', name, place);
      this.#mappings[name] = names.writer(name, place).write(entries, '');
      return new Mapping(target, entries);
    };
    const rule: StackTools['rule'] = (name, { when, assertions }) => {
      const place = Place.ofCallerOf(rule);
      names.declare('Rules', 'rule', name, place);
      const written = assertions.map(({ assert, description }) => ({ Assert: assert, AssertDescription: description }));
      this.#rules[name] = names.writer(name, place).write({ RuleCondition: when, Assertions: written }, '');
    };
    const nest: StackTools['nest'] = (logicalId, stack, parameters, attributes = {}) => {
      const place = Place.ofCallerOf(nest);
      const target = names.declare('Resources', 'nested stack', logicalId, place);
      const built = this.#buildNested(stack, place);
      const passed = passParameters(stack, built, parameters, names.writer(logicalId, place));
      for (const problem of passed.problems) names.report(logicalId, place, problem);
      const url = templateUrl(templateFile(stack.name));
      const Properties = { TemplateURL: url, Parameters: unlessEmpty(passed.parameters) };
      this.#declareResource(logicalId, place, { Type: 'AWS::CloudFormation::Stack', Properties }, attributes);
      this.#nested.set(logicalId, { stack: built, passed: passed.values });
      return nestedHandle(target, built);
    };
    return { resource, condition, mapping, rule, nest };
  }

  #declareResource(
    logicalId: string,
    place: Place,
    { Type, Properties, ...own }: { Type: string; Properties: object },
    { comment, dependsOn, condition, ...attributes }: ResourceAttributes,
  ): void {
    const writer = this.#names.writer(logicalId, place);
    const given = {
      Condition: condition && this.#names.ownName(condition.target, logicalId, place, 'Condition'),
      DependsOn: this.#names.dependsOn(dependsOn, logicalId, place),
      DeletionPolicy: attributes.deletionPolicy,
      UpdateReplacePolicy: attributes.updateReplacePolicy,
      CreationPolicy: attributes.creationPolicy,
      UpdatePolicy: attributes.updatePolicy,
      Metadata: attributes.metadata,
    };
    // A resource of cloudform's may carry attributes of its own; what the declaration says goes before them.
    const written = writer.writeObject(unlessEmpty(own) ? { ...own, ...compact(given) } : given, '');
    const properties = unlessEmpty(writer.writeObject(Properties, 'Properties'));
    this.#resources[logicalId] = { Type, ...written, ...(properties && { Properties: properties }) };
    if (comment !== undefined) this.#comments[logicalId] = comment;
  }

  #declareOutputs(outputs: OutputSet): void {
    for (const [name, returned] of Object.entries(outputs)) {
      if (returned === undefined) continue;
      const { value, options, place } =
        returned instanceof Output ? returned : new Output(returned, {}, this.#stack.place);
      this.#names.declare('Outputs', 'output', name, place);
      const writer = this.#names.writer(name, place);
      const data = writer.write(value, 'Value');
      const isList = isListValue(value);
      if (isList) this.#listOutputs.add(name);
      const fault = isList ? listFault(data) : undefined;
      if (fault) this.#names.report(name, place, { ...fault, path: 'Value' });
      const { description, condition, exportName } = options;
      this.#outputs[name] = compact({
        Description: description,
        Condition: condition && this.#names.ownName(condition.target, name, place, 'Condition'),
        Value: isList ? joinList(data) : data,
        Export: exportName === undefined ? undefined : { Name: writer.write(exportName, 'Export.Name') },
      });
    }
  }
}

/** The outputs of a nested stack as its parent refers to them: a list comes back as a list. */
function nestedHandle<O extends OutputSet>(target: Declared, built: BuiltStack): Nested<O> {
  const references: Record<string, Expression<unknown>> = {};
  for (const name of Object.keys(built.template.Outputs ?? {})) {
    const reference = new Reference<string>(target, false, `Outputs.${name}`);
    references[name] = built.listOutputs.has(name) ? new Expression('Fn::Split', [',', reference]) : reference;
  }
  // The names were read from the stack that the type O was inferred from; only here do the two meet.
  return Object.assign(references, { [declaration]: target }) as unknown as Nested<O>;
}
