import { isObject } from '../../dsl/border.ts';
import type { Problem } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';
import { arnParts, matchesArn, matchesWildcard } from './wildcard.ts';

/** One key of a statement's `Condition`: it holds if one of the values fits. */
export interface Condition {
  /** As written: `StringEquals`, `ArnLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** What a request brings along, by key, such as `aws:SourceAccount`. Keys are compared without regard to case. */
export type Context = Readonly<Record<string, string>>;

type Comparison = (wanted: string, given: string) => boolean;

const equal: Comparison = (wanted, given) => wanted === given;

/** What each operator compares by. A negated one holds where none of the values fits, and where the key is missing. */
const OPERATORS: Readonly<Record<string, { readonly compare: Comparison; readonly negated?: true }>> = {
  StringEquals: { compare: equal },
  StringNotEquals: { compare: equal, negated: true },
  StringLike: { compare: matchesWildcard },
  StringNotLike: { compare: matchesWildcard, negated: true },
  // AWS compares by ArnEquals exactly as by ArnLike.
  ArnEquals: { compare: matchesArn },
  ArnNotEquals: { compare: matchesArn, negated: true },
  ArnLike: { compare: matchesArn },
  ArnNotLike: { compare: matchesArn, negated: true },
  Bool: { compare: (wanted, given) => wanted.toLowerCase() === given.toLowerCase() },
};

const IF_EXISTS = 'IfExists';

/**
 * A statement's `Condition` as a list. What the evaluator does not know goes to `problems`: it must not pass for true.
 * @param path where the condition stands, for problems.
 */
export function readConditions(condition: Data | undefined, path: string, problems: Problem[]): readonly Condition[] {
  if (condition === undefined) return [];
  const read: Condition[] = [];
  const report = (where: string, message: string, hint: string) =>
    problems.push({ code: 'unknown-condition', message, hint, path: `${path}${where}` });
  if (!isObject(condition)) {
    report('', `${JSON.stringify(condition)} is no condition`, 'write { operator: { key: value } }');
    return [];
  }
  for (const [operator, keys] of Object.entries(condition)) {
    if (operator !== 'Null' && !Object.hasOwn(OPERATORS, baseOf(operator))) {
      const known = [...Object.keys(OPERATORS), 'Null'].join(', ');
      report(`.${operator}`, `the evaluator does not know the operator ${operator}`, `it knows ${known}`);
    } else if (!isObject(keys)) {
      report(`.${operator}`, `${JSON.stringify(keys)} names no keys`, 'write { key: value }');
    } else {
      for (const [key, given] of Object.entries(keys)) {
        const values = [given].flat().filter((value) => typeof value !== 'object');
        const texts = values.map(String);
        read.push({ operator, key, values: texts });
        const isArn = operator.startsWith('Arn');
        const wrong = isArn ? texts.find((text) => arnParts(text) === undefined) : undefined;
        if (values.length !== [given].flat().length || values.length === 0) {
          report(`.${operator}.${key}`, `${JSON.stringify(given)} is no value`, 'write a text or a list of texts');
        } else if (wrong !== undefined) {
          report(`.${operator}.${key}`, `${JSON.stringify(wrong)} is no ARN`, 'an ARN has six parts between colons');
        }
      }
    }
  }
  return read;
}

/**
 * Whether a condition holds. A key that the request does not bring makes it false, except for negated operators, those that end
 * in `IfExists`, and `Null`, which asks for just that.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function holds({ operator, key, values }: Condition, context: Context): boolean {
  const given = valueIn(context, key);
  if (operator === 'Null') return values.some((value) => (value.toLowerCase() === 'true') === (given === undefined));
  const known = OPERATORS[baseOf(operator)];
  // `readConditions` lets no other through; whoever makes one by hand gets no permission by it.
  if (!known) return false;
  if (given === undefined) return known.negated === true || operator.endsWith(IF_EXISTS);
  const fits = values.some((value) => known.compare(value, given));
  return fits !== (known.negated === true);
}

/** What the context says of a key, whatever the case of its name. */
export function valueIn(context: Context, key: string): string | undefined {
  const wanted = key.toLowerCase();
  return Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function baseOf(operator: string): string {
  return operator.endsWith(IF_EXISTS) ? operator.slice(0, -IF_EXISTS.length) : operator;
}
