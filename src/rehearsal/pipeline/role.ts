import type { Context } from '../../check/permissions/conditions.ts';
import { evaluate } from '../../check/permissions/evaluate.ts';
import { readPolicy } from '../../check/permissions/policy.ts';
import { TealformError } from '../../dsl/error.ts';
import type { Account } from '../../local/account.ts';
import { asRole, type Caller } from '../../local/caller.ts';
import { roleMay } from '../../local/permissions.ts';
import { findRole } from '../../local/resources/iam.ts';
import { ActionFailure } from './action.ts';

/** A role that somebody works with: the pipeline, a build. */
export interface WorkingRole {
  readonly caller: Caller;
  /** The words of a refusal, in which AWS names role, action and resource; undefined where its policies let it through. */
  readonly refusal: (action: string, resource: string, context?: Context) => string | undefined;
  /** Holds that it may. @throws ActionFailure `PermissionError` with the words of the refusal. */
  readonly must: (action: string, resource: string, context?: Context) => void;
}

/** Who takes a role on. */
export interface Taking {
  /** The role's ARN. */
  readonly arn: string;
  /** What the session is called. */
  readonly session: string;
  /** `codebuild.amazonaws.com` */
  readonly service: string;
  /** The ARN of what the service acts for: the pipeline, the project. */
  readonly source: string;
  /** The words of the service for a role that does not let it in, before the role's ARN. */
  readonly refusal: string;
}

/**
 * A service's session of a role: the role's trust must let it in, and what it may do is what the role's policies say. Policies of buckets
 * and keys are not looked at.
 * @throws ActionFailure where there is no such role, or it does not let the service in.
 */
export function workAs(
  account: Account,
  { arn: roleArn, session, service, source, refusal: words }: Taking,
): WorkingRole {
  const role = findRole(account, roleArn);
  if (!role) throw new ActionFailure('PermissionError', `the role ${roleArn} does not exist`);
  const label = role.owner?.logicalId ?? role.id;
  const { accountId } = account.whereabouts;
  const context = { 'aws:SourceAccount': accountId, 'aws:SourceArn': source };
  const { allowed } = judged(() => {
    const policy = readPolicy(role.properties.AssumeRolePolicyDocument ?? null, `the trust of ${label}`, 'trust');
    const trust = { logicalId: label, arns: [roleArn], service: 'sts', policy };
    const request = { principal: { service }, action: 'sts:AssumeRole', resource: roleArn, context };
    return evaluate(request, { account: accountId, roles: [], resources: [trust] });
  });
  if (!allowed) throw new ActionFailure('PermissionError', `${words} ${roleArn}`);
  const caller = asRole(account, { role: roleArn, roleId: String(role.attributes.RoleId), session });
  const refusal = (action: string, resource: string, context: Context = {}) => {
    if (judged(() => roleMay(account, roleArn, action, resource, context)).allowed) return undefined;
    const what = `is not authorized to perform: ${action} on resource: ${resource}`;
    return `User: ${caller.arn} ${what} because no identity-based policy allows the ${action} action`;
  };
  const must = (action: string, resource: string, context: Context = {}) => {
    const words = refusal(action, resource, context);
    if (words !== undefined) throw new ActionFailure('PermissionError', `AccessDeniedException: ${words}`);
  };
  return { caller, refusal, must };
}

function judged<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    // A policy that cannot be judged allows nothing and denies nothing: whoever plays has to know.
    if (error instanceof TealformError) throw new ActionFailure('PermissionError', error.message);
    throw error;
  }
}
