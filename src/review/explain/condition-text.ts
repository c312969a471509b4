import { argumentsOf, isObject } from '../../dsl/border.ts';
import { shown } from '../../dsl/shown.ts';
import type { Data } from '../../dsl/template.ts';

/** A condition as a reader says it: `HostName is not ""`, `IsProduction and not (Region is "eu-west-1")`. */
export function conditionText(expression: Data): string {
  const both = argumentsOf(expression, 'Fn::Equals');
  if (both) return `${operand(both[0])} is ${operand(both[1])}`;
  const [inner] = argumentsOf(expression, 'Fn::Not') ?? [];
  if (inner !== undefined) {
    const [one, other] = argumentsOf(inner, 'Fn::Equals') ?? [];
    if (one !== undefined && other !== undefined) return `${operand(one)} is not ${operand(other)}`;
    return `not ${bracketed(inner)}`;
  }
  for (const [name, word] of [
    ['Fn::And', ' and '],
    ['Fn::Or', ' or '],
  ] as const) {
    const parts = argumentsOf(expression, name);
    if (parts) return parts.map(bracketed).join(word);
  }
  if (isObject(expression) && typeof expression.Condition === 'string') return expression.Condition;
  return shown(expression);
}

function bracketed(expression: Data): string {
  const text = conditionText(expression);
  return text.includes(' ') ? `(${text})` : text;
}

function operand(data: Data | undefined): string {
  if (isObject(data) && typeof data.Ref === 'string') return data.Ref;
  return shown(data ?? null);
}
