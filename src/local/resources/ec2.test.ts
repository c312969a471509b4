import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { change, make, smallSystem } from '../services/small-system.ts';
import { modelOf } from './index.ts';

describe('networks', () => {
  test('have ids of their own, and addresses that nobody else has', () => {
    const { account, vpc, subnets } = smallSystem();
    assert.match(vpc.id, /^vpc-[0-9a-f]{17}$/);
    assert.deepEqual(
      subnets.map(({ attributes }) => attributes.AvailabilityZone),
      ['us-east-1a', 'us-east-1b'],
    );
    const addresses = ['First', 'Second'].map((name) => make(account, 'AWS::EC2::EIP', name, { Domain: 'vpc' }));
    assert.deepEqual(
      addresses.map(({ id }) => id),
      ['203.0.113.1', '203.0.113.2'],
    );
    assert.match(String(addresses[0]?.attributes.AllocationId), /^eipalloc-[0-9a-f]{17}$/);
  });

  test('know what is not there, and what is in use', () => {
    const { account, vpc, subnets } = smallSystem();
    assert.throws(() => make(account, 'AWS::EC2::Subnet', 'Lost', { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' }), {
      code: 'NotFound',
      message: "The vpc ID 'vpc-1' does not exist",
    });
    assert.throws(() => make(account, 'AWS::EC2::Subnet', 'Twice', { VpcId: vpc.id, CidrBlock: '10.0.0.0/24' }), {
      message: "The CIDR '10.0.0.0/24' conflicts with another subnet",
    });
    assert.throws(() => modelOf(vpc.type).remove(vpc, account), {
      message: `The vpc '${vpc.id}' has dependencies and cannot be deleted.`,
    });
    const [subnet] = subnets;
    assert.ok(subnet);
    assert.throws(() => modelOf(subnet.type).remove(subnet, account), {
      message: /has dependencies and cannot be deleted/,
    });
  });

  test('lead to the internet only through a gateway that is attached to them', () => {
    const { account, vpc } = smallSystem();
    const gateway = make(account, 'AWS::EC2::InternetGateway', 'Gateway', {});
    const table = make(account, 'AWS::EC2::RouteTable', 'Table', { VpcId: vpc.id });
    const route = { RouteTableId: table.id, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway.id };
    assert.throws(() => make(account, 'AWS::EC2::Route', 'Route', route), {
      message: `route table ${table.id} and network gateway ${gateway.id} belong to different networks`,
    });
    make(account, 'AWS::EC2::VPCGatewayAttachment', 'Attachment', { VpcId: vpc.id, InternetGatewayId: gateway.id });
    assert.equal(make(account, 'AWS::EC2::Route', 'Route', route).id, `${table.id}|0.0.0.0/0`);
    assert.throws(() => make(account, 'AWS::EC2::Route', 'Again', route), {
      message: 'The route identified by 0.0.0.0/0 already exists.',
    });
  });

  test('count versions of launch templates', () => {
    const { account } = smallSystem();
    const template = make(account, 'AWS::EC2::LaunchTemplate', 'Template', { LaunchTemplateData: {} });
    assert.equal(template.attributes.LatestVersionNumber, '1');
    const changed = change(account, template.id, template.type, { LaunchTemplateData: { InstanceType: 't3.small' } });
    assert.deepEqual([changed.id, changed.attributes.LatestVersionNumber], [template.id, '2']);
    assert.equal(changed.attributes.DefaultVersionNumber, '1');
  });
});

describe('security groups', () => {
  const RULE = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' };
  const DUPLICATE = 'the specified rule "peer: 10.0.0.0/8, TCP, from port: 80, to port: 80, ALLOW" already exists';

  test('take each rule once, wherever it is said', () => {
    const { account, vpc } = smallSystem();
    const twice = { VpcId: vpc.id, SecurityGroupIngress: [RULE, { ...RULE, Description: 'the same' }] };
    assert.throws(() => make(account, 'AWS::EC2::SecurityGroup', 'Twice', twice), {
      message: 'The same permission must not appear multiple times',
    });
    const group = make(account, 'AWS::EC2::SecurityGroup', 'Group', { VpcId: vpc.id, SecurityGroupIngress: [RULE] });
    const own = { ...RULE, GroupId: group.id, FromPort: '80', Description: 'as text' };
    assert.throws(() => make(account, 'AWS::EC2::SecurityGroupIngress', 'Rule', own), {
      code: 'AlreadyExists',
      message: DUPLICATE,
    });
    const other = { ...RULE, GroupId: group.id, ToPort: 81 };
    assert.match(make(account, 'AWS::EC2::SecurityGroupIngress', 'Rule', other).id, /^sgr-/);
    assert.throws(() => make(account, 'AWS::EC2::SecurityGroupIngress', 'Again', other), { code: 'AlreadyExists' });
    const more = { VpcId: vpc.id, SecurityGroupIngress: [RULE, { ...RULE, ToPort: 81 }] };
    assert.throws(() => change(account, group.id, group.type, more), { code: 'AlreadyExists' });
  });

  test('do not go while another group lets them in', () => {
    const { account, vpc } = smallSystem();
    const [one, other] = ['One', 'Other'].map((name) =>
      make(account, 'AWS::EC2::SecurityGroup', name, { VpcId: vpc.id }),
    );
    assert.ok(one && other);
    const rule = make(account, 'AWS::EC2::SecurityGroupIngress', 'Rule', {
      GroupId: other.id,
      SourceSecurityGroupId: one.id,
      IpProtocol: '-1',
    });
    assert.throws(() => modelOf(one.type).remove(one, account), {
      message: `resource ${one.id} has a dependent object`,
    });
    modelOf(other.type).remove(other, account);
    account.remove(rule.type, rule.id);
    modelOf(one.type).remove(one, account);
  });
});
