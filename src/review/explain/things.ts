import type { BuiltStack } from '../../dsl/built.ts';
import { flattenWithOrigins } from '../../dsl/flat/flatten.ts';
import type { FlatOrigin } from '../../dsl/flat/tree.ts';
import { templateFile } from '../../dsl/nested-template.ts';
import type { Section } from '../../dsl/template.ts';
import type { BesideTemplate } from '../../synth/system.ts';

/** What a name in a template can be; `stack` is a template itself, the root and nested ones among them. */
export type ThingKind = 'stack' | 'resource' | 'parameter' | 'condition' | 'mapping' | 'rule' | 'output';

/** One template of a system, where it is nested. */
export interface Unit {
  /** The logical ids from the root down, empty for the root; for what stands beside the system its file, as `fleets/member`. */
  readonly path: string;
  readonly stack: BuiltStack;
  /** Below `output/<system>/`: `service.yaml`. */
  readonly file: string;
  /** Where it is nested; undefined for the root and for what stands beside it. */
  readonly parent: { readonly unit: Unit; readonly id: string } | undefined;
  /** What the path begins with: the root, or one that is deployed by itself. */
  readonly top: Unit;
}

/** Something that has a name in a template of a system. */
export interface Thing {
  /** What people write: `Service/TaskRole`, `DesiredCount` for one of the root's own, `Service/Outputs/Name` where `Service/Name` is something else. */
  readonly id: string;
  readonly kind: ThingKind;
  readonly section: Section;
  /** Its name in its own template. */
  readonly name: string;
  /** The template that it stands in; of a stack, the template that it is. */
  readonly unit: Unit;
}

/** Everything of a system that has a name. */
export interface SystemThings {
  readonly system: string;
  readonly root: Unit;
  readonly flat: BuiltStack;
  /** Every template, each as often as it is nested; the root first. */
  readonly units: readonly Unit[];
  readonly all: readonly Thing[];
  /** What stands there under that name; `Resources` of a nested stack is the stack. */
  readonly at: (unit: Unit, section: Section, name: string) => Thing | undefined;
  /** What the flat template calls it; undefined where it is not in there. */
  readonly flatName: (thing: Thing) => string | undefined;
  /** What a name of the flat template is here. */
  readonly fromFlat: (section: Section, flatName: string) => Thing | undefined;
}

/** The sections of a template, and what each holds. */
const KINDS = {
  Resources: 'resource',
  Parameters: 'parameter',
  Outputs: 'output',
  Conditions: 'condition',
  Mappings: 'mapping',
  Rules: 'rule',
} as const satisfies Record<Section, ThingKind>;

/** The sections, those that people ask for most first. */
export const SECTIONS = Object.keys(KINDS) as readonly Section[];

/**
 * Everything in a system's templates that has a name, the flat form and what stands beside the system included.
 * @param beside the templates that are deployed by themselves.
 */
export function thingsOf(system: string, root: BuiltStack, beside: readonly BesideTemplate[] = []): SystemThings {
  const top = alone('', root, 'root.yaml');
  const units = [
    ...withNested(top),
    ...beside.map(({ path, stack }) => alone(path.replace(/\.yaml$/, ''), stack, path)),
  ];
  const all = units.flatMap(thingsIn);
  const byKey = new Map(all.map((thing) => [keyOf(thing), thing]));
  const { flat, origins } = flattenWithOrigins(root);
  const byOrigin = new Map([...origins].map(([key, origin]) => [originKey(key, origin), key.replace(/^\w+\//, '')]));
  return {
    system,
    root: top,
    flat,
    units,
    all,
    at: (unit, section, name) => byKey.get(`${unit.path} ${section} ${name}`),
    flatName: ({ unit, section, name, kind }) =>
      kind === 'stack' ? undefined : byOrigin.get(`${unit.path} ${section} ${name}`),
    fromFlat: (section, flatName) => {
      const origin = origins.get(`${section}/${flatName}`);
      return origin && byKey.get(originKey(`${section}/`, origin));
    },
  };
}

function alone(path: string, stack: BuiltStack, file: string): Unit {
  const unit: { -readonly [K in keyof Unit]: Unit[K] } = { path, stack, file, parent: undefined, top: null as never };
  unit.top = unit;
  return unit;
}

function withNested(unit: Unit): readonly Unit[] {
  const inner = [...unit.stack.nested].map(([id, { stack }]): Unit => {
    const path = unit.path === '' ? id : `${unit.path}/${id}`;
    return { path, stack, file: templateFile(stack.name), parent: { unit, id }, top: unit.top };
  });
  return [unit, ...inner.flatMap(withNested)];
}

function thingsIn(unit: Unit): readonly Thing[] {
  const { path, stack, parent } = unit;
  const own: Thing = { id: path || 'Root', kind: 'stack', section: 'Resources', name: parent?.id ?? stack.name, unit };
  const taken = new Set<string>();
  const named = SECTIONS.flatMap((section) =>
    Object.keys(stack.template[section] ?? {}).flatMap((name): readonly Thing[] => {
      const isTaken = taken.has(name);
      taken.add(name);
      if (section === 'Resources' && stack.nested.has(name)) return [];
      const id = [...(path === '' ? [] : [path]), ...(isTaken ? [section] : []), name].join('/');
      return [{ id, kind: KINDS[section], section, name, unit }];
    }),
  );
  return [own, ...named];
}

// A nested stack stands in its parent.
function keyOf({ kind, section, name, unit }: Thing): string {
  const { path } = kind === 'stack' ? (unit.parent?.unit ?? { path: `${unit.path} itself` }) : unit;
  return `${path} ${section} ${name}`;
}

function originKey(key: string, { stackPath, name }: FlatOrigin): string {
  return `${stackPath.join('/')} ${key.split('/')[0]} ${name}`;
}
