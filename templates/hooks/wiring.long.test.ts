import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../../src/synth/synthesize.ts';
import { existingVpc, http, https, type NetworkOptions, newVpc, probe, type SystemOptions } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base, problemsOf } from '../variants.ts';

// In the flat form nothing stands between a rule and what it is about: no parameter, no output. What the root wires wrongly
// shows here, and in the nested templates it would not.

const NETWORKS = {
  'no NAT': newVpc({ nat: 'none', tasks: 'public' }),
  'no NAT, endpoints': newVpc({ nat: 'none', endpoints: true }),
  'one NAT': newVpc({ nat: 'one' }),
  'one NAT, tasks in public': newVpc({ nat: 'one', tasks: 'public' }),
  'a NAT per zone': newVpc({ zones: 3, nat: 'per-zone' }),
  'existing, no addresses told': existingVpc(),
  'existing, two addresses': existingVpc({ natAddresses: 2 }),
} satisfies Readonly<Record<string, NetworkOptions>>;

type Scheme = 'internet-facing' | 'internal';

const GROUP = ['HookSecurityGroup'];
const UNREACHABLE = 'cannot reach an internet-facing load balancer without NAT';
const NO_REPORT = 'cannot report to CodeDeploy from a network without NAT and without endpoints';
const NO_CERTIFICATE = 'no certificate is for that';
const ENDPOINT = 'CodeDeployEndpoint';
const NAT_PER_ZONE = ['NatAddress1', 'NatAddress2', 'NatAddress3'];

/** From whom a listener takes the hooks, or the error; and the NAT gateways, or the endpoint, they report through. */
const PLACES: readonly (readonly [Scheme, keyof typeof NETWORKS, readonly string[] | string, readonly string[]])[] = [
  ['internet-facing', 'no NAT', UNREACHABLE, []],
  ['internet-facing', 'no NAT, endpoints', UNREACHABLE, []],
  ['internet-facing', 'one NAT', ['NatAddress1'], ['NatAddress1']],
  ['internet-facing', 'one NAT, tasks in public', ['NatAddress1'], ['NatAddress1']],
  ['internet-facing', 'a NAT per zone', NAT_PER_ZONE, NAT_PER_ZONE],
  ['internet-facing', 'existing, no addresses told', UNREACHABLE, []],
  ['internet-facing', 'existing, two addresses', ['NatCidrs[0]', 'NatCidrs[1]'], []],
  ['internal', 'no NAT', NO_REPORT, []],
  ['internal', 'no NAT, endpoints', GROUP, [ENDPOINT]],
  ['internal', 'one NAT', GROUP, ['NatAddress1']],
  ['internal', 'one NAT, tasks in public', GROUP, ['NatAddress1']],
  ['internal', 'a NAT per zone', GROUP, NAT_PER_ZONE],
  ['internal', 'existing, no addresses told', GROUP, []],
  ['internal', 'existing, two addresses', GROUP, []],
];

interface Asked {
  readonly listener: 'test' | 'production';
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly hostName?: true;
  readonly host?: string;
}

const HOST = 'a.example.com';

/** Which host name a probe of a listener asks for, or that no certificate could be for it. */
const PROBES: readonly (readonly [Asked, string])[] = [
  [{ listener: 'test', protocol: 'HTTP' }, 'the load balancer'],
  [{ listener: 'test', protocol: 'HTTP', hostName: true }, 'HostName'],
  [{ listener: 'test', protocol: 'HTTP', host: HOST }, HOST],
  [{ listener: 'test', protocol: 'HTTPS' }, NO_CERTIFICATE],
  [{ listener: 'test', protocol: 'HTTPS', hostName: true }, 'HostName'],
  [{ listener: 'test', protocol: 'HTTPS', host: HOST }, HOST],
  [{ listener: 'test', protocol: 'HTTPS', hostName: true, host: HOST }, HOST],
  [{ listener: 'production', protocol: 'HTTP' }, 'the load balancer'],
  [{ listener: 'production', protocol: 'HTTPS' }, NO_CERTIFICATE],
  [{ listener: 'production', protocol: 'HTTPS', hostName: true }, 'HostName'],
  [{ listener: 'production', protocol: 'HTTPS', host: HOST }, HOST],
];

