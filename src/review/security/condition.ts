import { coversWildcard } from '../../check/permissions/wildcard.ts';
import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import { coversCidr, readCidr } from './cidr.ts';
import { coversArn } from './pattern.ts';

/** One demand of a condition. */
export interface Demand {
  /** `ForAllValues`, `ForAnyValue`; empty where there is none. */
  readonly quantifier: '' | 'forallvalues' | 'foranyvalue';
  /** Lower case, without quantifier and `IfExists`. */
  readonly operator: string;
  readonly ifExists: boolean;
  /** Lower case. */
  readonly key: string;
  readonly values: readonly string[];
  /** As written, for people. */
  readonly shown: { readonly operator: string; readonly key: string };
}

/** Demands that must all be met. */
export type Demands = readonly Demand[];

const NEGATED = new Set([
  'stringnotequals',
  'stringnotequalsignorecase',
  'stringnotlike',
  'arnnotequals',
  'arnnotlike',
]);
for (const each of ['notipaddress', 'numericnotequals', 'datenotequals']) NEGATED.add(each);

/** More alternatives than this are left together: nothing wrong is said of them, only less that is the same is found so. */
const MOST = 256;

/**
 * The ways in which a condition can be met: it is if all demands of one of them are. Undefined for what is no condition.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function readCondition(condition: Data | undefined): readonly Demands[] | undefined {
  if (condition === undefined) return [[]];
  if (!isObject(condition)) return undefined;
  const read: Demand[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) return undefined;
    for (const [key, given] of Object.entries(keys)) {
      const values = [given].flat();
      if (values.length === 0 || values.some((value) => typeof value === 'object')) return undefined;
      read.push(...split(readDemand(operator, key, [...new Set(values.map(String))])));
    }
  }
  const ways = read.reduce((product, { values, ...rest }) => product * (isChoice(rest) ? values.length : 1), 1);
  if (ways > MOST) return [read];
  return read.reduce<readonly Demands[]>(
    (all, demand) =>
      isChoice(demand)
        ? all.flatMap((way) => demand.values.map((value) => [...way, { ...demand, values: [value] }]))
        : all.map((way) => [...way, demand]),
    [[]],
  );
}

function readDemand(written: string, key: string, given: readonly string[]): Demand {
  const [, quantifier = '', name = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/is.exec(written) ?? [];
  const base = name.replace(/IfExists$/i, '').toLowerCase();
  const operator = base === 'arnequals' ? 'arnlike' : base === 'arnnotequals' ? 'arnnotlike' : base;
  const values = operator === 'bool' || operator === 'null' ? given.map((value) => value.toLowerCase()) : given;
  const quantified = quantifier.toLowerCase();
  return {
    quantifier: quantified === 'forallvalues' || quantified === 'foranyvalue' ? quantified : '',
    operator,
    // A negated one is met by a missing key anyway.
    ifExists: /IfExists$/i.test(name) && !NEGATED.has(operator),
    key: key.toLowerCase(),
    values: [...new Set(values)],
    shown: { operator: written, key },
  };
}

// `is none of a, b` is two demands.
function split(demand: Demand): readonly Demand[] {
  const apart = demand.quantifier === '' && NEGATED.has(demand.operator);
  return apart ? demand.values.map((value) => ({ ...demand, values: [value] })) : [demand];
}

function isChoice({ quantifier, operator }: Omit<Demand, 'values'>): boolean {
  return quantifier !== 'forallvalues' && !NEGATED.has(operator);
}

/** Whether whatever meets the second demands meets the first. */
export function coversDemands(wide: Demands, narrow: Demands): boolean {
  return wide.every((demand) => narrow.some((other) => follows(demand, other)));
}

