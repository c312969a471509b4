import { type NameUse, namesUsed, usesOf } from '../references.ts';
import type { DataObject, Template } from '../template.ts';

/** The conditions and mappings that something uses: outputs of nested stacks go, and with them what only they used. */
export function withoutUnused({ Rules = {}, Conditions = {}, Mappings = {}, Resources, Outputs = {} }: Template): {
  conditions: DataObject;
  mappings: DataObject;
} {
  const conditions = new Set<string>();
  const mappings = new Set<string>();
  const visit = (uses: readonly NameUse[]): void => {
    for (const { kind, name } of uses) {
      if (kind === 'FindInMap') mappings.add(name);
      if (kind === 'Condition') visitCondition(name);
    }
  };
  const visitCondition = (name: string | undefined): void => {
    if (name === undefined || conditions.has(name)) return;
    conditions.add(name);
    visit(namesUsed(Conditions[name] ?? {}, true));
  };
  for (const resource of Object.values(Resources)) {
    visitCondition(resource.Condition);
    visit(usesOf(resource).names);
  }
  for (const { Condition, Value, Export } of Object.values(Outputs)) {
    visitCondition(Condition);
    visit(namesUsed(Value));
    if (Export) visit(namesUsed(Export.Name));
  }
  for (const rule of Object.values(Rules)) visit(namesUsed(rule, true));
  return { conditions: only(Conditions, conditions), mappings: only(Mappings, mappings) };
}

function only(members: DataObject, names: ReadonlySet<string>): DataObject {
  return Object.fromEntries(Object.entries(members).filter(([name]) => names.has(name)));
}
