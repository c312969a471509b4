import { isObject } from '../../dsl/border.ts';
import { type Problem, TealformError } from '../../dsl/error.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import { parseParameterFile } from '../../synth/parameter-file.ts';
import { withoutMarks } from '../resolve/token.ts';
import { objectIn, own } from '../resolve/values.ts';
import type { FileTree } from './file-tree.ts';

export const STACK = 'AWS::CloudFormation::Stack';

/** A template, and those it nests. */
export interface StackTemplate {
  /** Its file without the ending: `load-balancer`, `fleets/member`. */
  readonly name: string;
  readonly template: DataObject;
  /** The nested ones that are among the files, by logical id. */
  readonly nested: Readonly<Record<string, StackTemplate>>;
}

/** What is generated for one system, read. */
export interface SystemFiles {
  readonly system: string;
  /** Of what is deployed as one stack with what it nests; the system itself first, then `deployer` and the like. */
  readonly trees: readonly StackTemplate[];
  /** The same as {@link trees}[0] in one template, where there is one beside it. */
  readonly flat: StackTemplate | undefined;
  /** Values of the system's parameters, by environment. A fleet is one: its stack set's. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The text of every file, by its path in the system's folder. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The systems of a generation: its folders. */
export function systemsOf({ paths }: FileTree): readonly string[] {
  return [...new Set(paths.flatMap((path) => (path.includes('/') ? [path.slice(0, path.indexOf('/'))] : [])))];
}

/** Templates by their texts, so that what both generations have is read once. A `Map` is one. */
export interface Templates {
  get(text: string): DataObject | undefined;
  set(text: string, template: DataObject): unknown;
}

/**
 * Reads what is generated for a system. Any folder of templates will do: which is nested in which is found by their addresses.
 * @param problems gets what cannot be read: `unreadable`, with the file and its generation.
 */
export function readSystem(tree: FileTree, system: string, templates: Templates, problems: Problem[]): SystemFiles {
  const texts = new Map(
    tree.paths
      .filter((path) => path.startsWith(`${system}/`))
      .map((path) => [path.slice(system.length + 1), tree.read(path)] as const),
  );
  const blame = (path: string, error: TealformError) => {
    for (const { message, hint } of error.problems) {
      problems.push({ code: 'unreadable', message: `${system}/${path} of ${tree.label}: ${message}`, hint });
    }
  };
  const parsed = new Map<string, DataObject>();
  for (const [path, text] of texts) {
    if (!mayBeTemplate(path, text)) continue;
    const template = attempt(
      () => parsedOnce(templates, text),
      (error) => blame(path, error),
    );
    if (template !== undefined && isObject(own(template, 'Resources'))) parsed.set(path, template);
  }
  const environments = new Map<string, Readonly<Record<string, string>>>();
  // Environments before fleets.
  const isFleet = ([path]: readonly [string, string]) => path.startsWith('fleets/');
  for (const [path, text] of [...texts].sort((a, b) => Number(isFleet(a)) - Number(isFleet(b)))) {
    const [, kind, name = ''] = /^(parameters|fleets)\/([^/]+)\.json$/.exec(path) ?? [];
    if (kind === undefined) continue;
    const read = () => parseParameterFile(kind === 'fleets' ? setParameters(text) : text, path);
    const values = attempt(read, (error) => blame(path, error));
    if (values !== undefined) environments.set(name, withoutMarks(values));
  }
  return { system, ...treesOf(parsed), environments: Object.fromEntries(environments), texts };
}

function mayBeTemplate(path: string, text: string): boolean {
  if (/^(release|parameters|stack-policy)\//.test(path)) return false;
  return /\.(ya?ml|json|template)$/.test(path) && /(?:^|[{,])\s*["']?Resources["']?\s*:/m.test(text);
}

function parsedOnce(templates: Templates, text: string): DataObject {
  const before = templates.get(text);
  if (before !== undefined) return before;
  const template = withoutMarks(parseTemplate(text));
  if (depthOf(template) > DEEPEST) throw tooDeep();
  templates.set(text, template);
  return template;
}

/** What is nested deeper is no template that anybody wrote, and too deep to be looked through. */
const DEEPEST = 200;

function depthOf(data: Data): number {
  if (typeof data !== 'object' || data === null) return 0;
  return 1 + Object.values(data).reduce((most: number, each: Data) => Math.max(most, depthOf(each)), 0);
}

function tooDeep(): TealformError {
  const message = `is nested more than ${DEEPEST} deep`;
  return new TealformError({ code: 'yaml-unsupported', message, hint: 'give a template that people can read' });
}

function attempt<T>(work: () => T, blame: (error: TealformError) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    // The stack of calls is full.
    if (error instanceof RangeError) blame(tooDeep());
    else if (error instanceof TealformError) blame(error);
    else throw error;
    return undefined;
  }
}

// A fleet's file has them in the form in which the API takes them.
function setParameters(text: string): string {
  const hint = 'run make synth';
  try {
    const file: unknown = JSON.parse(text);
    const set = typeof file === 'object' && file !== null && 'stackSet' in file ? file.stackSet : undefined;
    const parameters = typeof set === 'object' && set !== null && 'Parameters' in set ? set.Parameters : [];
    return JSON.stringify(parameters);
  } catch {
    throw new TealformError({ code: 'stale-output', message: 'is not JSON', hint });
  }
}

function treesOf(parsed: ReadonlyMap<string, DataObject>): Pick<SystemFiles, 'trees' | 'flat'> {
  const nestedIn = new Map<string, Set<string>>();
  const build = (path: string, above: readonly string[]): StackTemplate => {
    const template = parsed.get(path) ?? {};
    const inside = nestedIn.get(path) ?? new Set();
    nestedIn.set(path, inside);
    const nested = Object.entries(objectIn(template, 'Resources')).flatMap(([logicalId, resource]) => {
      if (!isObject(resource) || own(resource, 'Type') !== STACK) return [];
      const found = fileOf(own(objectIn(resource, 'Properties'), 'TemplateURL'), path, parsed);
      // A template that nests itself has no end.
      if (found === undefined || above.includes(found) || found === path) return [];
      inside.add(found);
      return [[logicalId, build(found, [...above, path])] as const];
    });
    return { name: path.replace(/\.\w+$/, ''), template, nested: Object.fromEntries(nested) };
  };
  const built = new Map([...parsed.keys()].map((path) => [path, build(path, [])] as const));
  const tops = topsOf([...built.keys()], nestedIn).flatMap((path) => built.get(path) ?? []);
  const root = tops.find(({ name }) => name === 'root');
  const isFlat = ({ name }: StackTemplate) => root !== undefined && name === 'flat';
  const main = root ?? tops[0];
  const others = tops.filter((tree) => tree !== main && !isFlat(tree));
  return { trees: main === undefined ? [] : [main, ...others], flat: tops.find(isFlat) };
}

// Those that nobody nests, and of those that nest each other in a circle the first.
function topsOf(paths: readonly string[], nestedIn: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const nested = new Set([...nestedIn.values()].flatMap((inside) => [...inside]));
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const inside of nestedIn.get(path) ?? []) reach(inside);
  };
  return [...paths.filter((path) => !nested.has(path)), ...paths].filter((path) => {
    const isNew = !reached.has(path);
    reach(path);
    return isNew;
  });
}

// Beside the template that nests it, or from the top of the folder; in a folder below, where the address names one.
function fileOf(url: Data | undefined, from: string, parsed: ReadonlyMap<string, DataObject>): string | undefined {
  const whole = pathInAddress(url);
  if (whole === undefined) return undefined;
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const steps = whole.split('/');
  return steps
    .map((_, index) => steps.slice(index).join('/'))
    .flatMap((path) => [`${folder}${path}`, path])
    .find((path) => parsed.has(path));
}

/** The file that a `TemplateURL` is of: `load-balancer.yaml` for `.../load-balancer.620685b5c80e.yaml`, as for `load-balancer.yaml`. */
export function fileInAddress(url: Data | undefined): string | undefined {
  return pathInAddress(url)?.split('/').at(-1);
}

// As much of it as stands there in plain text, at the end.
function pathInAddress(url: Data | undefined): string | undefined {
  const text = (typeof url === 'string' ? url : JSON.stringify(url ?? '')).slice(-LONGEST_ADDRESS);
  const found = [...text.matchAll(/[^\s"'{},\\]+\.(?:ya?ml|json|template)(?!\w)/g)].at(-1)?.[0];
  return found?.replace(/\.[0-9a-f]{12}(\.\w+)$/, '$1').replace(/^(?:\.?\/)+/, '');
}

const LONGEST_ADDRESS = 2048;