/** Whether a demand is met wherever another one is. */
export function follows(weaker: Demand, stronger: Demand): boolean {
  if (weaker.key !== stronger.key) return false;
  const isThere = !stronger.ifExists && !NEGATED.has(stronger.operator) && stronger.quantifier !== 'forallvalues';
  if (weaker.operator === 'null' && stronger.operator !== 'null') {
    return weaker.quantifier === '' && weaker.values.includes('false') && isThere;
  }
  if (stronger.ifExists && !weaker.ifExists && weaker.quantifier !== 'forallvalues') return false;
  // One value that fits is a set in which any does, and all do.
  if (stronger.quantifier !== weaker.quantifier && stronger.quantifier !== '') return false;
  if (NEGATED.has(stronger.operator) !== NEGATED.has(weaker.operator)) return false;
  // A missing key meets a negated demand, and no demand for any value.
  if (NEGATED.has(weaker.operator) && weaker.quantifier === 'foranyvalue' && stronger.quantifier === '') return false;
  const within = (wide: string, narrow: string) => coversValue(weaker.operator, wide, stronger.operator, narrow);
  return NEGATED.has(weaker.operator)
    ? weaker.values.every((value) => stronger.values.some((other) => excludes(weaker.operator, value, stronger, other)))
    : stronger.values.every((value) => weaker.values.some((other) => within(other, value)));
}

function excludes(operator: string, value: string, by: Demand, other: string): boolean {
  const positive = (name: string) => name.replace('not', '');
  return coversValue(positive(by.operator), other, positive(operator), value);
}

const NUMBERS: Readonly<Record<string, (wide: number, narrow: number) => boolean>> = {
  lessthan: (wide, narrow) => narrow <= wide,
  lessthanequals: (wide, narrow) => narrow <= wide,
  greaterthan: (wide, narrow) => narrow >= wide,
  greaterthanequals: (wide, narrow) => narrow >= wide,
};

// Whether whatever the second operator finds by its value, the first finds by its own.
function coversValue(operator: string, wide: string, other: string, narrow: string): boolean {
  if (operator === other && wide === narrow) return true;
  const [, family = '', order = ''] = /^(numeric|date)(.*)$/.exec(operator) ?? [];
  if (family !== '' && operator === other) {
    const [one, two] = family === 'date' ? [timeOf(wide), timeOf(narrow)] : [Number(wide), Number(narrow)];
    return order === 'equals' ? one === two : (NUMBERS[order]?.(one, two) ?? false);
  }
  switch (operator) {
    case 'stringlike':
      if (other === 'stringequals') return coversWildcard(wide, narrow.replaceAll(/[*?]/g, '\uE003'));
      return (other === 'stringlike' || other === 'arnlike') && coversWildcard(wide, narrow);
    case 'stringequals':
      return other === 'stringlike' && !/[*?]/.test(narrow) && wide === narrow;
    case 'stringequalsignorecase':
      return (other === operator || other === 'stringequals') && wide.toLowerCase() === narrow.toLowerCase();
    case 'arnlike':
      if (other === 'stringequals') return coversArn(wide, narrow.replaceAll(/[*?]/g, '\uE003'));
      return other === 'arnlike' && coversArn(wide, narrow);
    case 'ipaddress': {
      const [one, two] = [readCidr(wide), readCidr(narrow)];
      return other === operator && one !== undefined && two !== undefined && coversCidr(one, two);
    }
    default:
      return false;
  }
}

function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

const WORDS: Readonly<Record<string, string>> = {
  stringequals: 'is',
  stringlike: 'is like',
  arnlike: 'is like',
  bool: 'is',
  ipaddress: 'is in',
  stringnotequals: 'is not',
  stringnotlike: 'is not like',
  arnnotlike: 'is not like',
  notipaddress: 'is not in',
};

/** A demand in words: `aws:SourceAccount is ${AWS::AccountId}`. Operators without words of their own stand as they are written. */
export function showDemand({ quantifier, operator, ifExists, shown, values }: Demand): string {
  const word = WORDS[operator];
  const plain = quantifier === '' && word !== undefined;
  const known = plain ? `${shown.key}${ifExists ? ', if there,' : ''} ${word}` : `${shown.key} ${shown.operator}`;
  return `${known} ${values.join(' or ')}`;
}
