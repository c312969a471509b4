import { isObject } from '../../dsl/border.ts';
import type { Problem } from '../../dsl/error.ts';
import { idsUsed } from '../../dsl/references.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { StackTemplate, SystemFiles } from '../generation/system-files.ts';
import { resolveTree } from '../resolve/resolve.ts';
import { objectIn, scalarText, textIn } from '../resolve/values.ts';
import { listenersOfReleases } from './carriers.ts';
import { splitPath } from './whole.ts';

/**
 * The listeners of releases have to be there when the service is made: ECS takes no target group that no load balancer uses. Asked of every form
 * that a system has, since a form that nothing is updated by is still what the next creation is made of.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export function findUnordered(before: SystemFiles, after: SystemFiles): readonly Problem[] {
  const forms = (files: SystemFiles) => [files.trees[0], files.flat].flatMap((form) => form ?? []);
  const known = new Set(
    forms(before)
      .flatMap(unordered)
      .map(({ listener, service }) => `${listener} ${service}`),
  );
  const found = forms(after).flatMap(unordered);
  return found
    .filter(({ listener, service }) => !known.has(`${listener} ${service}`))
    .map(({ listener, service, form }) => ({
      ...splitPath(form === after.flat?.name ? `${form}/${service}` : service),
      code: 'listeners-first',
      message: `nothing in ${form}.yaml keeps the service from being made before ${listener}: ECS then refuses its target group, which has no load balancer yet`,
      hint: `let the service depend on ${listener}, or its stack on the listener's`,
    }));
}

interface Unordered {
  readonly listener: string;
  readonly service: string;
  readonly form: string;
}

function unordered(root: StackTemplate): readonly Unordered[] {
  const earlier = new Map<string, ReadonlySet<string>>();
  const types = new Map<string, string>();
  walk(root, '', new Set(), earlier, types);
  const services = [...types].filter(([, type]) => type === 'AWS::ECS::Service').map(([path]) => path);
  const listeners = listenersOfReleases(resolveTree(root, { parameters: {} }));
  return services.flatMap((service) =>
    listeners
      .filter((listener) => !earlier.get(service)?.has(listener))
      .map((listener) => ({ listener, service, form: root.name })),
  );
}

// What is sure to be there before each resource: what it and its stacks wait for, with all that is in it.
function walk(
  file: StackTemplate,
  prefix: string,
  before: ReadonlySet<string>,
  earlier: Map<string, ReadonlySet<string>>,
  types: Map<string, string>,
): void {
  const resources = objectIn(file.template, 'Resources');
  const waits = new Map(Object.entries(resources).map(([id, resource]) => [id, waitsFor(resource, resources)]));
  for (const [id, resource] of Object.entries(resources)) {
    const path = `${prefix}${id}`;
    const all = new Set(before);
    for (const each of closure(id, waits)) for (const inner of contents(file, prefix, each)) all.add(inner);
    earlier.set(path, all);
    types.set(path, textIn(resource, 'Type'));
    const nested = Object.hasOwn(file.nested, id) ? file.nested[id] : undefined;
    if (nested) walk(nested, `${path}/`, all, earlier, types);
  }
}

function waitsFor(resource: Data, siblings: DataObject): readonly string[] {
  if (!isObject(resource)) return [];
  const { DependsOn = [], Properties = {} } = resource;
  const names = [...[DependsOn].flat().map(scalarText), ...idsUsed(Properties).map(({ name }) => name)];
  return names.filter((name) => Object.hasOwn(siblings, name));
}

function closure(id: string, waits: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(waits.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(waits.get(next) ?? []));
  }
  return found;
}

function contents(file: StackTemplate, prefix: string, id: string): readonly string[] {
  const path = `${prefix}${id}`;
  const nested = Object.hasOwn(file.nested, id) ? file.nested[id] : undefined;
  if (nested === undefined) return [path];
  return [
    path,
    ...Object.keys(objectIn(nested.template, 'Resources')).flatMap((each) => contents(nested, `${path}/`, each)),
  ];
}
