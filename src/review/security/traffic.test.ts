import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { coversCidr, readCidr } from './cidr.ts';
import { type Region, remainder } from './region.ts';
import { lines, resource } from './reviewed.fixtures.ts';

const HTTP = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' };

const group = (...rules: readonly DataObject[]): ReviewedResource =>
  resource('Group', 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: rules });
const out = (...rules: readonly DataObject[]): ReviewedResource =>
  resource('Group', 'AWS::EC2::SecurityGroup', { SecurityGroupEgress: rules });
const rule = (properties: DataObject): ReviewedResource =>
  resource('Rule', 'AWS::EC2::SecurityGroupIngress', { GroupId: '\uE000Group\u0000GroupId\uE001', ...properties });
const entry = (properties: DataObject): ReviewedResource =>
  resource('Entry', 'AWS::EC2::NetworkAclEntry', {
    ...{ NetworkAclId: 'acl-1', Protocol: 6, PortRange: { From: 22, To: 22 }, RuleNumber: 100, RuleAction: 'allow' },
    ...properties,
  });

type Row = readonly [readonly ReviewedResource[], readonly ReviewedResource[], ...string[]];

const ROWS: Readonly<Record<string, Row>> = {
  'everyone instead of a network': [
    [group(HTTP)],
    [group({ ...HTTP, CidrIp: '0.0.0.0/0' })],
    'opens port-opened Group SecurityGroupIngress[0]: lets in tcp 80 from 0.0.0.0/0, which is everyone, was from 10.0.0.0/8 only',
  ],
  'everyone by IPv6': [
    [group(HTTP)],
    [group(HTTP, { IpProtocol: 'tcp', FromPort: 22, ToPort: '22', CidrIpv6: '::/0' })],
    'opens port-opened Group SecurityGroupIngress[1]: lets in tcp 22 from ::/0, which is everyone',
  ],
  'a smaller network': [
    [group(HTTP)],
    [group({ ...HTTP, CidrIp: '10.1.0.0/16' })],
    'closes port-closed Group SecurityGroupIngress[0]: no longer lets in tcp 80 from 10.0.0.0/8, only from 10.1.0.0/16',
  ],
  'more ports': [
    [group(HTTP)],
    [group({ ...HTTP, ToPort: 90 })],
    'opens port-opened Group SecurityGroupIngress[0]: lets in tcp 81-90 from 10.0.0.0/8, was tcp 80 only',
  ],
  'all protocols': [
    [group(HTTP)],
    [group({ ...HTTP, IpProtocol: -1 })],
    'opens port-opened Group SecurityGroupIngress[0]: lets in all traffic from 10.0.0.0/8, was tcp 80 only',
  ],
  'another group': [
    [group({ ...HTTP, CidrIp: null, SourceSecurityGroupId: '\uE000One\uE001' })],
    [group({ ...HTTP, CidrIp: null, SourceSecurityGroupId: '\uE000Two\uE001' })],
    `opens port-opened Group SecurityGroupIngress[0]: lets in tcp 80 from \${Two}, was from \${One} only`,
    `closes port-closed Group SecurityGroupIngress[0]: no longer lets in tcp 80 from \${One}, only from \${Two}`,
  ],
  'what only a deployment knows': [
    [group(HTTP)],
    [group({ ...HTTP, CidrIp: '\uE000ClientCidr\uE001' })],
    `opens port-opened Group SecurityGroupIngress[0]: lets in tcp 80 from \${ClientCidr}, was from 10.0.0.0/8 only`,
    `closes port-closed Group SecurityGroupIngress[0]: no longer lets in tcp 80 from 10.0.0.0/8, only from \${ClientCidr}`,
  ],
  'a prefix list': [
    [group()],
    [group({ ...HTTP, CidrIp: null, SourcePrefixListId: 'pl-1' })],
    'opens port-opened Group SecurityGroupIngress[0]: lets in tcp 80 from prefix list pl-1',
  ],
  'ping of one type': [
    [group()],
    [group({ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, CidrIp: '10.0.0.0/8' })],
    'opens port-opened Group SecurityGroupIngress[0]: lets in icmp type 8 from 10.0.0.0/8',
  ],
  'egress that is not said any more': [
    [out({ ...HTTP, CidrIp: '0.0.0.0/0' })],
    [out()],
    'opens port-opened Group SecurityGroupEgress: lets out all traffic to 0.0.0.0/0, which is everywhere, was tcp 80 only',
  ],
  'a rule beside its group': [
    [group()],
    [group(), rule(HTTP)],
    'opens port-opened Rule: lets in tcp 80 from 10.0.0.0/8',
  ],
  'an entry that allows what it denied': [
    [entry({ RuleAction: 'deny', CidrBlock: '0.0.0.0/0' })],
    [entry({ CidrBlock: '10.0.0.0/8' })],
    'opens port-opened Entry: lets in tcp 22 from 10.0.0.0/8',
    'opens port-opened Entry: no longer denies tcp 22 from 0.0.0.0/0, which is everyone',
  ],
};

for (const [title, [before, after, ...said]] of Object.entries(ROWS)) {
  test(`said of traffic: ${title}`, () => {
    assert.deepEqual(lines(before, after), said);
    const back = lines(after, before).map((line) => line.split(' ')[0]);
    const turned = said.map((line) => (line.startsWith('opens') ? 'closes' : 'opens'));
    assert.deepEqual(back.sort(), turned.sort());
  });
}

