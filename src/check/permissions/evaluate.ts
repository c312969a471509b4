import { type Context, holds, valueIn } from './conditions.ts';
import type { Policy, PolicyStatement, PrincipalPattern } from './policy.ts';
import { matchesAction, matchesWildcard } from './wildcard.ts';

/** Who asks: a session of a role, a service by itself, or somebody an identity provider vouches for. */
export type Caller =
  /** The role's ARN. */
  | { readonly role: string }
  /** Such as `cloudwatch.amazonaws.com`; for whom it acts is in the context: `aws:SourceAccount`, `aws:SourceArn`. */
  | { readonly service: string }
  /** The provider's ARN; what it says of the caller is in the context. */
  | { readonly federated: string };

/** A call of AWS, as it is judged. */
export interface Request {
  readonly principal: Caller;
  /** `ecs:CreateTaskSet` */
  readonly action: string;
  /** The ARN of what is acted on; `*` for an action that knows no resource. */
  readonly resource: string;
  /** What conditions ask for. The role's own ARN and account are known without saying. */
  readonly context?: Context;
}

/** What is known of a role. */
export interface RolePermissions {
  readonly logicalId: string;
  readonly arn: string;
  readonly policies: readonly Policy[];
  /** What it cannot go beyond, whatever its policies say. */
  readonly boundary?: Policy | undefined;
}

/** The policy of a resource: of a bucket, a key, a topic; or a role's trust policy, which is the policy of that role. */
export interface ResourcePermissions {
  readonly logicalId: string;
  /** The ARNs it is about: one, or for a bucket also all in it, as `arn:aws:s3:::bucket/*`. */
  readonly arns: readonly string[];
  /** The service whose actions it is about: `s3`, `kms`, `sns`, `sts`. */
  readonly service: string;
  readonly policy: Policy;
}

/** All policies that are known of an account. */
export interface Permissions {
  readonly account: string;
  readonly roles: readonly RolePermissions[];
  readonly resources: readonly ResourcePermissions[];
}

/** What comes of a request, and why. */
export interface Decision {
  readonly allowed: boolean;
  /** `allowed by TaskRole policy application`, `no statement allows s3:GetObject on ...`, `denied by the policy of Topic (Sid)`. */
  readonly reason: string;
}

/** Services whose resources let nobody in unless their own policy says so: keys, and roles by their trust policies. */
const OWN_POLICY_DECIDES = new Set(['kms', 'sts']);

/**
 * Whether AWS would let the call through, for callers and resources of one account: a denial anywhere wins; a boundary must
 * allow what the role does; then the role's policies or the resource's must allow. A key and a role (to take it on) must allow
 * by their own policies, naming the caller, or naming the account and so leaving it to the caller's policies. A service has no
 * policies of its own. Organisations' and sessions' policies are not looked at.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */
export function evaluate(request: Request, { account, roles, resources }: Permissions): Decision {
  const { principal, action, resource } = request;
  const role = 'role' in principal ? roles.find(({ arn }) => arn === principal.role) : undefined;
  const call = { action, resource, context: contextOf(request) };
  const what = `${action} on ${resource}`;
  if ('role' in principal && !role)
    return refused(`no policies are known of ${principal.role}, so none allows ${what}`);

  const service = action.slice(0, action.indexOf(':')).toLowerCase();
  const own = resources.filter(
    (each) => each.service === service && each.arns.some((arn) => matchesWildcard(arn, resource)),
  );
  const ofRole = look(role?.policies ?? [], call, () => true);
  const ofBoundary = look(role?.boundary ? [role.boundary] : [], call, () => true);
  const ofResource = look(policiesOf(own), call, (statement) => names(statement, principal, account));
  const toAccount = look(policiesOf(own), call, (statement) => 'role' in principal && namesAccount(statement, account));

  const denial = [ofRole, ofBoundary, ofResource, toAccount].flatMap(({ denies }) => denies)[0];
  if (denial) return refused(`denied by ${denial}: ${what}`);
  const nearly = [ofRole, ofResource].flatMap((each) => each.nearly);
  if (role?.boundary && ofBoundary.allows.length === 0) {
    return refused(`${role.boundary.label} does not allow ${what}`);
  }
  const [byRole] = ofRole.allows;
  const [byResource] = ofResource.allows;
  const [byAccount] = toAccount.allows;
  if (byResource) return allowed(byResource);
  if (!OWN_POLICY_DECIDES.has(service)) return byRole ? allowed(byRole) : none(what, nearly);
  if (own.length === 0) {
    // A key from outside, whose ARN is a parameter: its policy is its owner's matter.
    return byRole ? allowed(`${byRole}; the policy of ${resource} is not known here`) : none(what, nearly);
  }
  if (byAccount && byRole) return allowed(`${byRole}, which ${byAccount} leaves it to`);
  if (byRole)
    return none(what, [...nearly, ...toAccount.nearly], `; ${byRole} does, the resource's own policy does not`);
  return none(what, nearly);
}

interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

interface Findings {
  readonly allows: readonly string[];
  readonly denies: readonly string[];
  /** Statements that would allow it if a condition held. */
  readonly nearly: readonly string[];
}

function look(policies: readonly Policy[], call: Call, isAbout: (statement: PolicyStatement) => boolean): Findings {
  const found = { allows: [] as string[], denies: [] as string[], nearly: [] as string[] };
  for (const { label, statements } of policies) {
    for (const statement of statements) {
      if (!isAbout(statement) || !covers(statement, call)) continue;
      const name = statement.sid === undefined ? label : `${label} (${statement.sid})`;
      const missed = statement.conditions.find((condition) => !holds(condition, call.context));
      if (missed) {
        if (statement.effect === 'Deny') continue;
        const given = valueIn(call.context, missed.key);
        const wanted = `${missed.operator} ${missed.values.join(' or ')}`;
        found.nearly.push(`${name} would, but ${missed.key} is ${given ?? 'not there'}, not ${wanted}`);
      } else if (statement.effect === 'Deny') found.denies.push(name);
      else found.allows.push(name);
    }
  }
  return found;
}

function covers({ actions, resources }: PolicyStatement, { action, resource }: Call): boolean {
  return (
    actions.some((pattern) => matchesAction(pattern, action)) &&
    resources.some((pattern) => matchesWildcard(pattern, resource))
  );
}

function policiesOf(resources: readonly ResourcePermissions[]): readonly Policy[] {
  return resources.map(({ policy }) => policy);
}

// A denial that names the account is a denial of all in it; an allowance that names it is the account's to hand on.
function names({ effect, principals }: PolicyStatement, caller: Caller, account: string): boolean {
  return principals.some(({ kind, value }) => {
    if (kind === 'any') return true;
    if ('service' in caller) return kind === 'Service' && value === caller.service;
    if ('federated' in caller) return kind === 'Federated' && value === caller.federated;
    return kind === 'AWS' && (value === caller.role || (effect === 'Deny' && isAccount(value, account)));
  });
}

function namesAccount({ principals }: PolicyStatement, account: string): boolean {
  return principals.some(({ kind, value }: PrincipalPattern) => kind === 'AWS' && isAccount(value, account));
}

function isAccount(value: string, account: string): boolean {
  return value === account || (value.endsWith(`:iam::${account}:root`) && value.startsWith('arn:'));
}

function contextOf({ principal, context = {} }: Request): Context {
  if (!('role' in principal)) return context;
  const account = principal.role.split(':')[4] ?? '';
  return { 'aws:PrincipalArn': principal.role, 'aws:PrincipalAccount': account, ...context };
}

function none(what: string, nearly: readonly string[], more = ''): Decision {
  return refused(`no statement allows ${what}${more}${nearly.map((each) => `; ${each}`).join('')}`);
}

function allowed(by: string): Decision {
  return { allowed: true, reason: `allowed by ${by}` };
}

function refused(reason: string): Decision {
  return { allowed: false, reason };
}
