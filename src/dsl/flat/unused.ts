import { namesUsed } from '../references.ts';
import type { Data, DataObject, Template } from '../template.ts';

/** The conditions and mappings that something uses: outputs of nested stacks go, and with them what only they used. */
export function withoutUnused({ Rules = {}, Conditions = {}, Mappings = {}, Resources, Outputs = {} }: Template): {
  conditions: DataObject;
  mappings: DataObject;
} {
  const conditions = new Set<string>();
  const mappings = new Set<string>();
  const visit = (data: Data, isCondition: boolean): void => {
    for (const { kind, name } of namesUsed(data, isCondition)) {
      if (kind === 'FindInMap') mappings.add(name);
      if (kind === 'Condition') visitCondition(name);
    }
  };
  const visitCondition = (name: string | undefined): void => {
    if (name === undefined || conditions.has(name)) return;
    conditions.add(name);
    visit(Conditions[name] ?? {}, true);
  };
  for (const { Condition, ...resource } of Object.values(Resources)) {
    visitCondition(Condition);
    visit({ ...resource }, false);
  }
  for (const { Condition, Value, Export } of Object.values(Outputs)) {
    visitCondition(Condition);
    visit([Value, Export?.Name ?? ''], false);
  }
  visit(Rules, true);
  return { conditions: only(Conditions, conditions), mappings: only(Mappings, mappings) };
}

function only(members: DataObject, names: ReadonlySet<string>): DataObject {
  return Object.fromEntries(Object.entries(members).filter(([name]) => names.has(name)));
}
