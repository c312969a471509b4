// For tests only: what CloudFormation calls for networks and security groups, and what it must leave alone.
import { may, mayNot, type Row } from '../../../src/check/permissions/table.ts';
import type { System } from '../hello.ts';
import { calls, elsewhere, FOREIGN, OWN, ROLE, type TypeRows } from './names.ts';

const ec2 = (...names: readonly string[]) => calls('ec2', ...names);

/** What is made, which has no tags before; what is looked up; what tags are changed and what is deleted: the system's own only. */
function madeAndDeleted(create: readonly string[], remove: string, id: string, system: System): readonly Row[] {
  const arn = system.arn('ec2', id);
  return [
    may(ROLE, create, arn),
    mayNot(ROLE, create, elsewhere(arn, system)),
    may(ROLE, ec2('CreateTags', 'DeleteTags'), arn, OWN),
    may(ROLE, ec2('CreateTags', 'DeleteTags'), arn),
    mayNot(ROLE, ec2('CreateTags', 'DeleteTags'), arn, FOREIGN),
    mayNot(ROLE, ec2('CreateTags', 'DeleteTags'), elsewhere(arn, system), OWN),
    mayNot(ROLE, ec2('CreateTags', 'DeleteTags'), elsewhere(arn, system)),
    may(ROLE, `ec2:${remove}`, arn, OWN),
    mayNot(ROLE, `ec2:${remove}`, arn, FOREIGN),
    mayNot(ROLE, `ec2:${remove}`, elsewhere(arn, system), OWN),
  ];
}

/** What only changes how things of the system hang together. By then all of them are tagged. */
function joined(names: readonly string[], id: string, system: System): readonly Row[] {
  const arn = system.arn('ec2', id);
  return [
    may(ROLE, ec2(...names), arn, OWN),
    mayNot(ROLE, ec2(...names), arn, FOREIGN),
    mayNot(ROLE, ec2(...names), arn),
    mayNot(ROLE, ec2(...names), elsewhere(arn, system), OWN),
  ];
}

/** By resource type. */
export const NETWORK_ROWS: TypeRows = {
  'AWS::EC2::VPC': (system) => [
    ...madeAndDeleted(ec2('CreateVpc', 'ModifyVpcAttribute'), 'DeleteVpc', 'vpc/vpc-1', system),
    may(ROLE, ec2('DescribeVpcs', 'DescribeVpcAttribute'), '*'),
    mayNot(ROLE, ec2('CreateVpcPeeringConnection', 'CreateVpnGateway', 'CreateDefaultVpc'), '*'),
  ],
  'AWS::EC2::InternetGateway': (system) => [
    ...madeAndDeleted(ec2('CreateInternetGateway'), 'DeleteInternetGateway', 'internet-gateway/igw-1', system),
    may(ROLE, 'ec2:DescribeInternetGateways', '*'),
  ],
  'AWS::EC2::VPCGatewayAttachment': (system) =>
    ['vpc/vpc-1', 'internet-gateway/igw-1'].flatMap((id) =>
      joined(['AttachInternetGateway', 'DetachInternetGateway'], id, system),
    ),
  'AWS::EC2::Subnet': (system) => [
    ...madeAndDeleted(ec2('CreateSubnet', 'ModifySubnetAttribute'), 'DeleteSubnet', 'subnet/subnet-1', system),
    may(ROLE, 'ec2:DescribeSubnets', '*'),
  ],
  'AWS::EC2::RouteTable': (system) => [
    ...madeAndDeleted(ec2('CreateRouteTable'), 'DeleteRouteTable', 'route-table/rtb-1', system),
    may(ROLE, 'ec2:DescribeRouteTables', '*'),
  ],
  'AWS::EC2::SubnetRouteTableAssociation': (system) =>
    ['subnet/subnet-1', 'route-table/rtb-1'].flatMap((id) =>
      joined(['AssociateRouteTable', 'DisassociateRouteTable', 'ReplaceRouteTableAssociation'], id, system),
    ),
  'AWS::EC2::Route': (system) => joined(['CreateRoute', 'DeleteRoute', 'ReplaceRoute'], 'route-table/rtb-1', system),
  'AWS::EC2::EIP': (system) => [
    ...madeAndDeleted(ec2('AllocateAddress'), 'ReleaseAddress', 'elastic-ip/eipalloc-1', system),
    ...joined(['DisassociateAddress'], 'elastic-ip/eipalloc-1', system),
    may(ROLE, 'ec2:DescribeAddresses', '*'),
    mayNot(ROLE, 'ec2:EnableAddressTransfer', system.arn('ec2', 'elastic-ip/eipalloc-1'), OWN),
  ],
  'AWS::EC2::NatGateway': (system) => [
    ...madeAndDeleted(ec2('CreateNatGateway'), 'DeleteNatGateway', 'natgateway/nat-1', system),
    may(ROLE, 'ec2:DescribeNatGateways', '*'),
  ],
  'AWS::EC2::VPCEndpoint': (system) => [
    ...madeAndDeleted(
      ec2('CreateVpcEndpoint', 'ModifyVpcEndpoint'),
      'DeleteVpcEndpoints',
      'vpc-endpoint/vpce-1',
      system,
    ),
    may(ROLE, 'ec2:DescribeVpcEndpoints', '*'),
  ],
  'AWS::EC2::FlowLog': (system) => [
    ...madeAndDeleted(ec2('CreateFlowLogs'), 'DeleteFlowLogs', 'vpc-flow-log/fl-1', system),
    may(ROLE, 'ec2:DescribeFlowLogs', '*'),
  ],
  'AWS::EC2::SecurityGroup': (system) => [
    ...madeAndDeleted(ec2('CreateSecurityGroup', ...RULES), 'DeleteSecurityGroup', 'security-group/sg-1', system),
    may(ROLE, 'ec2:DescribeSecurityGroups', '*'),
  ],
  'AWS::EC2::SecurityGroupIngress': ({ arn }) => [
    may(ROLE, ec2(...RULES), arn('ec2', 'security-group/sg-1')),
    may(ROLE, 'ec2:DescribeSecurityGroupRules', '*'),
  ],
  'AWS::EC2::LaunchTemplate': (system) => [
    ...madeAndDeleted(
      ec2('CreateLaunchTemplate', 'CreateLaunchTemplateVersion'),
      'DeleteLaunchTemplate',
      'launch-template/lt-1',
      system,
    ),
    may(ROLE, ec2('DescribeLaunchTemplates', 'DescribeLaunchTemplateVersions'), '*'),
  ],
};

/** Rules of groups; the group of a cluster that exists is another's. */
const RULES = [
  'AuthorizeSecurityGroupEgress',
  'AuthorizeSecurityGroupIngress',
  'RevokeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
  'UpdateSecurityGroupRuleDescriptionsEgress',
  'UpdateSecurityGroupRuleDescriptionsIngress',
];
