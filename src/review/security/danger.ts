import { overlapsWildcard } from '../../check/permissions/wildcard.ts';
import type { Box } from './box.ts';
import type { Demands } from './condition.ts';
import type { Pattern } from './pattern.ts';
import { ANYONE, accountOf, OWN_ACCOUNT } from './principal.ts';

/**
 * Actions by which somebody can come to more than they are given, and why: of those that AWS lists under permissions management, the
 * ones that give something to the caller.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
const ACTIONS: readonly { readonly actions: readonly string[]; readonly why: string }[] = [
  { actions: ['iam:PassRole'], why: 'iam:PassRole lends the permissions of those roles to what it starts' },
  {
    actions: [
      'iam:AddUserToGroup',
      'iam:AttachGroupPolicy',
      'iam:AttachRolePolicy',
      'iam:AttachUserPolicy',
      'iam:CreateAccessKey',
      'iam:CreateLoginProfile',
      'iam:CreatePolicyVersion',
      'iam:DeleteRolePermissionsBoundary',
      'iam:DeleteRolePolicy',
      'iam:DeleteUserPermissionsBoundary',
      'iam:PutGroupPolicy',
      'iam:PutRolePolicy',
      'iam:PutUserPolicy',
      'iam:SetDefaultPolicyVersion',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateLoginProfile',
    ],
    why: 'who may change permissions can give them to themselves',
  },
];

/**
 * Keys whose values hold anyone to somebody in particular, as S3 sees it when it asks whether a policy is public.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const NARROWING = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'kms:calleraccount',
  's3:dataaccesspointarn',
  'sns:endpoint',
]);

/** Whether anyone at all gets through: the principal is `*`, and no demand says who. */
export function isPublic(box: Box): boolean {
  return box.principal.includes(ANYONE) && !box.demands.every(namesSomebody);
}

function namesSomebody(demands: Demands): boolean {
  return demands.some(
    ({ key, operator, quantifier, ifExists, values }) =>
      NARROWING.has(key) &&
      !operator.includes('not') &&
      operator !== 'null' &&
      quantifier !== 'forallvalues' &&
      !ifExists &&
      !values.some((value) => value === '*' || /^(0\.0\.0\.0|::)\/0$/.test(value)),
  );
}

/** What makes this one worth a second look, in words. */
export function dangersOf(box: Box): readonly string[] {
  const found: string[] = [];
  const isOpen = (action: Pattern) => action === '*' || typeof action !== 'string';
  const isOn = (one: string) => box.action.some((action) => reaches(action, one.toLowerCase()));
  const everything = box.action.some(isOpen) && box.resource.some(isOpen);
  if (everything) found.push('that is as good as an administrator');
  else for (const { actions, why } of ACTIONS) if (actions.some(isOn)) found.push(why);
  for (const principal of box.principal) {
    const account = accountOf(principal);
    if (account === undefined || account === OWN_ACCOUNT) continue;
    found.push(`account ${account} is another one, unless this system is in it`);
  }
  return [...new Set(found)];
}

function reaches(pattern: Pattern, action: string): boolean {
  return typeof pattern === 'string'
    ? overlapsWildcard(pattern, action)
    : !pattern.not.some((each) => overlapsWildcard(each, action));
}
