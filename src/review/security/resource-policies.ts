import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { type Generation, named } from './generation.ts';
import { addPlaces, type Found, type Holder, listOf } from './holder.ts';
import { IDENTITY_DOCUMENTS } from './identity-policies.ts';
import { OWN_ACCOUNT } from './principal.ts';
import { isPolicy, readStatements } from './statement.ts';

/** Types that hold the policy of something else: where the policy is, and what names that. */
const ABOUT: Readonly<Record<string, { readonly document: string; readonly about: string }>> = {
  'AWS::S3::BucketPolicy': { document: 'PolicyDocument', about: 'Bucket' },
  'AWS::SNS::TopicPolicy': { document: 'PolicyDocument', about: 'Topics' },
  'AWS::SNS::TopicInlinePolicy': { document: 'PolicyDocument', about: 'TopicArn' },
  'AWS::SQS::QueuePolicy': { document: 'PolicyDocument', about: 'Queues' },
  'AWS::SQS::QueueInlinePolicy': { document: 'PolicyDocument', about: 'Queue' },
  'AWS::SecretsManager::ResourcePolicy': { document: 'ResourcePolicy', about: 'SecretId' },
};

const ANYTHING: Data = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*' } };
const BY_ACCOUNT: Data = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: OWN_ACCOUNT }, Action: 'kms:*' },
};

/**
 * Types whose policy is not empty where a template says nothing.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
const DEFAULTS: Readonly<Record<string, Default>> = {
  'AWS::KMS::Key': { document: 'KeyPolicy', policy: BY_ACCOUNT, kind: 'own' },
  'AWS::EC2::VPCEndpoint': { document: 'PolicyDocument', policy: ANYTHING, kind: 'passage' },
};

interface Default {
  readonly document: string;
  readonly policy: Data;
  readonly kind: Holder['kind'];
}

/** What others may do with resources: the policies that are a part of them, and those that stand beside them. */
export function findResourcePolicies(generation: Generation, found: Found): void {
  for (const resource of generation.resources) {
    const { path, type, properties } = resource;
    const other = ABOUT[type];
    const fallback = DEFAULTS[type];
    const done = new Set(IDENTITY_DOCUMENTS[type] ?? []);
    if (other) {
      done.add(other.document);
      const places = readStatements(properties[other.document], path, other.document);
      for (const subject of listOf(properties[other.about])) {
        addPlaces(found, { subject: named(generation, subject), policy: 'policy', kind: 'resource' }, places);
      }
    }
    if (fallback) {
      done.add(fallback.document);
      const { document, policy, kind } = fallback;
      addPlaces(
        found,
        { subject: path, policy: 'policy', kind },
        readStatements(properties[document] ?? policy, path, document),
      );
    }
    if (type === 'AWS::Lambda::Permission') {
      const places = readStatements(permission(properties), path, '').map((place) => ({ ...place, at: '' }));
      addPlaces(
        found,
        { subject: named(generation, properties.FunctionName), policy: 'policy', kind: 'resource' },
        places,
      );
    }
    findAnywhere(resource, done, found);
  }
}

/**
 * What a Lambda permission says, as the statement that Lambda makes of it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
function permission(properties: DataObject): Data {
  const { Action = null, FunctionName = null, Principal: who = '', FunctionUrlAuthType: urlType } = properties;
  const { SourceAccount, SourceArn, PrincipalOrgID, EventSourceToken, InvokedViaFunctionUrl } = properties;
  const isService = typeof who === 'string' && /^[a-z0-9.-]+\.[a-z]/.test(who) && !who.startsWith('arn:');
  const equals: Record<string, Data> = {};
  if (SourceAccount !== undefined) equals['aws:SourceAccount'] = SourceAccount;
  if (PrincipalOrgID !== undefined) equals['aws:PrincipalOrgID'] = PrincipalOrgID;
  if (EventSourceToken !== undefined) equals['lambda:EventSourceToken'] = EventSourceToken;
  if (urlType !== undefined) equals['lambda:FunctionUrlAuthType'] = urlType;
  const viaUrl = InvokedViaFunctionUrl === undefined ? {} : { 'lambda:InvokedViaFunctionUrl': InvokedViaFunctionUrl };
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
    ...(InvokedViaFunctionUrl !== undefined && { Bool: viaUrl }),
  };
  const principal: Data = who === '*' ? '*' : isService ? { Service: who } : { AWS: who };
  return {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: principal, Action, Resource: FunctionName, Condition: condition },
  };
}

function findAnywhere({ path, properties }: ReviewedResource, done: ReadonlySet<string>, found: Found): void {
  const look = (data: Data, at: string): void => {
    if (isPolicy(data)) {
      const [first] = readStatements(data, path, at);
      const isAboutOthers = (first?.statement?.principals ?? []).some((principal) => principal !== '');
      addPlaces(
        found,
        { subject: path, policy: at, kind: isAboutOthers ? 'own' : 'identity' },
        readStatements(data, path, at),
      );
    } else if (Array.isArray(data)) {
      for (const [index, each] of data.entries()) look(each, `${at}[${index}]`);
    } else if (isObject(data)) {
      for (const [name, value] of Object.entries(data)) look(value, at === '' ? name : `${at}.${name}`);
    }
  };
  for (const [name, value] of Object.entries(properties)) if (!done.has(name)) look(value, name);
}
