import type { Grant } from './grant.ts';
import { TAGGED, tagGrants } from './tags.ts';

const VPC = 'AWS::EC2::VPC';
const INTERNET_GATEWAY = 'AWS::EC2::InternetGateway';
const ATTACHMENT = 'AWS::EC2::VPCGatewayAttachment';
const SUBNET = 'AWS::EC2::Subnet';
const ROUTE_TABLE = 'AWS::EC2::RouteTable';
const ROUTE = 'AWS::EC2::Route';
const ROUTE_TABLE_USE = 'AWS::EC2::SubnetRouteTableAssociation';
const ADDRESS = 'AWS::EC2::EIP';
const NAT_GATEWAY = 'AWS::EC2::NatGateway';
const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const FLOW_LOG = 'AWS::EC2::FlowLog';
const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';

const NETWORK = [VPC, INTERNET_GATEWAY, ATTACHMENT, SUBNET, ROUTE_TABLE, ROUTE, ROUTE_TABLE_USE, ADDRESS, NAT_GATEWAY];

/**
 * Networks and security groups. EC2 chooses the ids, and what is being made need not be tagged yet: what makes and sets up something
 * cannot be narrower than the region of the account. What deletes is held to the system's tags, and so is what joins things or takes
 * them apart: they were made before, with their tags.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export const NETWORK_GRANTS: readonly Grant[] = [
  {
    types: [...NETWORK, ENDPOINT, FLOW_LOG, SECURITY_GROUP, INGRESS, EGRESS, LAUNCH_TEMPLATE],
    actions: ['ec2:Describe*'],
    on: '*',
  },
  {
    types: NETWORK,
    actions: [
      'ec2:AllocateAddress',
      'ec2:CreateInternetGateway',
      'ec2:CreateNatGateway',
      'ec2:CreateRouteTable',
      'ec2:CreateSubnet',
      'ec2:CreateVpc',
      'ec2:ModifySubnetAttribute',
      'ec2:ModifyVpcAttribute',
    ],
    on: ['ec2:{here}:*'],
  },
  {
    types: NETWORK,
    actions: [
      'ec2:AssociateRouteTable',
      'ec2:AttachInternetGateway',
      'ec2:CreateRoute',
      'ec2:DeleteInternetGateway',
      'ec2:DeleteNatGateway',
      'ec2:DeleteRoute',
      'ec2:DeleteRouteTable',
      'ec2:DeleteSubnet',
      'ec2:DeleteVpc',
      'ec2:DetachInternetGateway',
      'ec2:DisassociateAddress',
      'ec2:DisassociateRouteTable',
      'ec2:ReleaseAddress',
      'ec2:ReplaceRoute',
      'ec2:ReplaceRouteTableAssociation',
    ],
    on: ['ec2:{here}:*'],
    when: TAGGED,
  },
  { types: [ENDPOINT], actions: ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint'], on: ['ec2:{here}:*'] },
  { types: [ENDPOINT], actions: ['ec2:DeleteVpcEndpoints'], on: ['ec2:{here}:vpc-endpoint/*'], when: TAGGED },
  { types: [FLOW_LOG], actions: ['ec2:CreateFlowLogs'], on: ['ec2:{here}:*'] },
  { types: [FLOW_LOG], actions: ['ec2:DeleteFlowLogs'], on: ['ec2:{here}:vpc-flow-log/*'], when: TAGGED },
  // The group of a cluster that exists is not the system's, and its rules still are to be written.
  {
    types: [SECURITY_GROUP, INGRESS, EGRESS],
    actions: [
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:CreateSecurityGroup',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:UpdateSecurityGroupRuleDescriptionsEgress',
      'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
    ],
    on: ['ec2:{here}:*'],
  },
  { types: [SECURITY_GROUP], actions: ['ec2:DeleteSecurityGroup'], on: ['ec2:{here}:security-group/*'], when: TAGGED },
  {
    types: [LAUNCH_TEMPLATE],
    actions: ['ec2:CreateLaunchTemplate', 'ec2:CreateLaunchTemplateVersion'],
    on: ['ec2:{here}:launch-template/*'],
  },
  {
    types: [LAUNCH_TEMPLATE],
    actions: ['ec2:DeleteLaunchTemplate'],
    on: ['ec2:{here}:launch-template/*'],
    when: TAGGED,
  },
  ...tagGrants({
    types: [...NETWORK, ENDPOINT, FLOW_LOG, SECURITY_GROUP, LAUNCH_TEMPLATE],
    actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
    on: ['ec2:{here}:*'],
  }),
];
