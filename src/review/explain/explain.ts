import { pageOf } from '../../aws/page.ts';
import { specOf } from '../../aws/spec.ts';
import { isObject } from '../../dsl/border.ts';
import { compact } from '../../dsl/compact.ts';
import type { Place } from '../../dsl/place.ts';
import { namesUsed } from '../../dsl/references.ts';
import type { Section, TemplateResource } from '../../dsl/template.ts';
import { keepingOf } from '../rules/kept.ts';
import type { AccessReader } from './access.ts';
import { changeEffects } from './changes.ts';
import { conditionText } from './condition-text.ts';
import type { Edges } from './edges.ts';
import type { ExplainedReference, ExplainedValues, Explanation, FilePlace, Named } from './explanation.ts';
import { isPassedThrough, type Reference, referredBy, refersTo, waitedForBy, waitsFor } from './follow.ts';
import { lineOf } from './lines.ts';
import { stackReferences } from './stack-references.ts';
import type { SystemThings, Thing, Unit } from './things.ts';
import { environmentValues, releaseFilesWith, type WrittenFile } from './written.ts';

/** What an explanation is made from. */
export interface ExplainedSystem {
  readonly things: SystemThings;
  readonly edges: Edges;
  /** The files of `output/<system>/` as they lie there: line numbers are those of what a reviewer sees. */
  readonly files: readonly WrittenFile[];
  /** What roles may do; asked only for resources. */
  readonly access: AccessReader;
}

/** Everything that is known of one thing. Pure. */
export function explain(thing: Thing, system: ExplainedSystem, also: readonly Thing[] = []): Explanation {
  const { things, edges, files, access } = system;
  const { id, kind, name, unit } = thing;
  const resource = resourceOf(thing);
  const isStack = kind === 'stack';
  const by = isStack ? stackReferences(thing, system) : undefined;
  const to = by?.takes ?? refersTo(thing, edges);
  const from = by?.gives ?? referredBy(thing, edges);
  const type = kind === 'resource' ? resource?.Type : undefined;
  return compact({
    formatVersion: 1 as const,
    system: things.system,
    ...namedOf(thing),
    id,
    name,
    comment: commentOf(thing),
    template: placeIn(thing, system),
    flat: flatPlace(thing, system),
    ...declaration(thing),
    conditions: conditionsOf(thing),
    condition: conditionOf(thing),
    deletionPolicy: resource?.DeletionPolicy,
    updateReplacePolicy: resource?.UpdateReplacePolicy,
    kept: type === undefined ? undefined : keptText(type, name),
    values: valuesOf(thing, files),
    refersTo: to.map((each) => explainedReference(each, system, thing)),
    referredBy: from.map((each) => explainedReference(each, system)),
    waitsFor: waitsFor(thing, edges).map(namedOf),
    waitedForBy: waitedForBy(thing, edges).map(namedOf),
    releaseFiles: releaseFiles(thing, from, files),
    contains: isStack ? things.all.filter((each) => isIn(each, unit)).map(namedOf) : undefined,
    beside: isStack && unit === things.root ? things.all.filter(isBeside).map(namedOf) : undefined,
    access: type === undefined ? undefined : access(thing),
    // A type that src/aws does not have is a custom one, or too new: AWS has no page of it that we know of.
    documentation: type === undefined || specOf(type) === undefined ? undefined : pageOf(type),
    changes: type === undefined ? undefined : changeEffects(type, resource?.Properties ?? {}),
    also: also.map(namedOf),
  });
}

function keptText(type: string, logicalId: string): Explanation['kept'] {
  const kept = keepingOf(type, logicalId);
  return kept && { code: kept.code, reason: kept.reason, wayRound: kept.wayRound };
}

/** A thing as lists have it. */
export function namedOf(thing: Thing): Named {
  const { id, kind, name, unit } = thing;
  const type = kind === 'parameter' ? unit.stack.template.Parameters?.[name]?.Type : resourceOf(thing)?.Type;
  return type === undefined || kind === 'stack' ? { id, kind } : { id, kind, type };
}

function resourceOf({ kind, section, name, unit }: Thing): TemplateResource | undefined {
  if (section !== 'Resources') return undefined;
  return (kind === 'stack' ? unit.parent?.unit : unit)?.stack.template.Resources[name];
}

function commentOf(thing: Thing): string | undefined {
  const { kind, name, unit } = thing;
  const { template, comments } = unit.stack;
  switch (kind) {
    case 'resource':
      return comments[name];
    case 'stack':
      return unit.parent?.unit.stack.comments[name] ?? template.Description;
    case 'parameter':
      return template.Parameters?.[name]?.Description;
    case 'output':
      return template.Outputs?.[name]?.Description;
    default:
      return undefined;
  }
}

function placeIn({ kind, section, name, unit }: Thing, { things, files }: ExplainedSystem): FilePlace {
  return written(things.system, unit.file, files, kind === 'stack' ? undefined : { section, name });
}

function flatPlace(thing: Thing, { things, files }: ExplainedSystem): Explanation['flat'] {
  const id = things.flatName(thing);
  if (id === undefined) return undefined;
  return { id, ...written(things.system, 'flat.yaml', files, { section: thing.section, name: id }) };
}

