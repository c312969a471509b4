import { formatPath } from '../../dsl/data.ts';
import { type NameUse, namesUsed } from '../../dsl/references.ts';
import type { Data, Section } from '../../dsl/template.ts';
import type { SystemThings, Thing, Unit } from './things.ts';

/** That one thing names another, in one template or across the border to the next. */
export interface Edge {
  readonly from: Thing;
  readonly to: Thing;
  /** Where: a property path as `LoadBalancers[0].TargetGroupArn`, or `Condition`. */
  readonly path: string;
  /** The attribute that is asked for, where it is not `Ref`. */
  readonly attribute?: string | undefined;
  /** `DependsOn`, which takes no value. */
  readonly waits?: true;
}

/** Who names whom in a system. */
export interface Edges {
  readonly from: (thing: Thing) => readonly Edge[];
  readonly to: (thing: Thing) => readonly Edge[];
}

/**
 * Every name that is used in the templates of a system. A parameter of a nested stack names what its parent passes, an attribute
 * `Outputs.X` of a nested stack names that output; so that whoever follows from one to the next crosses the borders.
 */
export function edgesOf(things: SystemThings): Edges {
  const from = new Map<Thing, Edge[]>();
  const to = new Map<Thing, Edge[]>();
  for (const edge of things.all.flatMap((thing) => edgesFrom(thing, things))) {
    append(from, edge.from, edge);
    append(to, edge.to, edge);
  }
  return { from: (thing) => from.get(thing) ?? [], to: (thing) => to.get(thing) ?? [] };
}

function edgesFrom(from: Thing, things: SystemThings): readonly Edge[] {
  const { unit, name, kind } = from;
  const { template } = unit.stack;
  const used = (data: Data, where: Unit = unit, isCondition = false): readonly Edge[] =>
    namesUsed(data, isCondition).flatMap((use) => {
      const to = named(use, where, things);
      const path = shortPath(use.path);
      return to === undefined ? [] : [{ from, to, path, ...(to.kind !== 'output' && attributeOf(use)) }];
    });
  const isAt = (wanted: Section, it: string, where: Unit, path: string): readonly Edge[] => {
    const to = things.at(where, wanted, it);
    return to === undefined ? [] : [{ from, to, path, ...(path === 'DependsOn' && { waits: true as const }) }];
  };
  const condition = (it: string | undefined, where = unit) =>
    it === undefined ? [] : isAt('Conditions', it, where, 'Condition');
  switch (kind) {
    case 'parameter': {
      const { parent } = unit;
      const passed = parent?.unit.stack.nested.get(parent.id)?.passed[name];
      return parent === undefined || passed === undefined ? [] : used(passed, parent.unit);
    }
    case 'condition':
      return used(template.Conditions?.[name] ?? null, unit, true);
    case 'rule':
      return used(template.Rules?.[name] ?? null);
    case 'output': {
      const { Value = null, Export, Condition } = template.Outputs?.[name] ?? {};
      return [...used(Value), ...used(Export ? { Export: { ...Export } } : {}), ...condition(Condition)];
    }
    case 'resource':
    case 'stack': {
      const where = kind === 'stack' ? unit.parent?.unit : unit;
      const resource = where?.stack.template.Resources[name];
      if (where === undefined || resource === undefined) return [];
      const { Type: _, Condition, DependsOn = [], Properties = {}, ...attributes } = resource;
      return [
        // What a nested stack is passed is told by its parameters.
        ...(kind === 'stack' ? [] : [...used(Properties), ...used({ ...attributes } as Data)]),
        ...condition(Condition, where),
        ...[DependsOn].flat().flatMap((id) => isAt('Resources', id, where, 'DependsOn')),
      ];
    }
    default:
      return [];
  }
}

function named({ kind, name, attribute }: NameUse, where: Unit, things: SystemThings): Thing | undefined {
  if (kind === 'Condition') return things.at(where, 'Conditions', name);
  if (kind === 'FindInMap') return things.at(where, 'Mappings', name);
  if (kind === 'Ref') return things.at(where, 'Parameters', name) ?? things.at(where, 'Resources', name);
  const to = things.at(where, 'Resources', name);
  if (to?.kind !== 'stack') return to;
  return things.at(to.unit, 'Outputs', (attribute ?? '').replace(/^Outputs\./, '')) ?? to;
}

function attributeOf({ attribute }: NameUse): Pick<Edge, 'attribute'> {
  return attribute === undefined ? {} : { attribute };
}

/** A path as readers look for it: what functions stand in the way plays no part. */
function shortPath(path: readonly (string | number)[]): string {
  const kept: (string | number)[] = [];
  for (let index = 0; index < path.length; index += 1) {
    const key = path[index] ?? '';
    if (typeof key === 'string' && key.startsWith('Fn::')) {
      while (typeof path[index + 1] === 'number') index += 1;
    } else kept.push(key);
  }
  return formatPath(kept);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
