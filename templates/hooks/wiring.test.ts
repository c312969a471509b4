import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../../src/dsl/index.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { existingVpc, http, https, type NetworkOptions, newVpc, probe, type SystemOptions } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base } from '../variants.ts';

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

const GROUP = ['HookSecurityGroup'];
const UNREACHABLE = 'cannot reach an internet-facing load balancer without NAT';
const NO_REPORT = 'cannot report to CodeDeploy from a network without NAT and without endpoints';
const ENDPOINT = 'CodeDeployEndpoint';

/** From whom the test listener takes the hooks, or the error; and the NAT gateways, or the endpoint, they report through. */
const TABLE: readonly (readonly [
  'internet-facing' | 'internal',
  keyof typeof NETWORKS,
  readonly string[] | string,
  readonly string[],
])[] = [
  ['internet-facing', 'no NAT', UNREACHABLE, []],
  ['internet-facing', 'no NAT, endpoints', UNREACHABLE, []],
  ['internet-facing', 'one NAT', ['NatAddress1'], ['NatAddress1']],
  ['internet-facing', 'one NAT, tasks in public', ['NatAddress1'], ['NatAddress1']],
  [
    'internet-facing',
    'a NAT per zone',
    ['NatAddress1', 'NatAddress2', 'NatAddress3'],
    ['NatAddress1', 'NatAddress2', 'NatAddress3'],
  ],
  ['internet-facing', 'existing, no addresses told', UNREACHABLE, []],
  ['internet-facing', 'existing, two addresses', ['NatCidrs[0]', 'NatCidrs[1]'], []],
  ['internal', 'no NAT', NO_REPORT, []],
  ['internal', 'no NAT, endpoints', GROUP, [ENDPOINT]],
  ['internal', 'one NAT', GROUP, ['NatAddress1']],
  ['internal', 'one NAT, tasks in public', GROUP, ['NatAddress1']],
  ['internal', 'a NAT per zone', GROUP, ['NatAddress1', 'NatAddress2', 'NatAddress3']],
  ['internal', 'existing, no addresses told', GROUP, []],
  ['internal', 'existing, two addresses', GROUP, []],
];

describe('in one template, a hook comes from where its listener lets it in', () => {
  for (const [scheme, network, source, ways] of TABLE) {
    test(`${scheme}, ${network}: ${typeof source === 'string' ? source : source.join(', ')}`, () => {
      const options = { ...base, network: NETWORKS[network], loadBalancer: { scheme } };
      if (typeof source === 'string') {
        const [problem, ...others] = problemsOf(options);
        assert.deepEqual(others, []);
        assert.equal(problem?.path, 'hooks');
        assert.ok(problem.message.startsWith(source), problem.message);
        assert.ok(problem.hint);
        return;
      }
      const resources = flatOf(options);
      assert.deepEqual(hooksLetIn(resources), source);
      assert.deepEqual(waysOut(resources), ways);
    });
  }

  test('a hook of a new network stands in private subnets, also where tasks are public', () => {
    const resources = flatOf({ ...base, network: NETWORKS['one NAT, tasks in public'] });
    assert.deepEqual(at(resources.AfterAllowTestTrafficHook, 'Properties', 'VpcConfig'), {
      SubnetIds: [{ Ref: 'PrivateSubnet1' }, { Ref: 'PrivateSubnet2' }],
      SecurityGroupIds: [{ Ref: 'HookSecurityGroup' }],
    });
  });

  test('an HTTPS probe asks for the host name of the root, or its own, and goes to the load balancer in every case', () => {
    const asked = (hostName: boolean, host?: string) => {
      const hook = flatOf({
        ...base,
        listeners: { production: https(443), test: https(8443) },
        loadBalancer: { hostName },
        hooks: { AfterAllowTestTraffic: probe({ path: '/', ...(host === undefined ? {} : { host }) }) },
      }).AfterAllowTestTrafficHook;
      const variables = at(hook, 'Properties', 'Environment', 'Variables');
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder
      assert.deepEqual(at(variables, 'TEST_LISTENER'), { 'Fn::Sub': 'https://${LoadBalancer.DNSName}:8443' });
      const [sent] = JSON.parse(String(at(variables, 'PROBES'))) as readonly object[];
      return [at(variables, 'HOST_NAME'), at(sent, 'host')];
    };
    assert.deepEqual(asked(true), [{ Ref: 'HostName' }, undefined]);
    assert.deepEqual(asked(false, 'a.example.com'), [undefined, 'a.example.com']);
    assert.deepEqual(asked(true, 'a.example.com'), [{ Ref: 'HostName' }, 'a.example.com']);
  });
});

