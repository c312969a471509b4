import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { define } from './define.ts';
import { userOf } from './in-use.ts';
import { attributesOf, type ResourceModel, type ResourceRequest } from './model.ts';
import { refuse, refuseTaken } from './naming.ts';
import { textOf, textsOf } from './read.ts';

/** Networks: everything in them has an id of its own, `vpc-` and seventeen hex digits. */
export const EC2: Readonly<Record<string, ResourceModel>> = {
  'AWS::EC2::VPC': define({
    create: ({ account, properties }) => {
      const id = newId(account, 'vpc');
      const attributes = {
        VpcId: id,
        CidrBlock: textOf(properties, 'CidrBlock'),
        CidrBlockAssociations: [newId(account, 'vpc-cidr-assoc')],
        DefaultNetworkAcl: newId(account, 'acl'),
        DefaultSecurityGroup: newId(account, 'sg'),
        Ipv6CidrBlocks: [],
      };
      return { id, attributes: attributesOf(attributes) };
    },
    remove: (vpc, account) =>
      refuseUsed(account, vpc, `The vpc '${vpc.id}' has dependencies and cannot be deleted.`, [
        'AWS::EC2::Subnet',
        'AWS::EC2::SecurityGroup',
        'AWS::EC2::RouteTable',
        'AWS::EC2::VPCGatewayAttachment',
        'AWS::EC2::VPCEndpoint',
      ]),
  }),

  'AWS::EC2::Subnet': define({
    create: ({ account, properties }) => {
      mustExist(account, 'AWS::EC2::VPC', textOf(properties, 'VpcId'));
      refuseTakenBlock(account, properties);
      const id = newId(account, 'subnet');
      const zone = textOf(properties, 'AvailabilityZone') ?? `${account.whereabouts.region}a`;
      const attributes = {
        SubnetId: id,
        VpcId: textOf(properties, 'VpcId'),
        CidrBlock: textOf(properties, 'CidrBlock'),
        AvailabilityZone: zone,
        Ipv6CidrBlocks: [],
        NetworkAclAssociationId: newId(account, 'aclassoc'),
      };
      return { id, attributes: attributesOf(attributes) };
    },
    remove: (subnet, account) =>
      refuseUsed(account, subnet, `The subnet '${subnet.id}' has dependencies and cannot be deleted.`, [
        'AWS::EC2::NatGateway',
        'AWS::ElasticLoadBalancingV2::LoadBalancer',
        'AWS::Lambda::Function',
        'AWS::AutoScaling::AutoScalingGroup',
        'AWS::ECS::Service',
      ]),
  }),

  'AWS::EC2::InternetGateway': define({
    create: ({ account }) => withId(newId(account, 'igw'), 'InternetGatewayId'),
    remove: (gateway, account) =>
      refuseUsed(account, gateway, `The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`, [
        'AWS::EC2::VPCGatewayAttachment',
      ]),
  }),

  'AWS::EC2::VPCGatewayAttachment': define({
    create: (request) => {
      const { account, properties } = request;
      const vpc = mustExist(account, 'AWS::EC2::VPC', textOf(properties, 'VpcId'));
      const gateway = textOf(properties, 'InternetGatewayId');
      if (gateway !== undefined) mustExist(account, 'AWS::EC2::InternetGateway', gateway);
      const kind = gateway === undefined ? 'VGW' : 'IGW';
      const id = `${kind}|${vpc}`;
      const words = `resource ${gateway ?? id} is already attached to network ${vpc}`;
      refuseTaken(request, id, words);
      return { id, attributes: { AttachmentType: kind } };
    },
  }),

  'AWS::EC2::RouteTable': define({
    create: ({ account, properties }) => {
      mustExist(account, 'AWS::EC2::VPC', textOf(properties, 'VpcId'));
      return withId(newId(account, 'rtb'), 'RouteTableId');
    },
    remove: (table, account) =>
      refuseUsed(account, table, `The routeTable '${table.id}' has dependencies and cannot be deleted.`, [
        'AWS::EC2::SubnetRouteTableAssociation',
      ]),
  }),

  'AWS::EC2::Route': define({
    create: (request) => {
      const { account, properties } = request;
      const table = mustExist(account, 'AWS::EC2::RouteTable', textOf(properties, 'RouteTableId'));
      const vpc = textOf(account.find('AWS::EC2::RouteTable', table)?.properties ?? {}, 'VpcId');
      const destination = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId']
        .map((name) => textOf(properties, name))
        .find((each) => each !== undefined);
      if (destination === undefined) refuse('InvalidRequest', 'The request must contain a destination');
      const gateway = textOf(properties, 'GatewayId');
      if (gateway?.startsWith('igw-')) {
        mustExist(account, 'AWS::EC2::InternetGateway', gateway);
        const attached = account.all('AWS::EC2::VPCGatewayAttachment').some(({ properties: attachment }) => {
          return textOf(attachment, 'InternetGatewayId') === gateway && textOf(attachment, 'VpcId') === vpc;
        });
        if (!attached)
          refuse('NotFound', `route table ${table} and network gateway ${gateway} belong to different networks`);
      }
      const nat = textOf(properties, 'NatGatewayId');
      if (nat !== undefined) mustExist(account, 'AWS::EC2::NatGateway', nat);
      const id = `${table}|${destination}`;
      refuseTaken(request, id, `The route identified by ${destination} already exists.`);
      return { id, attributes: attributesOf({ CidrBlock: textOf(properties, 'DestinationCidrBlock') }) };
    },
  }),

  'AWS::EC2::SubnetRouteTableAssociation': define({
    create: ({ account, properties, type }) => {
      const subnet = mustExist(account, 'AWS::EC2::Subnet', textOf(properties, 'SubnetId'));
      mustExist(account, 'AWS::EC2::RouteTable', textOf(properties, 'RouteTableId'));
      const other = account.all(type).find((each) => textOf(each.properties, 'SubnetId') === subnet);
      if (other) {
        const table = textOf(other.properties, 'RouteTableId');
        refuse(
          'AlreadyExists',
          `the specified association for route table ${table} conflicts with an existing association`,
        );
      }
      return withId(newId(account, 'rtbassoc'), 'Id');
    },
  }),

  'AWS::EC2::EIP': define({
    create: ({ account, type }) => {
      const id = newAddress(account, type);
      return { id, attributes: { PublicIp: id, AllocationId: newId(account, 'eipalloc') } };
    },
    remove: (address, account) => {
      const allocation = textOf(address.attributes, 'AllocationId');
      const nat = account
        .all('AWS::EC2::NatGateway')
        .find(({ properties }) => textOf(properties, 'AllocationId') === allocation);
      if (nat)
        refuse('InvalidRequest', `Address with allocation id [${allocation}] cannot be released because it is in use.`);
    },
  }),

  'AWS::EC2::NatGateway': define({
    create: ({ account, properties, type }) => {
      mustExist(account, 'AWS::EC2::Subnet', textOf(properties, 'SubnetId'));
      const allocation = textOf(properties, 'AllocationId');
      const address = account
        .all('AWS::EC2::EIP')
        .find(({ attributes }) => textOf(attributes, 'AllocationId') === allocation);
      if (allocation !== undefined && !address) {
        refuse('NotFound', `The allocation ID '${allocation}' does not exist`);
      }
      const used = account.all(type).some((each) => textOf(each.properties, 'AllocationId') === allocation);
      if (allocation !== undefined && used) {
        refuse('AlreadyExists', `Elastic IP address [${allocation}] is already associated`);
      }
      const id = newId(account, 'nat');
      return { id, attributes: { NatGatewayId: id, EniId: newId(account, 'eni') } };
    },
  }),

  'AWS::EC2::VPCEndpoint': define({
    create: ({ account, properties }) => {
      mustExist(account, 'AWS::EC2::VPC', textOf(properties, 'VpcId'));
      for (const table of textsOf(properties, 'RouteTableIds')) mustExist(account, 'AWS::EC2::RouteTable', table);
      for (const subnet of textsOf(properties, 'SubnetIds')) mustExist(account, 'AWS::EC2::Subnet', subnet);
      const id = newId(account, 'vpce');
      const interfaces = textsOf(properties, 'SubnetIds').map(() => newId(account, 'eni'));
      const entries = interfaces.length === 0 ? [] : [`Z7HUB22UULQXV:${id}.vpce.${account.urlSuffix}`];
      const made = { Id: id, CreationTimestamp: account.now().toISOString() };
      return { id, attributes: { ...made, DnsEntries: entries, NetworkInterfaceIds: interfaces } };
    },
  }),

  'AWS::EC2::FlowLog': define({
    create: ({ account, properties }) => {
      if (textOf(properties, 'ResourceType') === 'VPC') {
        mustExist(account, 'AWS::EC2::VPC', textOf(properties, 'ResourceId'));
      }
      return withId(newId(account, 'fl'), 'Id');
    },
  }),

  'AWS::EC2::LaunchTemplate': define({
    create: (request) => {
      const { account, properties, type } = request;
      const name = textOf(properties, 'LaunchTemplateName');
      if (
        account.all(type).some((each) => name !== undefined && textOf(each.properties, 'LaunchTemplateName') === name)
      ) {
        refuse('AlreadyExists', 'Launch template name already in use.');
      }
      const id = newId(account, 'lt');
      return { id, attributes: { LaunchTemplateId: id, LatestVersionNumber: '1', DefaultVersionNumber: '1' } };
    },
    // Every change is a new version; which one is the default stays.
    update: ({ attributes }) => ({
      attributes: { LatestVersionNumber: String(Number(textOf(attributes, 'LatestVersionNumber')) + 1) },
    }),
  }),
};