describe('in one template, a hook comes from where its listener lets it in, and may leave for there; or it is an error', () => {
  for (const [scheme, network, source, ways] of PLACES) {
    for (const [asked, host] of PROBES) {
      const { listener, protocol } = asked;
      const names = `${asked.hostName ? ', with host name' : ''}${asked.host ? ', a host of its own' : ''}`;
      test(`${scheme}, ${network}, ${listener} on ${protocol}${names}: from ${source}, for ${host}`, () => {
        const options = optionsOf(scheme, network, asked);
        const errors = [source, host].filter(
          (each) => each === UNREACHABLE || each === NO_REPORT || each === NO_CERTIFICATE,
        );
        if (errors.length > 0) {
          const problems = problemsOf(options);
          assert.equal(problems.length, errors.length);
          for (const error of errors) {
            const problem = problems.find(({ message }) => message.includes(String(error)));
            assert.equal(problem?.path, error === NO_CERTIFICATE ? `hooks.${EVENT}.host` : 'hooks');
            assert.ok(problem.hint);
          }
          return;
        }
        const port = portOf(asked);
        const resources = flatOf(options);
        assert.deepEqual(hooksLetIn(resources), Object.fromEntries([[port, source]]));
        assert.deepEqual(waysOut(resources), ways);
        assert.deepEqual(allowedOut(resources), [
          REPORTS,
          ...(scheme === 'internal' ? [{ ...tcp(port), DestinationSecurityGroupId: LOAD_BALANCER }] : []),
          // All that 443 to everywhere would not let out already.
          ...(scheme === 'internet-facing' && port !== 443 ? [{ ...tcp(port), CidrIp: '0.0.0.0/0' }] : []),
        ]);
        assert.deepEqual(destination(resources), {
          url: `${protocol.toLowerCase()}://\${LoadBalancer.DNSName}:${port}`,
          variable: `${listener.toUpperCase()}_LISTENER`,
          host,
        });
      });
    }
  }

  test('a hook of a new network stands in private subnets, also where tasks are public', () => {
    const resources = flatOf({ ...base, network: NETWORKS['one NAT, tasks in public'] });
    assert.deepEqual(at(resources.AfterAllowTestTrafficHook, 'Properties', 'VpcConfig'), {
      SubnetIds: [{ Ref: 'PrivateSubnet1' }, { Ref: 'PrivateSubnet2' }],
      SecurityGroupIds: [{ Ref: 'HookSecurityGroup' }],
    });
  });

  test('probes of both listeners are let in at both', () => {
    const both = [probe({ path: '/' }), probe({ path: '/', listener: 'production' })];
    const resources = flatOf({ ...base, network: NETWORKS['one NAT'], hooks: { [EVENT]: both } });
    assert.deepEqual(hooksLetIn(resources), { 80: ['NatAddress1'], 8080: ['NatAddress1'] });
  });
});

const EVENT = 'BeforeAllowTraffic';
const LOAD_BALANCER = { Ref: 'LoadBalancerSecurityGroup' };
const tcp = (port: number) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port });
const REPORTS = { ...tcp(443), CidrIp: '0.0.0.0/0' };

type Resources = Readonly<Record<string, unknown>>;

function portOf({ listener, protocol }: Asked): number {
  if (listener === 'test') return 8080;
  return protocol === 'HTTPS' ? 443 : 80;
}

function optionsOf(scheme: Scheme, network: keyof typeof NETWORKS, asked: Asked): SystemOptions {
  const { listener, protocol, hostName = false, host } = asked;
  const on = protocol === 'HTTPS' ? https : http;
  return {
    ...base,
    network: NETWORKS[network],
    listeners: { production: on(protocol === 'HTTPS' ? 443 : 80), test: on(8080) },
    loadBalancer: { scheme, hostName },
    hooks: { [EVENT]: probe({ path: '/', listener, ...(host === undefined ? {} : { host }) }) },
  };
}

function flatOf(options: SystemOptions): Resources {
  const { templates } = synthesize(blueGreenSystem(options));
  return templates.find(({ file }) => file === 'flat.yaml')?.stack.template.Resources ?? {};
}

