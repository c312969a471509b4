import { isObject } from '../../dsl/border.ts';
import { type Problem, throwIfAny } from '../../dsl/error.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { type Condition, readConditions } from './conditions.ts';

/** Whom a statement of a resource's policy is about. */
export interface PrincipalPattern {
  /** `any` is the principal `*`. */
  readonly kind: 'AWS' | 'Service' | 'Federated' | 'any';
  readonly value: string;
}

/** A statement of a policy, with every list a list. */
export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** Empty in the policy of a role: it is about that role. */
  readonly principals: readonly PrincipalPattern[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A policy that was read. */
export interface Policy {
  /** How a decision speaks of it: `TaskRole policy application`, `the policy of Topic`. */
  readonly label: string;
  readonly statements: readonly PolicyStatement[];
}

/** What a policy is attached to: a trust policy is a role's own and names no resource. */
export type PolicyKind = 'identity' | 'resource' | 'trust';

const KNOWN = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);
const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated'] as const;

/**
 * Reads a policy document whose expressions are resolved.
 * @param label how decisions speak of it.
 * @throws TealformError with everything in it that the evaluator does not know: `NotAction`, `NotResource`, `NotPrincipal`, policy
 * variables, unknown operators. What is not understood must neither allow nor be left out.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function readPolicy(document: Data, label: string, kind: PolicyKind): Policy {
  const problems: Problem[] = [];
  const report = (path: string, message: string, hint: string) =>
    problems.push({ code: 'unknown-policy', message: `${label}: ${message}`, path, hint });
  const read: PolicyStatement[] = [];
  if (!isObject(document) || document.Version !== '2012-10-17' || document.Statement === undefined) {
    report('', 'this is no policy of version 2012-10-17', 'write { Version, Statement }');
  } else {
    for (const [index, statement] of [document.Statement].flat().entries()) {
      const path = `Statement[${index}]`;
      if (isObject(statement)) read.push(readStatement(statement, kind, path, report, problems));
      else report(path, `${JSON.stringify(statement)} is no statement`, 'write an object');
    }
  }
  throwIfAny(problems);
  return { label, statements: read };
}

type Report = (path: string, message: string, hint: string) => void;

function readStatement(
  statement: DataObject,
  kind: PolicyKind,
  path: string,
  report: Report,
  problems: Problem[],
): PolicyStatement {
  for (const element of Object.keys(statement)) {
    if (!KNOWN.has(element))
      report(`${path}.${element}`, `the evaluator does not know ${element}`, 'say what is meant');
  }
  // The only variables: `${aws:username}` and the like. Placeholders of templates are resolved by now.
  if (JSON.stringify(statement).includes('${')) report(path, 'the evaluator knows no policy variables', 'name things');
  const { Sid, Effect } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') report(`${path}.Effect`, `${Effect} is no effect`, 'Allow or Deny');
  const actions = texts(statement.Action, `${path}.Action`, report);
  for (const action of actions) {
    if (action !== '*' && !/^[a-z0-9-]+:\S+$/i.test(action)) {
      report(`${path}.Action`, `${JSON.stringify(action)} is no action`, 'write service:Name');
    }
  }
  const resources = kind === 'trust' ? ['*'] : texts(statement.Resource, `${path}.Resource`, report);
  for (const resource of resources) {
    if (resource !== '*' && !/^arn:[^:]+:/.test(resource)) {
      report(`${path}.Resource`, `${JSON.stringify(resource)} is no ARN`, 'write an ARN or *');
    }
  }
  if (kind === 'trust' && 'Resource' in statement) {
    report(`${path}.Resource`, 'a trust policy names no resource', 'leave it out');
  }
  return {
    sid: typeof Sid === 'string' ? Sid : undefined,
    effect: Effect === 'Allow' ? 'Allow' : 'Deny',
    principals: readPrincipals(statement.Principal, kind, `${path}.Principal`, report),
    actions,
    resources,
    conditions: readConditions(statement.Condition, `${path}.Condition`, problems),
  };
}

function readPrincipals(
  principal: Data | undefined,
  kind: PolicyKind,
  path: string,
  report: Report,
): readonly PrincipalPattern[] {
  if (kind === 'identity') {
    if (principal !== undefined) report(path, "a role's policy is about that role", 'leave the principal out');
    return [];
  }
  if (principal === '*') return [{ kind: 'any', value: '*' }];
  if (!isObject(principal)) {
    report(path, `${JSON.stringify(principal)} names nobody`, 'write { Service: ... } or { AWS: ... }');
    return [];
  }
  return Object.entries(principal).flatMap(([key, value]) => {
    const known = PRINCIPAL_KINDS.find((each) => each === key);
    if (!known) {
      report(path, `the evaluator does not know principals of kind ${key}`, `it knows ${PRINCIPAL_KINDS.join(', ')}`);
      return [];
    }
    return texts(value, `${path}.${key}`, report).map((text): PrincipalPattern => {
      if (text === '*' && known === 'AWS') return { kind: 'any', value: '*' };
      if (/[*?]/.test(text)) report(`${path}.${key}`, `${text} is a pattern`, 'principals are named whole');
      return { kind: known, value: text };
    });
  });
}

function texts(value: Data | undefined, path: string, report: Report): readonly string[] {
  const all = value === undefined ? [] : [value].flat();
  if (all.length === 0 || !all.every((each) => typeof each === 'string')) {
    report(path, `${JSON.stringify(value)} is no text and no list of texts`, 'name at least one');
  }
  return all.filter((each) => typeof each === 'string');
}
