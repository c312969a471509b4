import { parseType, specOf } from '../../aws/spec.ts';
import { shapedValue } from '../../check/permissions/made-up.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { attributesOf, type Made, type ResourceModel, type ResourceRequest } from './model.ts';
import { madeName, refuseTaken } from './naming.ts';
import { textOf } from './read.ts';

/**
 * Any type in the schema's table: `Ref` of the kind that it has, and those attributes whose form is known. Any other has no value, so
 * that a template that asks for it is told so. No service behind it refuses anything, except for an id that is taken.
 */
export const GENERIC: ResourceModel = {
  create: (request) => {
    const made = makeFrom(request);
    refuseTaken(request, made.id);
    return made;
  },
  update: (before, request) => {
    // What was given out stays; what follows from properties follows the new ones.
    const fresh = makeFrom(request, before.id);
    return { id: before.id, attributes: { ...fresh.attributes, ...before.attributes, ...echoed(request) } };
  },
  remove: () => {},
};

/** How long made names of a type may be, where it is shorter than CloudFormation's own limit. */
const LENGTHS: Readonly<Record<string, number>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 32,
  'AWS::ElasticLoadBalancingV2::TargetGroup': 32,
  'AWS::Events::Rule': 64,
  'AWS::IAM::Role': 64,
  'AWS::Lambda::Function': 64,
  'AWS::S3::Bucket': 63,
};

/** What EC2's ids begin with, by type. */
const PREFIXES: Readonly<Record<string, string>> = {
  'AWS::EC2::EIP': 'eipalloc',
  'AWS::EC2::FlowLog': 'fl',
  'AWS::EC2::Instance': 'i',
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::EC2::LaunchTemplate': 'lt',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::NetworkAcl': 'acl',
  'AWS::EC2::Route': 'r',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::SecurityGroupEgress': 'sgr',
  'AWS::EC2::SecurityGroupIngress': 'sgr',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::SubnetRouteTableAssociation': 'rtbassoc',
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::VPCEndpoint': 'vpce',
};

/** Services that ARNs call otherwise than types do. */
const SERVICES: Readonly<Record<string, string>> = {
  ApplicationAutoScaling: 'application-autoscaling',
  CertificateManager: 'acm',
  CodeStarNotifications: 'codestar-notifications',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
};

/** What ids are made from: a name, and 32 hex digits that nobody had before. */
interface Seed {
  readonly name: string;
  readonly digest: string;
}

function makeFrom(request: ResourceRequest, known?: string): Made {
  const seed = { name: nameIn(request), digest: request.account.newHex(32) };
  const { ref, attributes = {} } = specOf(request.type) ?? {};
  const id = known ?? idOf(request, seed);
  const values = Object.entries(attributes).map(([name, type]) => [
    name,
    name === ref?.path
      ? id
      : (shaped(request, seed, name) ?? request.properties[name] ?? attributeOf(request, name, type, id, seed.digest)),
  ]);
  return { id, attributes: attributesOf(Object.fromEntries(values)) };
}

// The property that names it is nearly always the type's own word with that ending.
function nameIn(request: ResourceRequest): string {
  const { type, properties } = request;
  const { kind = 'id', path = '' } = specOf(type)?.ref ?? {};
  const given =
    kind === 'id'
      ? undefined
      : (textOf(properties, path) ?? textOf(properties, `${wordOf(type)}Name`) ?? textOf(properties, 'Name'));
  if (given !== undefined) return given;
  const made = madeName(request, LENGTHS[type]);
  return /^AWS::(S3::Bucket|ECR::Repository)$/.test(type) ? made.toLowerCase() : made;
}

function idOf(request: ResourceRequest, seed: Seed): string {
  const { type, properties, account } = request;
  const { kind, path = '' } = specOf(type)?.ref ?? { kind: 'name' };
  const shape = kind === 'name' ? undefined : shaped(request, seed);
  // Its form asks for something that is not said, such as the load balancer of a listener.
  const isWhole = typeof shape === 'string' && shape !== seed.name && (kind !== 'arn' || shape.startsWith('arn:'));
  if (isWhole) return shape;
  const given = textOf(properties, path);
  if (given !== undefined) return given;
  const prefix = PREFIXES[type];
  const { region, accountId } = account.whereabouts;
  switch (kind) {
    case 'arn':
      return arnOf(request, seed.name);
    case 'address':
      return `198.51.100.${(Number.parseInt(seed.digest.slice(0, 6), 16) % 254) + 1}`;
    case 'url':
      return `https://${serviceOf(type)}.${region}.${account.urlSuffix}/${accountId}/${seed.name}`;
    case 'id':
      return prefix === undefined ? seed.name : `${prefix}-${seed.digest.slice(0, 17)}`;
    default:
      return seed.name;
  }
}

function shaped(request: ResourceRequest, seed: Seed, attribute?: string): Data | undefined {
  const { type, logicalId, properties, account } = request;
  const { partition, region, accountId } = account.whereabouts;
  const reference = { logicalId, type, attribute, property: (name: string) => properties[name] };
  return shapedValue(reference, { partition, region, account: accountId }, account.urlSuffix, seed);
}

// By its name, where that says what form it has.
function attributeOf(
  request: ResourceRequest,
  name: string,
  typeText: string,
  id: string,
  digest: string,
): Data | undefined {
  if (parseType(typeText).kind !== 'string') return undefined;
  const { type } = request;
  const word = wordOf(type);
  const last = id.replace(/^.*[:/]/, '');
  if (name === 'Arn' || name === `${word}Arn`) return id.startsWith('arn:') ? id : arnOf(request, last);
  if (name.endsWith('HostedZoneID')) return `Z${digest.slice(0, 13).toUpperCase()}`;
  if (name === 'AllocationId') return `${PREFIXES[type]}-${digest.slice(0, 17)}`;
  if (name === 'Name' || name === `${word}Name`) return last;
  if (['Id', 'GroupId', `${word}Id`].includes(name)) return id;
  return name.endsWith('VersionNumber') ? '1' : undefined;
}

/** The attributes that have the name of a property. */
function echoed({ type, properties }: ResourceRequest): DataObject {
  const names = Object.keys(specOf(type)?.attributes ?? {});
  return attributesOf(Object.fromEntries(names.map((name) => [name, properties[name]])));
}

function arnOf({ type, account }: ResourceRequest, name: string): string {
  return account.arn(serviceOf(type), `${wordOf(type).toLowerCase()}/${name}`, {
    global: type.startsWith('AWS::IAM::'),
  });
}

function serviceOf(type: string): string {
  const service = type.split('::')[1] ?? '';
  return SERVICES[service] ?? service.toLowerCase();
}

/** `Table` of `AWS::DynamoDB::Table` */
function wordOf(type: string): string {
  return type.split('::')[2] ?? '';
}
