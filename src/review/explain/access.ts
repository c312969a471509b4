import type { Condition } from '../../check/permissions/conditions.ts';
import {
  type Decision,
  evaluate,
  type ResourcePermissions,
  type RolePermissions,
} from '../../check/permissions/evaluate.ts';
import type { Policy, PolicyStatement } from '../../check/permissions/policy.ts';
import { arnParts, matchesWildcard, overlap } from '../../check/permissions/wildcard.ts';
import { compact } from '../../dsl/compact.ts';
import { type ImaginedAccount, imagine } from './account.ts';
import { SETTINGS_OF } from './arns.ts';
import type { Edges } from './edges.ts';
import type { Access, ExplainedCondition, Grant, OwnGrant, ResourceStatement, RoleGrants } from './explanation.ts';
import { refersTo, type Use } from './follow.ts';
import type { SystemThings, Thing } from './things.ts';

/** Says who touches a resource. */
export type AccessReader = (thing: Thing) => Access;

/**
 * Who touches what, asked of the policies in the templates by the evaluator that the permissions of this repository are proved with. Roles
 * are asked about with whatever their conditions want; what a permissions boundary or an organisation takes away is not known.
 */
export function readAccess(things: SystemThings, edges: Edges): AccessReader {
  let account: ImaginedAccount | undefined;
  return (thing) => {
    account ??= imagine(things);
    const unread = account.unread.map(({ thing: { id }, why }) => ({ id, why }));
    const arns = account.arns(thing);
    const own = [...account.roles].find(([, each]) => each === thing)?.[0];
    return compact({
      arns: arns.map(readable),
      ...rolesOn(arns, account),
      statements: statementsOn(thing, arns, account),
      may: own && ownGrants(own, things, account),
      unread,
      note: arns.length === 0 ? whyNone(thing, account, edges) : undefined,
    });
  };
}

