import { isObject } from '../../dsl/border.ts';
import { TealformError } from '../../dsl/error.ts';
import type { Data, DataObject, Template } from '../../dsl/template.ts';
import type { Permissions, ResourcePermissions, RolePermissions } from './evaluate.ts';
import { type Policy, type PolicyKind, readPolicy } from './policy.ts';
import { type KnownValues, ResolvedTemplate } from './resolve.ts';

/** Policies that templates only name, by ARN: boundaries and managed policies. */
export type PolicyDocuments = Readonly<Record<string, Data>>;

/** Types that hold a policy about something else: where the policy is, what it is about, and whose actions. */
const RESOURCE_POLICIES: Readonly<
  Record<string, { readonly document: string; readonly about: string; readonly service: string }>
> = {
  'AWS::S3::BucketPolicy': { document: 'PolicyDocument', about: 'Bucket', service: 's3' },
  'AWS::SNS::TopicPolicy': { document: 'PolicyDocument', about: 'Topics', service: 'sns' },
};

const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

/** Types that hold the policy about themselves. */
const OWN_POLICIES: Readonly<
  Record<string, { readonly document: string; readonly service: string; readonly kind: PolicyKind }>
> = {
  'AWS::KMS::Key': { document: 'KeyPolicy', service: 'kms', kind: 'resource' },
  // Its statements name no resource, as those of a trust do not.
  'AWS::ECR::Repository': { document: 'RepositoryPolicyText', service: 'ecr', kind: 'trust' },
};

/**
 * All policies that a template with everything in it makes, as they would be with these values.
 * @param isWanted whose policies are read; all of them unless said.
 * @throws TealformError for a policy that it does not know what to do with, `unresolved-value` for what has no value.
 */
export function readPermissions(
  template: Template,
  values: KnownValues,
  documents: PolicyDocuments = {},
  isWanted: (logicalId: string) => boolean = () => true,
): Permissions {
  return permissionsIn(new ResolvedTemplate(template, values), documents, isWanted);
}

/** The same of a template that has its values already. */
export function permissionsIn(
  resolved: ResolvedTemplate,
  documents: PolicyDocuments,
  isWanted: (logicalId: string) => boolean,
): Permissions {
  const { template, values } = resolved;
  const account = String(values.pseudo['AWS::AccountId'] ?? '');
  const partition = String(values.pseudo['AWS::Partition'] ?? '');
  const roles: RolePermissions[] = [];
  const resources: ResourcePermissions[] = [];
  const idOf = nameOf(resolved);
  const managed = managedPolicies(resolved);
  for (const { logicalId, type } of resolved.resources) {
    if (!isWanted(logicalId)) continue;
    const declared = template.Resources[logicalId]?.Properties ?? {};
    const own = OWN_POLICIES[type];
    const other = RESOURCE_POLICIES[type];
    if (type === 'AWS::IAM::Role') {
      const properties = resolved.properties(logicalId);
      const role = readRole(logicalId, String(resolved.reference(logicalId, 'Arn')), properties, documents, managed);
      roles.push(role);
      const trust = readPolicy(properties.AssumeRolePolicyDocument ?? null, `the trust of ${logicalId}`, 'trust');
      resources.push({ logicalId, arns: [role.arn], service: 'sts', policy: trust });
    } else if (own && own.document in declared) {
      const policy = readPolicy(
        resolved.resolve(declared[own.document] ?? null) ?? null,
        `the policy of ${logicalId}`,
        own.kind,
      );
      const arns = [String(resolved.reference(logicalId, 'Arn'))];
      resources.push({ logicalId, arns, service: own.service, policy });
    } else if (other) {
      const properties = resolved.properties(logicalId);
      for (const name of [properties[other.about] ?? []].flat().map(String)) {
        const about = idOf(name);
        const policy = readPolicy(properties[other.document] ?? null, `the policy of ${about}`, 'resource');
        const arns = other.service === 's3' ? bucketArns(partition, name) : [name];
        resources.push({ logicalId: about, arns, service: other.service, policy });
      }
    } else if (type === 'AWS::Lambda::Permission') {
      const { FunctionName, ...properties } = resolved.properties(logicalId);
      const about = idOf(String(FunctionName));
      const document = functionPolicy(logicalId, String(FunctionName), properties);
      const policy = readPolicy(document, `the policy of ${about}`, 'resource');
      resources.push({ logicalId: about, arns: [String(FunctionName)], service: 'lambda', policy });
    } else if (type !== MANAGED_POLICY) refuseUnread(declared, logicalId, type);
  }
  return { account, roles, resources };
}

/** The template with this policy of this role taken out: for asking what would happen without it. */
export function withoutPolicy(permissions: Permissions, roleId: string, policyName: string): Permissions {
  const label = labelOf(roleId, policyName);
  const roles = permissions.roles.map((role) =>
    role.logicalId === roleId ? { ...role, policies: role.policies.filter((policy) => policy.label !== label) } : role,
  );
  return { ...permissions, roles };
}

