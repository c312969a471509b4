import { isObject } from '../border.ts';
import type { Data, DataObject } from '../template.ts';
import { mapMembers } from './rewrite.ts';

/**
 * A rule of a stack that is only there if the condition holds. Rules cannot name conditions, so it says itself when it applies.
 * @param conditions those of the template, by name.
 */
export function onlyIf(condition: string | undefined, rule: Data, conditions: DataObject): Data {
  if (condition === undefined || !isObject(rule)) return rule;
  const { RuleCondition: own, ...rest } = rule;
  const outer = spellOut({ Condition: condition }, conditions);
  return { RuleCondition: own === undefined ? outer : { 'Fn::And': [outer, own] }, ...rest };
}

function spellOut(data: Data, conditions: DataObject): Data {
  if (Array.isArray(data)) return data.map((element) => spellOut(element, conditions));
  if (!isObject(data)) return data;
  if (typeof data.Condition === 'string') return spellOut(conditions[data.Condition] ?? '', conditions);
  return mapMembers(data, (member) => spellOut(member, conditions));
}

/** The function by which a rule asks for all parameters of its own template, if it does. */
export function asksForAll(rule: Data): string | undefined {
  const text = JSON.stringify(rule);
  return ['Fn::RefAll', 'Fn::ValueOfAll'].find((name) => text.includes(`{"${name}":`));
}