const SILENT: Readonly<Record<string, readonly [readonly ReviewedResource[], readonly ReviewedResource[]]>> = {
  'a rule moves out of its group': [[group(HTTP)], [group(), rule(HTTP)]],
  'rules in another order': [[group(HTTP, { ...HTTP, FromPort: 79 })], [group({ ...HTTP, FromPort: 79 }, HTTP)]],
  'another description': [[group(HTTP)], [group({ ...HTTP, Description: 'Clients' })]],
  'ports in two rules': [
    [group({ ...HTTP, ToPort: 90 })],
    [group({ ...HTTP, ToPort: 85 }, { ...HTTP, FromPort: 86, ToPort: 90 })],
  ],
  'a network in two halves': [
    [group(HTTP)],
    [group({ ...HTTP, CidrIp: '10.0.0.0/9' }, { ...HTTP, CidrIp: '10.128.0.0/9' })],
  ],
  'a network with bits that do not count': [[group(HTTP)], [group({ ...HTTP, CidrIp: '10.1.2.3/8' })]],
  'a protocol by its number': [[group(HTTP)], [group({ ...HTTP, IpProtocol: 6 })]],
  'the default of egress, said': [[out()], [out({ IpProtocol: '-1', CidrIp: '0.0.0.0/0' })]],
  'a rule that another covers': [[group(HTTP)], [group(HTTP, { ...HTTP, CidrIp: '10.1.0.0/16' })]],
};

for (const [title, [before, after]] of Object.entries(SILENT)) {
  test(`nothing is said when there is ${title}`, () => {
    assert.deepEqual([lines(before, after), lines(after, before)], [[], []]);
  });
}

test('a block covers the blocks in it, of its own family', () => {
  const covers = (wide: string, narrow: string) => {
    const [one, two] = [readCidr(wide), readCidr(narrow)];
    return one !== undefined && two !== undefined && coversCidr(one, two);
  };
  assert.ok(covers('10.0.0.0/8', '10.1.0.0/16'));
  assert.ok(!covers('10.1.0.0/16', '10.0.0.0/8'));
  assert.ok(covers('0.0.0.0/0', '192.0.2.1'));
  assert.ok(covers('2001:db8::/32', '2001:db8:1::/48'));
  assert.ok(covers('::/0', '::ffff:192.0.2.1/128'));
  assert.ok(!covers('::/0', '10.0.0.0/8'));
  for (const wrong of ['10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', '10.0.0.0/', '', '::/129', 'fe80::1%eth0/64']) {
    assert.equal(readCidr(wrong), undefined, wrong);
  }
});

test('what is left of a region is what the others do not have', () => {
  const side = (most: number) =>
    fc
      .tuple(fc.nat(most), fc.nat(most))
      .map(([one, two]): [number, number] => [Math.min(one, two), Math.max(one, two)]);
  const region = fc.record({ protocol: fc.constantFrom('tcp', 'tcp', '*'), ports: side(5), addresses: side(5) }).map(
    ({ protocol, ports, addresses: [from, to] }): Region => ({
      protocol,
      ports: protocol === '*' ? [0, 65_535] : ports,
      space: 'IPv4',
      addresses: [BigInt(from), BigInt(to)],
    }),
  );
  const has = ({ protocol, ports, addresses }: Region, port: number, address: number) =>
    (protocol === '*' || (ports[0] <= port && port <= ports[1])) && addresses[0] <= address && address <= addresses[1];
  fc.assert(
    fc.property(region, fc.array(region, { maxLength: 4 }), (whole, others) => {
      const left = remainder(whole, others);
      // Rules for one protocol take nothing from one for all.
      const taken = whole.protocol === '*' ? others.filter(({ protocol }) => protocol === '*') : others;
      for (let port = 0; port < 6; port += 1) {
        for (let address = 0; address < 6; address += 1) {
          const wanted = has(whole, port, address) && !taken.some((each) => has(each, port, address));
          assert.equal(left.filter((each) => has(each, port, address)).length, wanted ? 1 : 0);
        }
      }
    }),
  );
});

test('what moves to another stack, or gets another name, is the same', () => {
  const token = (path: string): Data => `\uE000${path}\u0000GroupId\uE001`;
  const at = (one: string, two: string) => [
    { ...group(HTTP), path: one },
    resource(two, 'AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: { ...HTTP, CidrIp: null, SourceSecurityGroupId: token(one) },
    }),
  ];
  assert.deepEqual(lines(at('One', 'Two'), at('Network/One', 'Network/Two')), []);
  assert.deepEqual(
    lines(at('One', 'Two'), at('Two', 'One')).length > 0,
    true,
    'two that change places are two changes',
  );
  // Two that are alike are told by their names, whatever their order.
  const alike = (folder: string, ...names: readonly string[]) => [
    ...names.map((name) => ({ ...group(HTTP), path: `${folder}${name}` })),
    resource(`${folder}Third`, 'AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: { ...HTTP, CidrIp: null, SourceSecurityGroupId: token(`${folder}One`) },
    }),
  ];
  assert.deepEqual(lines(alike('', 'One', 'Two'), alike('Network/', 'Two', 'One')), []);
  // What speaks of something that is another now has not just moved.
  const [, two] = at('Network/One', 'Network/Two');
  assert.ok(two);
  const other = { ...group({ ...HTTP, ToPort: 99 }), path: 'Network/One' };
  assert.ok(lines(at('One', 'Two'), [other, two]).some((line) => line.startsWith('closes port-closed Two ')));
});