/** An id as EC2 makes them: `subnet-0a1b2c3d4e5f60718`. */
export function newId(account: Account, prefix: string): string {
  return `${prefix}-0${account.newHex(16)}`;
}

const NOT_FOUND: Readonly<Record<string, (id: string) => string>> = {
  'AWS::EC2::VPC': (id) => `The vpc ID '${id}' does not exist`,
  'AWS::EC2::Subnet': (id) => `The subnet ID '${id}' does not exist`,
  'AWS::EC2::SecurityGroup': (id) => `The security group '${id}' does not exist`,
  'AWS::EC2::RouteTable': (id) => `The routeTable ID '${id}' does not exist`,
  'AWS::EC2::InternetGateway': (id) => `The internetGateway ID '${id}' does not exist`,
  'AWS::EC2::NatGateway': (id) => `The natGateway ID '${id}' does not exist`,
};

/** The id, when there is such a resource. @throws ResourceFailure NotFound, in EC2's words */
export function mustExist(account: Account, type: string, id: string | undefined): string {
  if (id === undefined) return refuse('InvalidRequest', `The request must contain an id of ${type}`);
  if (!account.find(type, id)) refuse('NotFound', NOT_FOUND[type]?.(id) ?? `The ID '${id}' does not exist`);
  return id;
}

