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
import type { Statement } from '../../common/role.ts';

/** What CloudFormation must be able to do for resources of some types, and on which resources. */
export interface Grant {
  /** The resource types that need it; where a system has none of them, it is left out. */
  readonly types: readonly string[];
  readonly actions: readonly string[];
  /**
   * ARNs after `arn:<partition>:`, or `*` where the actions know no resource. `{name}` stands for the system's name, `{made}` for
   * the names that CloudFormation makes for the system's resources, `{here}` for region and account.
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
}

/**
 * What resources of some types are called where no template says so. CloudFormation begins with the name of the stack, and that of
 * a nested stack is `<system>-<LogicalId>-<random>`. It cuts what gets too long, so only the first letter of the id is sure to be
 * there. That is enough: it is a capital, and what follows a hyphen in the name of a system never is. So `shop` cannot reach what
 * belongs to `shop-admin`, nor the roles of its own deployer, which have names in lower case.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function madeNames({ template, nested }: BuiltStack, types: readonly string[]): readonly string[] {
  const ids = Object.entries(template.Resources).flatMap(([id, { Type }]) => {
    const inner = nested.get(id)?.stack;
    const within = inner ? allStacks(inner).flatMap((each) => Object.values(each.template.Resources)) : [];
    return [Type, ...within.map((resource) => resource.Type)].some((type) => types.includes(type)) ? [id] : [];
  });
  return [...new Set(ids.map((id) => `${id.slice(0, 1)}*`))].sort();
}

/** A grant as a statement of a policy. */
export function writeGrant({ types, actions, on, when }: Grant, names: Names): Statement {
  const Condition = when && writeConditions(when, names);
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: on === '*' ? '*' : on.flatMap((arn) => expand(arn, names.made(types))).map((arn) => write(arn, names)),
    ...(Condition ? { Condition } : {}),
  };
}

function writeConditions(when: NonNullable<Grant['when']>, names: Names): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(when).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(keys).map(([key, values]) => [key, values.map((value) => write(value, names))]),
      ),
    ]),
  );
}

function expand(pattern: string, made: readonly string[]): readonly string[] {
  const arn = `arn:{partition}:${pattern}`;
  return arn.includes('{made}') ? made.map((each) => arn.replace('{made}', `{name}-${each}`)) : [arn];
}

function write(pattern: string, { systemName, boundary }: Names): Value<string> {
  const known: Readonly<Record<string, SubPart>> = {
    '{name}': systemName,
    '{partition}': partition,
    '{region}': region,
    '{account}': accountId,
    '{suffix}': urlSuffix,
    ...(boundary ? { '{boundary}': boundary } : {}),
  };
  const pieces = pattern.replaceAll('{here}', '{region}:{account}').split(/(\{\w+\})/);
  return composeSub(pieces.map((piece) => known[piece] ?? piece));
}

/** The types of all resources of a system. */
export function typesOf(root: BuiltStack): ReadonlySet<string> {
  return new Set(allStacks(root).flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type)));
}
