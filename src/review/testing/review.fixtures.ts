// For tests only: generations of templates without a disk, and what comes of comparing them.
import assert from 'node:assert/strict';
import type { Problem } from '../../dsl/error.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { allChanges, type PlannedChange } from '../compare/changes.ts';
import { compareResources } from '../compare/compare.ts';
import { type FileTree, filesTree } from '../generation/file-tree.ts';
import { readSystem, type SystemFiles } from '../generation/system-files.ts';
import type { SystemPlan } from '../plan.ts';
import { type ResolvedTree, resolveTree } from '../resolve/resolve.ts';
import type { ReviewedResource } from '../resolve/resource.ts';

/** Files by their paths: a text as it is, anything else as JSON. */
export type Files = Readonly<Record<string, Data>>;

/** A generation of systems: paths are below the folder of all, `one/root.yaml`. */
export function generation(files: Files, label = 'now'): FileTree {
  const texts = Object.entries(files).map(([path, file]) => [
    path,
    typeof file === 'string' ? file : JSON.stringify(file, null, 2),
  ]);
  return filesTree(label, Object.fromEntries(texts));
}

/** The files of one system, read; paths are below its own folder: `root.yaml`. */
export function systemOf(files: Files): SystemFiles {
  const below = Object.entries(files).map(([path, file]) => [`one/${path}`, file]);
  const problems: Problem[] = [];
  const system = readSystem(generation(Object.fromEntries(below)), 'one', new Map(), problems);
  assert.deepEqual(problems, []);
  return system;
}

/** A template with these resources, each `[type, properties, what stands beside them]`, and these other sections. */
export function templateOf(
  resources: Readonly<Record<string, readonly [type: string, properties?: DataObject, beside?: DataObject]>>,
  sections: DataObject = {},
): DataObject {
  const entries = Object.entries(resources).map(([id, [Type, Properties = {}, beside = {}]]) => [
    id,
    { Type, ...beside, Properties },
  ]);
  return { ...sections, Resources: Object.fromEntries(entries) };
}

/** A resource that is a stack of the template in that file. */
export function nestedOf(file: string, Parameters: DataObject = {}): readonly [type: string, properties: DataObject] {
  return ['AWS::CloudFormation::Stack', { TemplateURL: `https://bucket.example/${file}`, Parameters }];
}

/** The first tree of the files, resolved. */
export function resolved(files: Files, parameters: Readonly<Record<string, Data>> = {}): ResolvedTree {
  const [root] = systemOf(files).trees;
  assert.ok(root);
  return resolveTree(root, { parameters });
}

/** The properties of a resource of a tree. */
export function propertiesOf({ resources }: ResolvedTree, path: string): DataObject {
  const found = resources.find((resource) => resource.path === path);
  assert.ok(found, `there is ${path}`);
  return found.properties;
}

/** A resource as rules and comparisons see it. */
export function resourceOf(
  path: string,
  type: string,
  properties: DataObject = {},
  attributes: DataObject = {},
): ReviewedResource {
  return { path, type, properties, attributes };
}

/** A change in a line: `Modify Topic yes`. */
export function compared(before: readonly ReviewedResource[], after: readonly ReviewedResource[]): readonly string[] {
  return [...compareResources(before, after)].map(([path, change]) => inLine(path, change)).sort();
}

function inLine(path: string, { action, replacement }: PlannedChange): string {
  return [action, path, ...(action === 'Modify' ? [replacement] : [])].join(' ');
}

/** The changes of a plan in lines; nested stacks only for what is in them. */
export function changesIn({ trees }: SystemPlan): readonly string[] {
  return trees
    .flatMap(({ tree }) => allChanges(tree))
    .flatMap(({ change }) => (change.nested ? [] : [inLine(change.logicalId, change)]))
    .sort();
}