function readRole(
  logicalId: string,
  arn: string,
  properties: DataObject,
  documents: PolicyDocuments,
  own: ReadonlyMap<string, ManagedPolicy>,
): RolePermissions {
  const { Policies = [], PermissionsBoundary, ManagedPolicyArns = [] } = properties;
  const inline = [Policies].flat().map((entry) => {
    const { PolicyName, PolicyDocument } = isObject(entry) ? entry : {};
    return readPolicy(PolicyDocument ?? null, labelOf(logicalId, String(PolicyName)), 'identity');
  });
  const managed = [ManagedPolicyArns].flat().map((policy) => {
    const made = own.get(String(policy));
    if (made === undefined) return document(String(policy), logicalId, documents, '');
    return readPolicy(made.document, labelOf(logicalId, made.logicalId), 'identity');
  });
  const boundary = typeof PermissionsBoundary === 'string' ? PermissionsBoundary : undefined;
  return {
    logicalId,
    arn,
    policies: [...inline, ...managed],
    boundary: boundary === undefined ? undefined : document(boundary, logicalId, documents, 'the boundary of '),
  };
}

/** A managed policy that the template makes itself. */
interface ManagedPolicy {
  readonly logicalId: string;
  readonly document: Data;
}

// By ARN, which is what roles name them by. One that names its roles itself would be overlooked.
function managedPolicies(resolved: ResolvedTemplate): ReadonlyMap<string, ManagedPolicy> {
  const made = resolved.resources.filter(({ type }) => type === MANAGED_POLICY);
  return new Map(
    made.map(({ logicalId }) => {
      const { PolicyDocument = null, ...properties } = resolved.properties(logicalId);
      for (const attached of ['Groups', 'Roles', 'Users']) {
        if (!(attached in properties)) continue;
        throw new TealformError({
          code: 'unknown-policy',
          message: `the evaluator does not know policies that name their ${attached.toLowerCase()}`,
          logicalId,
          hint: 'name the policy in ManagedPolicyArns of the role',
        });
      }
      return [String(resolved.reference(logicalId)), { logicalId, document: PolicyDocument }];
    }),
  );
}

function document(arn: string, logicalId: string, documents: PolicyDocuments, prefix: string): Policy {
  const found = documents[arn];
  if (found !== undefined) return readPolicy(found, `${prefix}${labelOf(logicalId, arn)}`, 'identity');
  throw new TealformError({
    code: 'unknown-policy',
    message: `nothing says what ${arn} allows`,
    logicalId,
    hint: 'give its document',
  });
}

function labelOf(roleId: string, policy: string): string {
  return `${roleId} policy ${policy}`;
}

// As Lambda writes it: https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
function functionPolicy(Sid: string, Resource: string, properties: DataObject): Data {
  const { Action = null, Principal = null, SourceAccount, SourceArn, ...others } = properties;
  const unknown = Object.keys(others);
  if (unknown.length > 0 || !/^arn:/.test(Resource) || !/\.amazonaws\.com$/.test(String(Principal))) {
    throw new TealformError({
      code: 'unknown-policy',
      message: `the evaluator does not know this AWS::Lambda::Permission${unknown.map((name) => `, ${name}`).join('')}`,
      logicalId: Sid,
      hint: 'write FunctionName as an ARN and a service as Principal, or teach it to read-permissions.ts',
    });
  }
  const Condition = {
    ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
  };
  const statement = { Sid, Effect: 'Allow', Principal: { Service: Principal }, Action, Resource, Condition };
  return { Version: '2012-10-17', Statement: [statement] };
}

function bucketArns(partition: string, name: string): readonly string[] {
  const arn = `arn:${partition}:s3:::${name}`;
  return [arn, `${arn}/*`];
}

// A bucket's, a topic's or a function's logical id, by which decisions name it, from what policies name it by.
function nameOf(resolved: ResolvedTemplate): (reference: string) => string {
  let ids: ReadonlyMap<string, string> | undefined;
  return (reference) => {
    ids ??= idsByName(resolved);
    return ids.get(reference) ?? reference;
  };
}

function idsByName(resolved: ResolvedTemplate): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { logicalId, type } of resolved.resources) {
    if (type === 'AWS::S3::Bucket' || type === 'AWS::SNS::Topic')
      ids.set(String(resolved.reference(logicalId)), logicalId);
    if (type === 'AWS::Lambda::Function') ids.set(String(resolved.reference(logicalId, 'Arn')), logicalId);
  }
  return ids;
}

// A policy that is not looked at would be taken for one that allows nothing and denies nothing.
function refuseUnread(data: Data, logicalId: string, type: string): void {
  if (Array.isArray(data)) for (const each of data) refuseUnread(each, logicalId, type);
  else if (isObject(data)) {
    if ('Statement' in data) {
      throw new TealformError({
        code: 'unknown-policy',
        message: `the evaluator does not know the policies of ${type}`,
        logicalId,
        hint: 'teach it to read-permissions.ts',
      });
    }
    for (const each of Object.values(data)) refuseUnread(each, logicalId, type);
  }
}