describe('a hook that would not run as written is refused', () => {
  test('an event that CodeDeploy does not have is no option', () => {
    const hooks = { BeforeAllowTrafic: probe({ path: '/' }) };
    assert.deepEqual(
      problemsOf({ ...base, hooks }).map(({ path }) => path),
      ['hooks.BeforeAllowTrafic'],
    );
  });

  test('what is no probe is a problem with a hint', () => {
    const [problem] = problemsOf({ ...base, hooks: { BeforeAllowTraffic: { path: '/' } } });
    assert.equal(problem?.path, 'hooks.BeforeAllowTraffic');
    assert.ok(problem.hint);
  });

  test('a body may be expected in any language', () => {
    const hooks = { AfterAllowTestTraffic: probe({ path: '/', body: 'Gr\u00fc\u00df Gott' }) };
    const text = String(
      at(flatOf({ ...base, hooks }).AfterAllowTestTrafficHook, 'Properties', 'Environment', 'Variables', 'PROBES'),
    );
    assert.match(text, /^[\n -~]*$/);
    const [sent] = JSON.parse(text) as readonly object[];
    assert.equal(at(sent, 'bodyContains'), 'Gr\u00fc\u00df Gott');
  });

  test('a probe before test traffic does not ask the test listener, which shows the old version then', () => {
    const both = { production: http(80), test: http(8080) };
    const hooks = { AfterInstall: probe({ path: '/' }) };
    const problems = problemsOf({ ...base, listeners: both, hooks });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['hooks.AfterInstall.listener'],
    );
  });
});

type Resources = Readonly<Record<string, unknown>>;

function flatOf(options: object): Resources {
  const { templates } = synthesize(blueGreenSystem(options as SystemOptions));
  return templates.find(({ file }) => file === 'flat.yaml')?.stack.template.Resources ?? {};
}

function problemsOf(options: object) {
  try {
    blueGreenSystem(options as SystemOptions).build();
  } catch (error) {
    if (error instanceof TealformError) return error.problems;
    throw error;
  }
  return [];
}

/** Who may come to the test listener's port beside clients and testers. */
function hooksLetIn(resources: Resources): readonly string[] {
  const inline = at(resources.LoadBalancerSecurityGroup, 'Properties', 'SecurityGroupIngress') as readonly object[];
  const alone = Object.values(resources)
    .filter((resource) => at(resource, 'Type') === 'AWS::EC2::SecurityGroupIngress')
    .map((resource) => at(resource, 'Properties') as object)
    .filter((rule) => at(rule, 'GroupId', 'Ref') === 'LoadBalancerSecurityGroup');
  return [...inline, ...alone]
    .filter((rule) => at(rule, 'FromPort') === 8080 && at(rule, 'ToPort') === 8080)
    .map((rule) => at(rule, 'CidrIp') ?? at(rule, 'SourceSecurityGroupId'))
    .map(sourceOf)
    .filter((source) => source !== 'TesterCidr');
}

function sourceOf(source: unknown): string {
  const chosen = at(source, 'Fn::Select');
  if (Array.isArray(chosen)) return `${at(chosen[1], 'Ref')}[${chosen[0]}]`;
  const block = /^\$\{(\w+)\}\/32$/.exec(String(at(source, 'Fn::Sub')))?.[1];
  return block ?? String(at(source, 'Ref'));
}

/** The addresses that the hooks' subnets have outside, by route table, route and NAT gateway; else the endpoint they report to. */
function waysOut(resources: Resources): readonly string[] {
  const subnets = at(resources.AfterAllowTestTrafficHook, 'Properties', 'VpcConfig', 'SubnetIds');
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
