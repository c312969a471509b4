// For tests only: a table of calls that must or must not get through, and the policies with one thing changed in each.
import assert from 'node:assert/strict';
import type { Context } from './conditions.ts';
import { type Caller, evaluate, type Permissions } from './evaluate.ts';
import type { Policy, PolicyStatement } from './policy.ts';

/** Calls of one caller on one thing. */
export interface Row {
  /** The logical id of a role, a service's name, or the ARN of an identity provider. */
  readonly caller: string;
  readonly actions: string | readonly string[];
  readonly resource: string;
  readonly context: Context;
  readonly allowed: boolean;
}

const ENCRYPTED = { 'aws:SecureTransport': 'true' };

/** These calls must get through. */
export function may(caller: string, actions: Row['actions'], resource: string, context: Context = {}): Row {
  return { caller, actions, resource, context, allowed: true };
}

/** Each of these calls must be refused. */
export function mayNot(caller: string, actions: Row['actions'], resource: string, context: Context = {}): Row {
  return { caller, actions, resource, context, allowed: false };
}

/** The calls that come out otherwise than the table says, with the reason. */
export function failures(rows: readonly Row[], permissions: Permissions): readonly string[] {
  return rows.flatMap(({ caller, actions, resource, context, allowed }) =>
    [actions].flat().flatMap((action) => {
      const request = { principal: callerOf(caller, permissions), action, resource };
      const decision = evaluate({ ...request, context: { ...ENCRYPTED, ...context } }, permissions);
      return decision.allowed === allowed
        ? []
        : [`${caller} ${allowed ? 'may' : 'may not'} ${action}: ${decision.reason}`];
    }),
  );
}

/** Whether every row still comes out as it says, so that the table does not notice what has changed. */
export function isUnnoticed(rows: readonly Row[], { permissions, role }: Mutant): boolean {
  // What a role may do is nobody's matter but that role's own.
  const concerned = role === undefined ? rows : rows.filter(({ caller }) => caller === role);
  return concerned.every((row) => failures([row], permissions).length === 0);
}

function callerOf(caller: string, { roles }: Permissions): Caller {
  if (caller.includes(':oidc-provider/')) return { federated: caller };
  if (caller.includes('.')) return { service: caller };
  const role = roles.find((each) => each.logicalId === caller);
  assert.ok(role, `there is a role ${caller}`);
  return { role: role.arn };
}

/** Policies with one thing changed. */
export interface Mutant {
  readonly change: string;
  readonly permissions: Permissions;
  /** The role whose policies changed; undefined where it is the policy of a resource. */
  readonly role?: string;
}

/** The policies without one statement each; with `inside`, also without one action, resource or condition, or with a resource widened. */
export function* mutants(permissions: Permissions, inside: boolean): Generator<Mutant> {
  const { roles, resources } = permissions;
  for (const [at, role] of roles.entries()) {
    for (const [index, policy] of role.policies.entries()) {
      for (const [change, changed] of changes(policy, inside, [])) {
        const policies = role.policies.with(index, changed);
        const all = { ...permissions, roles: roles.with(at, { ...role, policies }) };
        yield { change, permissions: all, role: role.logicalId };
      }
    }
  }
  for (const [at, resource] of resources.entries()) {
    for (const [change, policy] of changes(resource.policy, inside, resource.arns)) {
      yield { change, permissions: { ...permissions, resources: resources.with(at, { ...resource, policy }) } };
    }
  }
}

function* changes(policy: Policy, inside: boolean, own: readonly string[]): Generator<readonly [string, Policy]> {
  const { label, statements } = policy;
  for (const [index, statement] of statements.entries()) {
    const name = `${label} ${statement.sid ?? index + 1}`;
    yield [`${name} is gone`, { label, statements: statements.toSpliced(index, 1) }];
    if (!inside) continue;
    for (const [change, changed] of statementChanges(statement, own)) {
      yield [`${name} ${change}`, { label, statements: statements.with(index, changed) }];
    }
  }
}

function* statementChanges(
  statement: PolicyStatement,
  own: readonly string[],
): Generator<readonly [string, PolicyStatement]> {
  const { actions, resources, conditions, effect } = statement;
  if (actions.length > 1) {
    for (const [index, action] of actions.entries()) {
      yield [`lacks ${action}`, { ...statement, actions: actions.toSpliced(index, 1) }];
    }
  }
  for (const [index, resource] of resources.entries()) {
    if (resources.length > 1) yield [`lacks ${resource}`, { ...statement, resources: resources.toSpliced(index, 1) }];
    // The policy of a topic speaks of that topic, whatever its statements say.
    if (effect === 'Deny' || resource === '*' || own.includes(resource)) continue;
    yield [`has * instead of ${resource}`, { ...statement, resources: resources.with(index, '*') }];
  }
  for (const [index, { operator, key }] of conditions.entries()) {
    yield [`does not ask for ${operator} ${key}`, { ...statement, conditions: conditions.toSpliced(index, 1) }];
  }
}
