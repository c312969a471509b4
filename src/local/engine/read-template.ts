import { specOf } from '../../aws/spec.ts';
import { checkCycles } from '../../check/cycles.ts';
import { checkLimits, LIMITS } from '../../check/limits.ts';
import { checkProperties } from '../../check/properties.ts';
import { checkReferences } from '../../check/references.ts';
import { isObject } from '../../dsl/border.ts';
import type { BuiltStack } from '../../dsl/built.ts';
import { type Problem, TealformError } from '../../dsl/error.ts';
import { Place } from '../../dsl/place.ts';
import { type Data, type DataObject, TEMPLATE_SECTIONS, type Template } from '../../dsl/template.ts';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import { shapeFault } from './check-shapes.ts';
import { invalid, unsupported } from './refusals.ts';

const SECTIONS: ReadonlySet<string> = new Set(TEMPLATE_SECTIONS);
const RESOURCE_KEYS = new Set([
  'Type',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'CreationPolicy',
  'UpdatePolicy',
  'Metadata',
  'Properties',
]);
const PARAMETER_KEYS = new Set([
  'Type',
  'Default',
  'AllowedValues',
  'AllowedPattern',
  'ConstraintDescription',
  'MinLength',
  'MaxLength',
  'MinValue',
  'MaxValue',
  'NoEcho',
  'Description',
]);
const POLICIES = new Set(['Delete', 'Retain', 'RetainExceptOnCreate']);
/** Types whose whole point is something that is not here: signals, other accounts. */
const UNSUPPORTED_TYPES: ReadonlySet<string> = new Set([
  'AWS::CloudFormation::StackSet',
  'AWS::CloudFormation::WaitCondition',
  'AWS::CloudFormation::WaitConditionHandle',
]);

/** How deep a template may go; what reads it does so by recursion. */
const DEPTH = 100;

const read = new Map<string, Template>();

/**
 * The text of a template as one, checked as far as CloudFormation checks before it begins: sections, types and properties that it
 * knows, names that are declared, no circle, its limits.
 * @throws ServiceError `ValidationError`, in AWS's words where those are known.
 */
export function readTemplate(text: string): Template {
  const known = read.get(text);
  if (known) return known;
  const template = readSections(text);
  const problems = checked(template);
  if (problems.length > 0) throw invalid(problems[0] ?? '');
  // The same few templates are read for every resource of their stacks.
  if (read.size > 200) read.clear();
  read.set(text, template);
  return template;
}

/**
 * What is wrong with a resource whose references are filled in, as handlers say it: `#/Port: ...`. Undefined for nothing.
 */
export function propertyFault(logicalId: string, type: string, properties: DataObject): string | undefined {
  const template: Template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: { [logicalId]: { Type: type, Properties: properties } },
  };
  const [problem] = checkProperties(builtFrom(template));
  return problem && propertyMessage(problem);
}

function readSections(text: string): Template {
  if (Buffer.byteLength(text) > LIMITS.templateBytes) {
    throw invalid(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LIMITS.templateBytes}`,
    );
  }
  const data = parsed(text);
  const unknown = Object.keys(data).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0) throw invalid(`Invalid template property or properties [${unknown.join(', ')}]`);
  if ('Transform' in data) throw unsupported('Transform in a template');
  const version = data.AWSTemplateFormatVersion;
  if (version !== undefined && version !== '2010-09-09') {
    throw invalid('Template format error: unsupported value for AWSTemplateFormatVersion.');
  }
  for (const section of ['Parameters', 'Rules', 'Mappings', 'Conditions', 'Resources', 'Outputs']) {
    const named = data[section];
    if (named === undefined) continue;
    if (!isObject(named)) throw invalid(`Template format error: [/${section}] '${section}' must be a map`);
    // What is kept of a stack is found by such names, and every object of JavaScript has something under these.
    const name = Object.keys(named).find((each) => each in Object.prototype);
    if (name !== undefined) throw unsupported(`the name '${name}' in ${section}`);
  }
  return asTemplate(data);
}

function parsed(text: string): DataObject {
  try {
    const data = parseTemplate(text);
    if (isDeeper(data, DEPTH)) throw invalid(`Template format error: it is deeper than ${DEPTH}.`);
    return data;
  } catch (error) {
    // The library reads by recursion.
    if (error instanceof RangeError) throw invalid(`Template format error: it is deeper than ${DEPTH}.`);
    if (!(error instanceof TealformError)) throw error;
    const [problem] = error.problems;
    if (problem?.code !== 'yaml-syntax') throw invalid('Template format error: unsupported structure.');
    const line = /^line (\d+)/.exec(problem.message)?.[1] ?? '1';
    throw invalid(`Template format error: YAML not well-formed. (line ${line}, column 1)`);
  }
}

function isDeeper(data: Data, depth: number): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return depth === 0 || Object.values(data).some((each) => isDeeper(each, depth - 1));
}

function asTemplate(data: DataObject): Template {
  const { Resources, Parameters = {}, Outputs = {} } = data;
  if (!isObject(Resources) || Object.keys(Resources).length === 0) {
    throw invalid('Template format error: At least one Resources member must be defined.');
  }
  for (const [id, resource] of Object.entries(Resources)) {
    if (!/^[A-Za-z0-9]+$/.test(id)) throw invalid(`Template format error: Resource name ${id} is non alphanumeric.`);
    if (!isObject(resource) || typeof resource.Type !== 'string') {
      throw invalid(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`);
    }
    const foreign = Object.keys(resource).find((key) => !RESOURCE_KEYS.has(key));
    if (foreign !== undefined) throw invalid(`Invalid template resource property '${foreign}'`);
    if (UNSUPPORTED_TYPES.has(resource.Type)) throw unsupported(resource.Type);
    for (const key of ['CreationPolicy', 'UpdatePolicy']) if (key in resource) throw unsupported(`${key} of ${id}`);
    for (const key of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
      const policy = resource[key];
      if (policy === 'Snapshot') throw unsupported(`${key} Snapshot of ${id}`);
      if (policy !== undefined && (typeof policy !== 'string' || !POLICIES.has(policy))) {
        throw invalid(`Template format error: Unrecognized ${key} ${JSON.stringify(policy)} for resource ${id}`);
      }
    }
  }
  for (const [name, parameter] of Object.entries(isObject(Parameters) ? Parameters : {})) {
    if (!isObject(parameter) || typeof parameter.Type !== 'string') {
      throw invalid('Template format error: Every Parameters object must contain a Type member.');
    }
    const foreign = Object.keys(parameter).find((key) => !PARAMETER_KEYS.has(key));
    if (foreign !== undefined) throw invalid(`Invalid template parameter property '${foreign}'`);
    if (!/^[A-Za-z0-9]+$/.test(name)) {
      throw invalid(`Template format error: Parameter name ${name} is non alphanumeric.`);
    }
  }
  for (const [name, output] of Object.entries(isObject(Outputs) ? Outputs : {})) {
    if (!isObject(output) || output.Value === undefined) {
      throw invalid(`Template format error: Output ${name} is malformed. It must contain a Value member.`);
    }
  }
  const fault = shapeFault(data);
  if (fault !== undefined) throw invalid(fault);
  // What follows relies on nothing more than what was just looked at; the version may be left out.
  return { AWSTemplateFormatVersion: '2010-09-09', ...data } as unknown as Template;
}