/** Who may come to the load balancer beside clients and testers, by port. */
function hooksLetIn(resources: Resources): Readonly<Record<number, readonly string[]>> {
  const inline = at(resources.LoadBalancerSecurityGroup, 'Properties', 'SecurityGroupIngress') as readonly object[];
  const alone = Object.values(resources)
    .filter((resource) => at(resource, 'Type') === 'AWS::EC2::SecurityGroupIngress')
    .map((resource) => at(resource, 'Properties') as object)
    .filter((rule) => at(rule, 'GroupId', 'Ref') === 'LoadBalancerSecurityGroup');
  const letIn: Record<number, string[]> = {};
  for (const rule of [...inline, ...alone]) {
    const source = sourceOf(at(rule, 'CidrIp') ?? at(rule, 'SourceSecurityGroupId'));
    if (source === 'ClientCidr' || source === 'TesterCidr') continue;
    const port = Number(at(rule, 'FromPort'));
    assert.deepEqual([at(rule, 'ToPort'), at(rule, 'IpProtocol')], [port, 'tcp']);
    assert.match(String(at(rule, 'Description')), /^Hooks/);
    letIn[port] = [...(letIn[port] ?? []), source];
  }
  return letIn;
}

function sourceOf(source: unknown): string {
  const chosen = at(source, 'Fn::Select');
  if (Array.isArray(chosen)) return `${at(chosen[1], 'Ref')}[${chosen[0]}]`;
  const block = /^\$\{(\w+)\}\/32$/.exec(String(at(source, 'Fn::Sub')))?.[1];
  return block ?? String(at(source, 'Ref'));
}

/** What the hooks' group lets out, without the descriptions. */
function allowedOut(resources: Resources): readonly object[] {
  const rules = at(resources.HookSecurityGroup, 'Properties', 'SecurityGroupEgress');
  assert.ok(Array.isArray(rules));
  return rules.map(({ Description, ...rule }) => rule);
}

/** Where the hook's one probe goes, and which host name it asks for. */
function destination(resources: Resources) {
  const hook = at(resources[`${EVENT}Hook`], 'Properties');
  assert.deepEqual(at(hook, 'VpcConfig', 'SecurityGroupIds'), [{ Ref: 'HookSecurityGroup' }]);
  const { PROBES: text, HOST_NAME, LIFECYCLE_EVENT, ...urls } = at(hook, 'Environment', 'Variables') as Resources;
  const [[variable, url] = [], ...others] = Object.entries(urls);
  assert.deepEqual([LIFECYCLE_EVENT, others], [EVENT, []]);
  const [sent] = JSON.parse(String(text)) as readonly { readonly host?: string }[];
  const host = sent?.host ?? (HOST_NAME === undefined ? 'the load balancer' : String(at(HOST_NAME, 'Ref')));
  return { url: at(url, 'Fn::Sub'), variable, host };
}

/** The addresses that the hooks' subnets have outside, by route table, route and NAT gateway; else the endpoint they report to. */
function waysOut(resources: Resources): readonly string[] {
  const subnets = at(resources[`${EVENT}Hook`], 'Properties', 'VpcConfig', 'SubnetIds');
  if (!Array.isArray(subnets)) return [];
  const all = Object.values(resources);
  const ofType = (type: string) => all.filter((resource) => at(resource, 'Type') === type);
  const addresses = subnets.flatMap((subnet) => {
    const table = ofType('AWS::EC2::SubnetRouteTableAssociation').find(
      (it) => at(it, 'Properties', 'SubnetId', 'Ref') === subnet.Ref,
    );
    const route = ofType('AWS::EC2::Route').find(
      (it) => at(it, 'Properties', 'RouteTableId', 'Ref') === at(table, 'Properties', 'RouteTableId', 'Ref'),
    );
    const gateway = resources[String(at(route, 'Properties', 'NatGatewayId', 'Ref'))];
    const address = at(gateway, 'Properties', 'AllocationId', 'Fn::GetAtt');
    return Array.isArray(address) ? [String(address[0])] : [];
  });
  if (addresses.length > 0) return [...new Set(addresses)];
  return ENDPOINT in resources ? [ENDPOINT] : [];
}
