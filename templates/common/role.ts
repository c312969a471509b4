import { IAM } from '../../src/aws/index.ts';
import { accountId, type Json, partition, type ResourceHandle, sub, type Value } from '../../src/dsl/index.ts';
import type { Site } from './site.ts';

/** A statement of a policy, in the policy language's own names. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: Json;
  readonly Condition?: { readonly [key: string]: Json };
}

/** A role that one AWS service takes on for us, or another account. */
export interface RoleOptions {
  /** The service that may take it on, such as `lambda.amazonaws.com`. */
  readonly service?: Value<string>;
  /** Or who of another account may, by a condition: the account itself leaves it to its own policies. */
  readonly trusted?: { readonly account: Value<string>; readonly role: Value<string> };
  /** For where somebody in another account must know it beforehand; roles are the account's, so the region is in it. */
  readonly name?: Value<string>;
  /** What the service must be working for; a service that names no source leaves it out. */
  readonly sourceArn?: Value<string>;
  /** Whether the service says for which account it works. */
  readonly sourceAccount?: boolean;
  /** What it may do, by the name of the policy. A policy without statements is left out. */
  readonly policies: Readonly<Record<string, readonly Statement[]>>;
  readonly comment: string;
}

/**
 * Declares a role with its policies inside it, so that whatever names the role can use it as soon as it is there. Conditions
 * on account and source keep the service from being talked into using it for somebody else.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function declareRole(
  { resource, permissionsBoundary, tags }: Site,
  id: string,
  { service, trusted, name, sourceArn, sourceAccount = sourceArn !== undefined, policies, comment }: RoleOptions,
): ResourceHandle<IAM.RoleReturnValues> {
  const condition = {
    ...(sourceAccount ? { StringEquals: { 'aws:SourceAccount': accountId } } : {}),
    ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
  };
  return resource(
    id,
    new IAM.Role({
      RoleName: name,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          trusted
            ? {
                Effect: 'Allow',
                Principal: { AWS: sub`arn:${partition}:iam::${trusted.account}:root` },
                Action: 'sts:AssumeRole',
                Condition: { ArnEquals: { 'aws:PrincipalArn': trusted.role } },
              }
            : {
                Effect: 'Allow',
                Principal: { Service: service },
                Action: 'sts:AssumeRole',
                ...(sourceAccount ? { Condition: condition } : {}),
              },
        ],
      },
      Policies: writePolicies(policies),
      PermissionsBoundary: permissionsBoundary,
      Tags: tags(kebab(id)),
    }),
    { comment },
  );
}

/** A role's policies as CloudFormation writes them; those without statements are left out. */
export function writePolicies(
  policies: Readonly<Record<string, readonly Statement[]>>,
): readonly IAM.RolePolicy[] | undefined {
  const written = Object.entries(policies).filter(([, statements]) => statements.length > 0);
  if (written.length === 0) return undefined;
  return written.map(([PolicyName, statements]) => ({ PolicyName, PolicyDocument: writeDocument(statements) }));
}

/** A policy document of these statements. */
export function writeDocument(statements: readonly Statement[]) {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ ...statement })) };
}

// `ExecutionRole` is tagged `hello-server-execution-role`.
function kebab(id: string): string {
  return id.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