function checked(template: Template): readonly string[] {
  const stack = builtFrom(template);
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  const unknown = [...new Set(types)].filter((type) => !specOf(type));
  if (unknown.length > 0) {
    return [`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`];
  }
  return [
    ...checkLimits(stack).map(({ message }) => `Template format error: the template ${message}`),
    ...checkReferences(stack).flatMap((problem) => referenceMessage(problem) ?? []),
    ...checkCycles(stack).map(cycleMessage),
    ...checkProperties(stack).map(propertyMessage),
  ];
}

function referenceMessage({ code, message, logicalId, path = '' }: Problem): string | undefined {
  const name = /(?:refers to|waits for) (\S+?),/.exec(message)?.[1] ?? logicalId;
  if (code === 'unknown-attribute') {
    const attribute = / has no attribute (.+)$/.exec(message)?.[1] ?? '';
    return `Template error: resource ${message.split(' ')[0]} does not support attribute type ${attribute} in Fn::GetAtt`;
  }
  if (code !== 'unresolved-reference') return undefined;
  if (message.includes('not a condition'))
    return `Template format error: Unresolved condition dependency ${name} in the template`;
  if (message.includes('not a mapping'))
    return `Template error: Mapping named '${name}' is not present in the template`;
  const section = /^(Properties|DependsOn|Metadata|Condition|CreationPolicy|UpdatePolicy)/.test(path)
    ? 'Resources'
    : path.startsWith('Value') || path.startsWith('Export')
      ? 'Outputs'
      : 'Conditions';
  return section === 'Conditions'
    ? `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`
    : `Template format error: Unresolved resource dependencies [${name}] in the ${section} block of the template`;
}

function cycleMessage({ message }: Problem): string {
  const names = message
    .replace('waits for itself: ', '')
    .split(/ -\(.*?\)-> /)
    .slice(0, -1);
  return `Circular dependency between resources: [${names.join(', ')}]`;
}

function propertyMessage({ code, message, logicalId, path = '' }: Problem): string {
  const where = `#${path
    .replace(/^Properties/, '')
    .replace(/\[(\d+)\]/g, '/$1')
    .replace(/\./g, '/')}`;
  const name = message.split(' ')[0];
  const what =
    code === 'unknown-property'
      ? `extraneous key [${/has no property (\S+)/.exec(message)?.[1]}] is not permitted`
      : code === 'missing-property'
        ? `required key [${name}] not found`
        : message;
  return `Properties validation failed for resource ${logicalId} with message: ${where}: ${what}`;
}

/** A template that was read, as what the checks look at: it has no TypeScript lines and no stacks of ours nested in it. */
function builtFrom(template: Template): BuiltStack {
  return {
    name: '',
    template,
    comments: {},
    places: new Map(),
    place: Place.ofCallerOf(builtFrom),
    listOutputs: new Set(),
    nested: new Map(),
    problems: [],
  };
}