function whyNone(thing: Thing, { isMade }: ImaginedAccount, edges: Edges): string {
  if (!isMade(thing))
    return 'it is not made beside the others that are looked at here, so no policy was asked about it';
  const type = thing.unit.stack.template.Resources[thing.name]?.Type ?? '';
  const property = SETTINGS_OF[type];
  const isOf = ({ path }: Use) => path.split(/[.[]/)[0] === property;
  const of = refersTo(thing, edges).find(({ uses }) => uses.some(isOf))?.thing;
  if (property !== undefined)
    return `it is a setting of ${of?.id ?? property}, and has no ARN that policies could name`;
  return `policies can name ${type}, if at all, in a form that is not known here`;
}

function rolesOn(arns: readonly string[], account: ImaginedAccount): Pick<Access, 'roles' | 'onEverything'> {
  const found = { roles: [] as RoleGrants[], onEverything: [] as RoleGrants[] };
  if (arns.length === 0) return found;
  for (const [role, { id }] of account.roles) {
    const grants = role.policies.flatMap((policy) => grantsOn(arns, role, policy, account));
    const [everywhere, here] = [grants.filter(isEverywhere), grants.filter((grant) => !isEverywhere(grant))];
    if (here.length > 0) found.roles.push({ role: id, grants: here });
    if (everywhere.length > 0) found.onEverything.push({ role: id, grants: everywhere });
  }
  return found;
}

function isEverywhere({ pattern }: Grant): boolean {
  return pattern === '*';
}

function grantsOn(
  arns: readonly string[],
  role: RolePermissions,
  policy: Policy,
  account: ImaginedAccount,
): readonly Grant[] {
  const services = servicesOf(arns);
  return policy.statements.flatMap((statement): readonly Grant[] => {
    if (statement.effect === 'Deny') return [];
    const pattern = statement.resources.find((each) => each !== '*' && arns.some((arn) => arnsOverlap(each, arn)));
    if (pattern === undefined && !statement.resources.includes('*')) return [];
    const asked = pattern === undefined ? (arns[0] ?? '') : (arns.find((arn) => isJust(arn, pattern)) ?? pattern);
    const actions = statement.actions.filter(
      (action) =>
        (action === '*' || services.has(serviceOf(action))) && ask(action, asked, role, statement, account).allowed,
    );
    if (actions.length === 0) return [];
    const isExact = pattern !== undefined && arns.includes(pattern);
    return [
      compact({
        policy: policyName(policy, role),
        sid: statement.sid,
        actions,
        pattern: isExact ? undefined : readable(pattern ?? '*'),
        conditions: statement.conditions.map(told),
      }),
    ];
  });
}

// Part by part: a star of ours stands for what AWS makes up, which has no colons that a pattern could be meant for.
function arnsOverlap(pattern: string, arn: string): boolean {
  const [wanted, given] = [arnParts(pattern), arnParts(arn)];
  if (!wanted || !given) return overlap(pattern, arn);
  return wanted.every((part, index) => overlap(part, given[index] ?? ''));
}

// What an evaluator is asked about is one thing; a pattern of ours stands for many, of which the policy's is some.
function isJust(arn: string, pattern: string): boolean {
  return !/[*?]/.test(arn) && matchesWildcard(pattern, arn);
}

/** Asks with whatever the conditions of the statement want, over an encrypted connection. */
function ask(
  action: string,
  resource: string,
  role: RolePermissions,
  { conditions }: PolicyStatement,
  { permissions }: ImaginedAccount,
): Decision {
  // What only has to be there is told first, so that a value counts for more.
  const asked = [...conditions].sort(
    (one, other) => Number(other.operator === 'Null') - Number(one.operator === 'Null'),
  );
  const wanted = asked.flatMap(wantedBy);
  const context = { 'aws:SecureTransport': 'true', ...Object.fromEntries(wanted) };
  return evaluate({ principal: { role: role.arn }, action, resource, context }, { ...permissions, roles: [role] });
}

function wantedBy({ operator, key, values }: Condition): readonly (readonly [string, string])[] {
  const [value] = values;
  if (operator === 'Null') return value === 'false' ? [[key, 'given']] : [];
  return operator.includes('Not') || value === undefined ? [] : [[key, value]];
}

function statementsOn(
  thing: Thing,
  arns: readonly string[],
  { resources, roles }: ImaginedAccount,
): readonly ResourceStatement[] {
  const services = servicesOf(arns);
  const ids = new Map([...roles].map(([{ arn }, { id }]) => [arn, id]));
  // Two templates of fleets make a role of one name, of which an account has one or the other.
  const isAbout = ([{ service, arns: ofPolicy }, { unit }]: readonly [ResourcePermissions, Thing]) =>
    unit.top === thing.unit.top &&
    services.has(service) &&
    ofPolicy.some((one) => arns.some((arn) => arnsOverlap(one, arn)));
  return [...resources].filter(isAbout).flatMap(([{ policy }]) =>
    policy.statements.map(({ effect, sid, principals, actions, conditions }) =>
      compact({
        effect,
        sid,
        principals: principals.map(({ value }) => ids.get(value) ?? readable(value)),
        actions,
        conditions: conditions.map(told),
      }),
    ),
  );
}

function ownGrants(role: RolePermissions, things: SystemThings, account: ImaginedAccount): readonly OwnGrant[] {
  const named = things.all
    .filter(({ kind }) => kind === 'resource')
    .map((thing) => ({ thing, arns: account.arns(thing) }));
  const fits = (pattern: string) =>
    named
      .filter(({ arns }) => pattern !== '*' && arns.some((arn) => arnsOverlap(pattern, arn)))
      .map(({ thing }) => thing.id);
  return role.policies.flatMap((policy) =>
    policy.statements.map(({ effect, sid, actions, resources, conditions }) =>
      compact({
        effect,
        policy: policyName(policy, role),
        sid,
        actions,
        on: [...new Set(resources.flatMap(fits))],
        elsewhere: [...new Set(resources.filter((pattern) => fits(pattern).length === 0).map(readable))],
        conditions: conditions.map(told),
      }),
    ),
  );
}

// `TaskRole policy application`, as decisions speak of it.
function policyName({ label }: Policy, { logicalId }: RolePermissions): string {
  return label.replace(`${logicalId} policy `, '');
}

function told({ operator, key, values }: Condition): ExplainedCondition {
  return { operator, key, values: values.map(readable) };
}

/** Made-up values as what they stand for: parameters by their names, what only AWS makes up as `X`. */
function readable(text: string): string {
  return text
    .replace(/(?:arn:aws:made-up:REGION:ACCOUNT:)?made-up-(\w+)/g, '<$1>')
    .replace(/\/[0-9a-f]{16}(?=\/|$)/g, '/X');
}

function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':')).toLowerCase();
}

// A role is taken on by the actions of another service than those that change it.
function servicesOf(arns: readonly string[]): ReadonlySet<string> {
  const services = arns.map((arn) => arn.split(':')[2] ?? '');
  return new Set([...services, ...(arns.some((arn) => arn.includes(':role/')) ? ['sts'] : [])]);
}