function written(
  system: string,
  file: string,
  files: readonly WrittenFile[],
  of: { readonly section: Section; readonly name: string } | undefined,
): FilePlace {
  const text = files.find(({ path }) => path === file)?.text;
  const line = text === undefined || of === undefined ? undefined : lineOf(text, of.section, of.name);
  return compact({ file: `output/${system}/${file}`, line });
}

function placeOf({ kind, section, name, unit }: Thing): Place | undefined {
  return kind === 'stack' ? unit.stack.place : unit.stack.places.get(`${section}/${name}`);
}

/** From the line that declares it out to the file that its stack is in. */
function declaration(thing: Thing): {
  readonly declared: FilePlace | undefined;
  readonly calledAt: readonly FilePlace[];
} {
  const trail = (placeOf(thing)?.trail ?? []).map(({ file, line }) => ({ file, line }));
  const stackFile = thing.unit.stack.place.position.file;
  const [declared, ...calledAt] = trail.slice(0, trail.findIndex(({ file }) => file === stackFile) + 1);
  return { declared: declared ?? trail[0], calledAt };
}

function conditionsOf(thing: Thing): Explanation['conditions'] {
  const { kind, section, name, unit } = thing;
  const { Resources, Outputs } = unit.stack.template;
  const own =
    kind === 'resource' ? Resources[name]?.Condition : section === 'Outputs' ? Outputs?.[name]?.Condition : undefined;
  return [...around(unit), ...(own === undefined ? [] : [conditionIn(unit, own)])];
}

function around({ parent }: Unit): Explanation['conditions'] {
  if (parent === undefined) return [];
  const condition = parent.unit.stack.template.Resources[parent.id]?.Condition;
  return [...around(parent.unit), ...(condition === undefined ? [] : [conditionIn(parent.unit, condition)])];
}

function conditionIn({ path, stack }: Unit, name: string): Explanation['conditions'][number] {
  const id = path === '' ? name : `${path}/${name}`;
  return { id, condition: conditionText(stack.template.Conditions?.[name] ?? name) };
}

function conditionOf({ kind, name, unit }: Thing): string | undefined {
  return kind === 'condition' ? conditionText(unit.stack.template.Conditions?.[name] ?? name) : undefined;
}

function valuesOf(thing: Thing, files: readonly WrittenFile[]): ExplainedValues | undefined {
  const { kind, name, unit } = thing;
  const { Parameters = {}, Outputs = {} } = unit.stack.template;
  if (kind === 'output') {
    const value = Outputs[name]?.Value;
    return value === undefined || namesUsed(value).length > 0 ? undefined : { given: textOf(value), environments: {} };
  }
  if (kind !== 'parameter') return undefined;
  const passed = unit.parent?.unit.stack.nested.get(unit.parent.id)?.passed[name];
  const fallback = Parameters[name]?.Default;
  return compact({
    given: passed === undefined || namesUsed(passed).length > 0 ? undefined : textOf(passed),
    default: fallback === undefined ? undefined : String(fallback),
    ...(unit.path === '' ? environmentValues(files, name) : { environments: {} }),
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param start who names, where that is not whoever stands at the other end. */
function explainedReference({ thing, uses }: Reference, { files }: ExplainedSystem, start?: Thing): ExplainedReference {
  return compact({
    ...namedOf(thing),
    uses: uses.map(({ path, attribute, via }) =>
      compact({ path, policy: policyAt(start ?? thing, path), attribute, via: via.map(({ id }) => id) }),
    ),
    values: valuesOf(thing, files),
    condition: conditionOf(thing),
  });
}

function policyAt(thing: Thing, path: string): string | undefined {
  const index = /^Policies\[(\d+)\]\./.exec(path)?.[1];
  const policies = resourceOf(thing)?.Properties?.Policies;
  const policy = index === undefined || !Array.isArray(policies) ? undefined : policies[Number(index)];
  return isObject(policy) && typeof policy.PolicyName === 'string' ? policy.PolicyName : undefined;
}

/** The build fills in what its project is told, by the names of the pipeline's parameters; without a build, the root's outputs say it. */
function releaseFiles(thing: Thing, references: readonly Reference[], files: readonly WrittenFile[]) {
  const names = references.flatMap(({ thing: end, uses }) => {
    if (end.kind === 'output' && end.unit.path === '') return [end.name];
    if (resourceOf(end)?.Type !== 'AWS::CodeBuild::Project') return [];
    return uses.map(({ via }) => (via[0] ?? thing).name);
  });
  const own = !isPassedThrough(thing) && thing.unit.path === '' && thing.section !== 'Resources' ? [thing.name] : [];
  return [...new Set([...own, ...names])].flatMap((as) => releaseFilesWith(files, as).map((file) => ({ file, as })));
}

function isBeside({ kind, unit }: Thing): boolean {
  return kind === 'stack' && unit.parent === undefined && unit.path !== '';
}

function isIn({ kind, unit }: Thing, outer: Unit): boolean {
  return kind === 'stack' ? unit.parent?.unit === outer : kind === 'resource' && unit === outer;
}
