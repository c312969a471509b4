import {
  accountId,
  allStacks,
  type BuiltStack,
  type Expression,
  type Json,
  partition,
  region,
  urlSuffix,
  type Value,
} from '../../../src/dsl/index.ts';
import { composeSub, type SubPart } from '../../../src/dsl/sub.ts';
import { once } from '../../common/once.ts';
import type { Statement } from '../../common/role.ts';

/** What CloudFormation must be able to do for resources of some types, and on which resources. */
export interface Grant {
  /** The resource types that need it; where a system has none of them, it is left out. */
  readonly types: readonly string[];
  readonly actions: readonly string[];
  /**
   * ARNs after `arn:<partition>:`, or `*` where the actions know no resource. `{name}` stands for the system's name, `{made}` for
   * the names that CloudFormation makes for the system's resources, `{bucket}` for how those of its buckets begin, `{here}` for
   * region and account.
   */
  readonly on: readonly string[] | '*';
  /** Operator, key, values; `{name}` and the like stand in values as in ARNs. */
  readonly when?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** What the names in a system are made from. */
export interface Names {
  readonly systemName: Expression<string>;
  /** What follows `<system>-` in the names that CloudFormation makes for resources of some types, such as `N*`. */
  readonly made: (types: readonly string[]) => readonly string[];
  /** ARN of the boundary of the system's roles, where it has one. */
  readonly boundary: Expression<string> | undefined;
  /**
   * Whether the stacks are a stack set's: then they are in several regions, and the names that CloudFormation makes begin with
   * `StackSet-` and the name of the set, which begins with the system's.
   */
  readonly inStackSet?: boolean;
}

/**
 * The longest name of a system that is whole in the names that CloudFormation makes in a stack set. Of a role's 64 characters it keeps at
 * least 25 for the name of the stack, by what such roles are seen to be called: `StackSet-` and 16 more. AWS does not document it.
 */
export const LONGEST_IN_STACK_SET = 16;

/**
 * What resources of some types are called where no template says so. CloudFormation begins with the name of the stack, and that of
 * a nested stack is `<system>-<LogicalId>-<random>`. It cuts what gets too long, so only the first letter of the id is sure to be
 * there. That is enough: it is a capital, and what follows a hyphen in the name of a system never is. So `shop` cannot reach what
 * belongs to `shop-admin`, nor the roles of its own deployer, which have names in lower case.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function madeNames(root: BuiltStack, types: readonly string[]): readonly string[] {
  const ids = typesById(root).filter((each) => each.types.some((type) => types.includes(type)));
  return [...new Set(ids.map(({ id }) => `${id.slice(0, 1)}*`))].sort();
}

/** The types of each resource of the root: its own, and those of what is in it where it is a stack. */
const typesById = once(({ template, nested }: BuiltStack) =>
  Object.entries(template.Resources).map(([id, { Type }]) => {
    const inner = nested.get(id)?.stack;
    return { id, types: [Type, ...(inner ? typesOf(inner) : [])] };
  }),
);

/** A grant as a statement of a policy. */
export function writeGrant({ types, actions, on, when }: Grant, names: Names): Statement {
  const Condition = when && writeConditions(when, names);
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: on === '*' ? '*' : on.flatMap((arn) => expand(arn, types, names)).map(writerOf(names)),
    ...(Condition ? { Condition } : {}),
  };
}

function writeConditions(when: NonNullable<Grant['when']>, names: Names): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(when).map(([operator, keys]) => [
      names.inStackSet && JSON.stringify(keys).includes('{region}') ? operator.replace('Equals', 'Like') : operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.map(writerOf(names))])),
    ]),
  );
}

function expand(pattern: string, types: readonly string[], { made, inStackSet }: Names): readonly string[] {
  const arn = `arn:{partition}:${pattern}`.replace('{bucket}', inStackSet ? 'stackset-{name}' : '{name}');
  if (!arn.includes('{made}')) return [arn];
  const names = inStackSet ? ['StackSet-{name}-*'] : made(types).map((each) => `{name}-${each}`);
  return names.map((name) => arn.replace('{made}', name));
}

/** Writes patterns with these names. Each is written once: half of them stand in several grants. */
const writerOf = once((names: Names): ((pattern: string) => Value<string>) => {
  const { systemName, boundary, inStackSet } = names;
  const words: Readonly<Record<string, SubPart>> = {
    '{name}': systemName,
    '{partition}': partition,
    '{region}': inStackSet ? '*' : region,
    '{account}': accountId,
    '{suffix}': urlSuffix,
    ...(boundary ? { '{boundary}': boundary } : {}),
  };
  const written = new Map<string, Value<string>>();
  return (pattern) => {
    const pieces = () => pattern.replaceAll('{here}', '{region}:{account}').split(/(\{\w+\})/);
    const value = written.get(pattern) ?? composeSub(pieces().map((piece) => words[piece] ?? piece));
    written.set(pattern, value);
    return value;
  };
});

/** The types of all resources of a system. */
export const typesOf: (root: BuiltStack) => ReadonlySet<string> = once(
  (root) =>
    new Set(allStacks(root).flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type))),
);