/** Refuses to delete what others use. */
export function refuseUsed(account: Account, resource: LocalResource, words: string, types: readonly string[]): void {
  if (userOf(account, resource, types)) refuse('InvalidRequest', words);
}

function withId(id: string, attribute: string): { id: string; attributes: DataObject } {
  return { id, attributes: { [attribute]: id } };
}

// Only the same block twice; blocks that overlap otherwise are not looked for.
function refuseTakenBlock(account: Account, properties: ResourceRequest['properties']): void {
  const block = textOf(properties, 'CidrBlock');
  const taken = account.all('AWS::EC2::Subnet').some((each) => {
    return (
      textOf(each.properties, 'VpcId') === textOf(properties, 'VpcId') && textOf(each.properties, 'CidrBlock') === block
    );
  });
  if (block !== undefined && taken) {
    refuse('InvalidRequest', `The CIDR '${block}' conflicts with another subnet`);
  }
}

// Blocks for documentation, so that no rule of a local run ever lets somebody in.
function newAddress(account: Account, type: string): string {
  for (const block of ['203.0.113', '198.51.100', '192.0.2']) {
    for (let last = 1; last < 255; last += 1) {
      const address = `${block}.${last}`;
      if (!account.find(type, address)) return address;
    }
  }
  return refuse('ServiceLimitExceeded', 'The maximum number of addresses has been reached.');
}
