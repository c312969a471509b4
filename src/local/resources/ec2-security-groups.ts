import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { define } from './define.ts';
import { mustExist, newId, refuseUsed } from './ec2.ts';
import { attributesOf, type ResourceModel, type ResourceRequest } from './model.ts';
import { nameOf, refuse } from './naming.ts';
import { numberOf, objectsOf, textOf } from './read.ts';

const GROUP = 'AWS::EC2::SecurityGroup';

/** Security groups, and rules that stand on their own. */
export const SECURITY_GROUPS: Readonly<Record<string, ResourceModel>> = {
  [GROUP]: define({
    create: (request) => {
      const { account, properties } = request;
      const vpc = textOf(properties, 'VpcId');
      if (vpc !== undefined) mustExist(account, 'AWS::EC2::VPC', vpc);
      const name = nameOf(request, 'GroupName', 255);
      const taken = account.all(GROUP).some((each) => {
        return textOf(each.properties, 'GroupName') === name && textOf(each.properties, 'VpcId') === vpc;
      });
      if (taken) refuse('AlreadyExists', `The security group '${name}' already exists for VPC '${vpc}'`);
      refuseRepeatedRules(properties);
      const id = newId(account, 'sg');
      return { id, attributes: attributesOf({ Id: id, GroupId: id, VpcId: vpc }) };
    },
    update: (before, request) => {
      refuseRepeatedRules(request.properties);
      // Rules that stand on their own are rules of the same group.
      for (const [list, standing] of RULES) {
        for (const rule of objectsOf(request.properties, list)) {
          if (isOld(before, list, rule)) continue;
          refuseStanding(request.account, standing, before.id, rule);
        }
      }
      return {};
    },
    remove: (group, account) => {
      const words = `resource ${group.id} has a dependent object`;
      refuseUsed(account, group, words, [
        GROUP,
        'AWS::ElasticLoadBalancingV2::LoadBalancer',
        'AWS::Lambda::Function',
        'AWS::ECS::Service',
        'AWS::EC2::VPCEndpoint',
      ]);
      const rules = [...account.all('AWS::EC2::SecurityGroupIngress'), ...account.all('AWS::EC2::SecurityGroupEgress')];
      // Its own rules go with it; another group's rule about it does not.
      const named = rules.some(({ properties }) => {
        return textOf(properties, 'GroupId') !== group.id && peerOf(properties).includes(group.id);
      });
      if (named) refuse('InvalidRequest', words);
    },
  }),
  'AWS::EC2::SecurityGroupIngress': define({ create: (request) => createRule(request, 'SecurityGroupIngress') }),
  'AWS::EC2::SecurityGroupEgress': define({ create: (request) => createRule(request, 'SecurityGroupEgress') }),
};

const RULES = [
  ['SecurityGroupIngress', 'AWS::EC2::SecurityGroupIngress'],
  ['SecurityGroupEgress', 'AWS::EC2::SecurityGroupEgress'],
] as const;

function createRule(request: ResourceRequest, list: (typeof RULES)[number][0]) {
  const { account, properties, type } = request;
  const groupId = mustExist(account, GROUP, textOf(properties, 'GroupId'));
  const peer = textOf(properties, 'SourceSecurityGroupId') ?? textOf(properties, 'DestinationSecurityGroupId');
  if (peer !== undefined) mustExist(account, GROUP, peer);
  refuseStanding(account, type, groupId, properties);
  const group = account.find(GROUP, groupId);
  if (group && objectsOf(group.properties, list).some((each) => sameRule(each, properties)))
    refuseDuplicate(properties);
  const id = newId(account, 'sgr');
  return { id, attributes: { Id: id } };
}

function refuseStanding(account: Account, type: string, groupId: string, rule: DataObject): void {
  const same = account.all(type).some(({ properties }) => {
    return textOf(properties, 'GroupId') === groupId && sameRule(properties, rule);
  });
  if (same) refuseDuplicate(rule);
}

function refuseDuplicate(rule: DataObject): never {
  const ports = `from port: ${numberOf(rule, 'FromPort') ?? -1}, to port: ${numberOf(rule, 'ToPort') ?? -1}`;
  const protocol = (textOf(rule, 'IpProtocol') ?? '-1').toUpperCase();
  return refuse(
    'AlreadyExists',
    `the specified rule "peer: ${peerOf(rule)}, ${protocol === '-1' ? 'ALL' : protocol}, ${ports}, ALLOW" already exists`,
  );
}

function refuseRepeatedRules(properties: DataObject): void {
  for (const [list] of RULES) {
    const rules = objectsOf(properties, list);
    const repeated = rules.some((rule, index) => rules.slice(0, index).some((other) => sameRule(other, rule)));
    if (repeated) refuse('InvalidRequest', 'The same permission must not appear multiple times');
  }
}

function isOld(before: LocalResource, list: string, rule: DataObject): boolean {
  return objectsOf(before.properties, list).some((each) => sameRule(each, rule));
}

// A description makes no other rule of it.
function sameRule(one: DataObject, other: DataObject): boolean {
  return (
    textOf(one, 'IpProtocol') === textOf(other, 'IpProtocol') &&
    numberOf(one, 'FromPort') === numberOf(other, 'FromPort') &&
    numberOf(one, 'ToPort') === numberOf(other, 'ToPort') &&
    peerOf(one) === peerOf(other)
  );
}

function peerOf(rule: DataObject): string {
  const names = ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'DestinationSecurityGroupId'];
  const lists = ['SourcePrefixListId', 'DestinationPrefixListId', 'SourceSecurityGroupName'];
  return [...names, ...lists].map((name) => textOf(rule, name)).find((peer) => peer !== undefined) ?? '';
}
