import { isObject } from '../../dsl/border.ts';
import { TealformError } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';

/** What the values in a condition are worked out by. All may refuse what has no value. */
export interface ConditionValues {
  readonly condition: (name: Data | undefined) => boolean;
  readonly isEqual: (one: string, other: string) => boolean;
  readonly text: (data: Data | undefined) => string;
  readonly list: (data: Data | undefined) => readonly Data[];
  readonly refuse: (message: string) => never;
}

/**
 * Whether a condition, or an assertion of a rule, holds.
 * @throws TealformError what the values throw, where the condition depends on it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function holds(expression: Data, values: ConditionValues): boolean {
  const { isEqual, text, list } = values;
  const [[name, payload] = ['', null]] = isObject(expression) ? Object.entries(expression) : [];
  const parts: readonly Data[] = Array.isArray(payload) ? payload : [];
  const [first, second] = parts;
  switch (name) {
    case 'Condition':
      return values.condition(payload);
    case 'Fn::Equals':
      return isEqual(text(first), text(second));
    case 'Fn::Not':
      return !holds(first ?? null, values);
    case 'Fn::And':
      return !some(parts, (part) => !holds(part, values));
    case 'Fn::Or':
      return some(parts, (part) => holds(part, values));
    case 'Fn::Contains': {
      const wanted = text(second);
      return some(list(first), (each) => isEqual(text(each), wanted));
    }
    case 'Fn::EachMemberEquals': {
      const wanted = text(second);
      return !some(list(first), (each) => !isEqual(text(each), wanted));
    }
    case 'Fn::EachMemberIn': {
      const allowed = list(second);
      return !some(list(first), (each) => !some(allowed, (one) => isEqual(text(each), text(one))));
    }
    default:
      return values.refuse(`${JSON.stringify(expression)} is no condition`);
  }
}

// One that is sure decides, wherever it stands; else what is not known is not known of the whole.
function some<T>(parts: readonly T[], holds: (part: T) => boolean): boolean {
  let unknown: TealformError | undefined;
  for (const part of parts) {
    try {
      if (holds(part)) return true;
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      unknown = error;
    }
  }
  if (unknown !== undefined) throw unknown;
  return false;
}
