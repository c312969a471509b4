import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { readCidr } from './cidr.ts';
import { type Generation, named } from './generation.ts';
import { inside, listOf } from './holder.ts';
import type { Region } from './region.ts';
import { canonical } from './statement.ts';

/** A rule of a security group or a network ACL, and where it stands. */
export interface TrafficRule {
  /** What it is a rule of: the path of a resource, or the text that names it. */
  readonly of: string;
  readonly direction: 'in' | 'out';
  readonly action: 'allow' | 'deny';
  readonly region: Region;
  /** `tcp 443`, `all traffic` */
  readonly what: string;
  /** `10.0.0.0/8`, `${LoadBalancerSecurityGroup}` */
  readonly peer: string;
  readonly path: string;
  readonly at: string;
}

const NAMES: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };
const PORTS: readonly [number, number] = [0, 65_535];

/** Every rule of a generation, wherever it stands. */
export function findRules(generation: Generation): readonly TrafficRule[] {
  return generation.resources.flatMap((resource) => {
    switch (resource.type) {
      case 'AWS::EC2::SecurityGroup':
        return groupRules(resource, generation);
      case 'AWS::EC2::SecurityGroupIngress':
        return [alone(resource, 'in', generation)];
      case 'AWS::EC2::SecurityGroupEgress':
        return [alone(resource, 'out', generation)];
      case 'AWS::EC2::NetworkAclEntry':
        return [entry(resource, generation)];
      default:
        return [];
    }
  });
}

/**
 * A group that says nothing of egress lets everything out. Rules of their own beside it do not take that away: belief, as the CDK
 * has it, for AWS's pages speak of rules in the group only.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
 */
const EVERYTHING: DataObject = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

function groupRules({ path, properties }: ReviewedResource, generation: Generation): readonly TrafficRule[] {
  const ingress = listOf(properties.SecurityGroupIngress).map((rule, index) =>
    groupRule(rule, path, 'in', path, `SecurityGroupIngress[${index}]`, generation),
  );
  const said = listOf(properties.SecurityGroupEgress);
  const egress = said.map((rule, index) =>
    groupRule(rule, path, 'out', path, `SecurityGroupEgress[${index}]`, generation),
  );
  const unsaid = groupRule(EVERYTHING, path, 'out', path, 'SecurityGroupEgress', generation);
  return [...ingress, ...(said.length === 0 ? [unsaid] : egress)];
}

function alone({ path, properties }: ReviewedResource, direction: 'in' | 'out', generation: Generation): TrafficRule {
  const of = named(generation, properties.GroupId ?? properties.GroupName);
  return groupRule(properties, of, direction, path, '', generation);
}

function groupRule(
  data: Data,
  of: string,
  direction: 'in' | 'out',
  path: string,
  at: string,
  generation: Generation,
): TrafficRule {
  const rule = isObject(data) ? data : {};
  const traffic = readTraffic(rule.IpProtocol, rule.FromPort, rule.ToPort);
  const from = direction === 'in' ? 'Source' : 'Destination';
  const group = rule[`${from}SecurityGroupId`] ?? rule[`${from}SecurityGroupName`];
  const list = rule[`${from}PrefixListId`];
  const peer =
    group !== undefined
      ? unknown('group', named(generation, group), text(group))
      : list !== undefined
        ? unknown('prefix list', text(list), `prefix list ${text(list)}`)
        : addresses(rule.CidrIp ?? rule.CidrIpv6 ?? canonical(data));
  const { what, ...ports } = traffic;
  return { of, direction, action: 'allow', region: { ...ports, ...peer.region }, what, peer: peer.shown, path, at };
}

function entry({ path, properties }: ReviewedResource, generation: Generation): TrafficRule {
  const { Protocol, RuleAction, Egress, CidrBlock, Ipv6CidrBlock } = properties;
  const isIcmp = ['1', '58'].includes(text(Protocol));
  const [from, to] = isIcmp
    ? [inside(properties.Icmp, 'Type'), inside(properties.Icmp, 'Code')]
    : [inside(properties.PortRange, 'From'), inside(properties.PortRange, 'To')];
  const { what, ...ports } = readTraffic(Protocol, from, to);
  const peer = addresses(CidrBlock ?? Ipv6CidrBlock ?? canonical(properties));
  return {
    of: named(generation, properties.NetworkAclId),
    direction: text(Egress) === 'true' ? 'out' : 'in',
    action: text(RuleAction) === 'deny' ? 'deny' : 'allow',
    region: { ...ports, ...peer.region },
    what,
    peer: peer.shown,
    path,
    at: '',
  };
}

type Traffic = Pick<Region, 'protocol' | 'ports' | 'unknownPorts'> & { readonly what: string };

function readTraffic(given: Data | undefined, from: Data | undefined, to: Data | undefined): Traffic {
  const name = given === undefined ? '-1' : text(given).toLowerCase();
  if (name === '-1' || name === 'all') return { protocol: '*', ports: PORTS, what: 'all traffic' };
  const protocol = NAMES[name] ?? name;
  const isIcmp = protocol.startsWith('icmp');
  const takesPorts = isIcmp || protocol === 'tcp' || protocol === 'udp';
  // Other protocols have no ports: whatever is said there, all of their traffic is meant.
  if (!takesPorts || (from === undefined && to === undefined)) return { protocol, ports: PORTS, what: protocol };
  const [first, last] = [number(from ?? to), number(to ?? from)];
  if (first === undefined || last === undefined) {
    const shown = [from, to].map((each) => text(each ?? null)).join('-');
    return { protocol, ports: PORTS, unknownPorts: shown, what: `${protocol} ${shown}` };
  }
  if (first === -1) return { protocol, ports: PORTS, what: protocol };
  // A type, and its code: all codes of one type lie together.
  if (isIcmp) {
    const ports: [number, number] =
      last === -1 ? [first * 256, first * 256 + 255] : [first * 256 + last, first * 256 + last];
    return { protocol, ports, what: `${protocol} type ${first}${last === -1 ? '' : ` code ${last}`}` };
  }
  return { protocol, ports: [first, last], what: `${protocol} ${sayPorts([first, last])}` };
}

/** `443`, `32768-65535`. */
export function sayPorts([first, last]: readonly [number, number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}

interface Peer {
  readonly region: Pick<Region, 'space' | 'addresses'>;
  readonly shown: string;
}

function addresses(data: Data): Peer {
  const shown = text(data);
  const block = readCidr(shown);
  if (!block) return unknown('address', shown, shown);
  return { region: { space: `IPv${block.family}`, addresses: [block.from, block.to] }, shown };
}

function unknown(kind: string, name: string, shown: string): Peer {
  return { region: { space: `${kind} ${name}`, addresses: [0n, 0n] }, shown };
}

function number(data: Data | undefined): number | undefined {
  return /^(-1|\d{1,5})$/.test(text(data)) ? Number(data) : undefined;
}

function text(data: Data | undefined): string {
  return typeof data === 'object' ? canonical(data) : String(data ?? '');
}
