// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholders
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../../src/dsl/index.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { hookFunctionName } from '../hooks.ts';
import { LIFECYCLE_EVENTS } from '../options/hooks.ts';
import {
  ec2,
  existingVpc,
  http,
  https,
  type NetworkOptions,
  newVpc,
  type ProbeOptions,
  probe,
  type SystemOptions,
} from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at } from '../variants.ts';

const NETWORKS = {
  'no NAT': newVpc({ nat: 'none', tasks: 'public' }),
  'no NAT, endpoints': newVpc({ nat: 'none', endpoints: true }),
  'one NAT': newVpc({ nat: 'one' }),
  'one NAT, tasks in public': newVpc({ nat: 'one', tasks: 'public' }),
  'a NAT per zone': newVpc({ zones: 3, nat: 'per-zone' }),
  'existing, no addresses told': existingVpc(),
  'existing, two addresses': existingVpc({ natAddresses: 2 }),
} satisfies Readonly<Record<string, NetworkOptions>>;

/** What a listener sees a hook come from, or the path of the synth error. */
const SOURCES: Readonly<Record<keyof typeof NETWORKS, { readonly facing: string; readonly internal: string }>> = {
  'no NAT': { facing: 'error: cannot reach', internal: 'error: cannot report' },
  'no NAT, endpoints': { facing: 'error: cannot reach', internal: 'group' },
  'one NAT': { facing: '1 address', internal: 'group' },
  'one NAT, tasks in public': { facing: '1 address', internal: 'group' },
  'a NAT per zone': { facing: '3 addresses', internal: 'group' },
  'existing, no addresses told': { facing: 'error: cannot reach', internal: 'group' },
  'existing, two addresses': { facing: '2 addresses', internal: 'group' },
};

interface Asked {
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly hostName: boolean;
  readonly host?: string;
}

/** Which host name a probe asks for, or that no certificate could be for it. */
const HOSTS: readonly (readonly [string, Asked, string])[] = [
  ['HTTP', { protocol: 'HTTP', hostName: false }, 'the load balancer'],
  ['HTTP with host name', { protocol: 'HTTP', hostName: true }, 'HostName'],
  ['HTTP, a host of the probe', { protocol: 'HTTP', hostName: false, host: 'a.example.com' }, 'a.example.com'],
  ['HTTPS', { protocol: 'HTTPS', hostName: false }, 'error: no certificate'],
  ['HTTPS with host name', { protocol: 'HTTPS', hostName: true }, 'HostName'],
  ['HTTPS, a host of the probe', { protocol: 'HTTPS', hostName: false, host: 'a.example.com' }, 'a.example.com'],
  ['HTTPS, both', { protocol: 'HTTPS', hostName: true, host: 'a.example.com' }, 'a.example.com'],
];

describe('a hook reaches its listener, or is an error at synth', () => {
  for (const [network, sources] of Object.entries(SOURCES)) {
    for (const [scheme, source] of [
      ['internet-facing', sources.facing],
      ['internal', sources.internal],
    ] as const) {
      for (const [what, asked, host] of HOSTS) {
        test(`${scheme}, ${network}, ${what}: from ${source}, for ${host}`, () => {
          const seen = lookAt(NETWORKS[network as keyof typeof NETWORKS], scheme, asked);
          const errors = [source, host].filter((each) => each.startsWith('error: '));
          if (errors.length > 0) {
            assert.deepEqual(seen.errors.sort(), errors.sort());
            return;
          }
          assert.deepEqual(seen, {
            errors: [],
            source,
            host,
            url: `${asked.protocol.toLowerCase()}://${DNS_NAME}:8080`,
          });
        });
      }
    }
  }
});

const DNS_NAME = '${LoadBalancerDnsName}';

/** What the emitted templates say of a hook: who lets it in, whom it asks for, where it goes. */
function lookAt(network: NetworkOptions, scheme: 'internal' | 'internet-facing', { protocol, hostName, host }: Asked) {
  const listener = protocol === 'HTTP' ? http : https;
  const options: SystemOptions = {
    name: 'row',
    network,
    capacity: ec2({ instanceType: 't3.small', memory: 2048, min: 1, max: 2 }),
    container: { port: 80, memory: 256, healthCheck: '/' },
    listeners: { production: listener(protocol === 'HTTP' ? 80 : 443), test: listener(8080) },
    loadBalancer: { scheme, hostName },
    hooks: { AfterAllowTestTraffic: probe({ path: '/', ...(host ? { host } : {}) }) },
  };
  const problems = problemsOf(options);
  if (problems.length > 0) {
    return {
      errors: problems.map(({ message }) =>
        message.replace(/^(cannot reach|cannot report).*/, 'error: $1').replace(/.*(no certificate).*/, 'error: $1'),
      ),
    };
  }
  const system = resourcesOf(options);
  const hook = system('hooks.yaml', 'AfterAllowTestTrafficHook');
  const { TEST_LISTENER, HOST_NAME, PROBES } = at(hook, 'Environment', 'Variables') as Record<string, unknown>;
  assert.deepEqual(at(hook, 'VpcConfig'), {
    SubnetIds: { Ref: 'SubnetIds' },
    SecurityGroupIds: [{ Ref: 'HookSecurityGroup' }],
  });
  const [asks] = JSON.parse(String(PROBES)) as readonly { readonly host?: string }[];
  return {
    errors: [],
    source: whoIsLetIn(system),
    host: asks?.host ?? (HOST_NAME === undefined ? 'the load balancer' : String(at(HOST_NAME, 'Ref'))),
    url: at(TEST_LISTENER, 'Fn::Sub'),
  };
}

/** Reads the rules at the test listener's port, whichever stack they are in. */
function whoIsLetIn(system: ReturnType<typeof resourcesOf>): string {
  const inline = at(system('load-balancer.yaml', 'LoadBalancerSecurityGroup'), 'SecurityGroupIngress');
  assert.ok(Array.isArray(inline));
  const forHooks = inline.filter(({ Description }) => Description.startsWith('Hooks'));
  for (const [index, rule] of forHooks.entries()) {
    assert.deepEqual(rule, {
      Description: 'Hooks, through the NAT',
      IpProtocol: 'tcp',
      FromPort: 8080,
      ToPort: 8080,
      CidrIp: { 'Fn::Select': [index, { Ref: 'HookCidrs' }] },
    });
  }
  const standalone = system('hooks.yaml', 'TestListenerIngress');
  const egress = at(system('hooks.yaml', 'HookSecurityGroup'), 'SecurityGroupEgress');
  const report = {
    Description: 'HTTPS to report to CodeDeploy',
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    CidrIp: '0.0.0.0/0',
  };
  const reach = { Description: 'To a listener', IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 };
  if (standalone === undefined) {
    assert.deepEqual(egress, [report, { ...reach, CidrIp: '0.0.0.0/0' }]);
    return `${forHooks.length} address${forHooks.length === 1 ? '' : 'es'}`;
  }
  assert.equal(forHooks.length, 0);
  assert.deepEqual(egress, [report, { ...reach, DestinationSecurityGroupId: { Ref: 'LoadBalancerSecurityGroupId' } }]);
  assert.deepEqual(standalone, {
    Description: 'Hooks',
    GroupId: { Ref: 'LoadBalancerSecurityGroupId' },
    IpProtocol: 'tcp',
    FromPort: 8080,
    ToPort: 8080,
    SourceSecurityGroupId: { Ref: 'HookSecurityGroup' },
  });
  return 'group';
}

const base = {
  name: 'hello-server',
  capacity: ec2({ instanceType: 't3.small', memory: 2048, min: 1, max: 2 }),
  container: { port: 80, memory: 256, healthCheck: '/' },
  listeners: { production: http(80), test: http(8080) },
};

const withProbe = (options: ProbeOptions) => ({ ...base, hooks: { BeforeAllowTraffic: probe(options) } });

describe('hooks', () => {
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['no probes', { ...base, hooks: { BeforeAllowTraffic: [] } }, /^hooks\.BeforeAllowTraffic: has no probes/],
    [
      'test traffic that never comes',
      { ...base, listeners: { production: http(80) }, hooks: { AfterAllowTestTraffic: probe({ path: '/' }) } },
      /^hooks\.AfterAllowTestTraffic: never happens without a test listener/,
    ],
    [
      'a test listener that is not there',
      {
        ...base,
        listeners: { production: http(80) },
        hooks: { BeforeAllowTraffic: probe({ path: '/', listener: 'test' }) },
      },
      /^hooks\.BeforeAllowTraffic\.listener: there is no test listener/,
    ],
    [
      'a test listener that shows the old version yet',
      { ...base, hooks: { AfterInstall: probe({ path: '/' }) } },
      /^hooks\.AfterInstall\.listener: still shows the old version at AfterInstall/,
    ],
    [
      'an event that is none',
      { ...base, hooks: { BeforeAllowTrafic: probe({ path: '/' }) } },
      /^hooks\.BeforeAllowTrafic: is not an option/,
    ],
    [
      'what is no probe',
      { ...base, hooks: { BeforeAllowTraffic: { path: '/' } } },
      /^hooks\.BeforeAllowTraffic: is no probe/,
    ],
    ['a path without a slash', withProbe({ path: 'x' }), /^hooks\.BeforeAllowTraffic\.path: is "x"/],
    [
      'a pattern with flags',
      withProbe({ path: '/', body: /hi/i }),
      /^hooks\.BeforeAllowTraffic\.body: the flags of \/hi\/i/,
    ],
    [
      'a body of an answer that has none',
      withProbe({ path: '/', method: 'HEAD', body: 'x' }),
      /^hooks\.BeforeAllowTraffic\.method: is HEAD/,
    ],
    [
      'more attempts in a row than there are',
      withProbe({ path: '/', attempts: 2, consecutiveSuccesses: 3 }),
      /^hooks\.BeforeAllowTraffic\.consecutiveSuccesses: is 3/,
    ],
    [
      'an option that no probe has',
      { ...base, hooks: { BeforeAllowTraffic: { ...probe({ path: '/' }), retries: 3 } } },
      /^hooks\.BeforeAllowTraffic\.retries: is unknown/,
    ],
    [
      'longer than Lambda allows',
      withProbe({ path: '/', attempts: 300, maxLatencyMs: 2000 }),
      /^hooks\.BeforeAllowTraffic: takes up to 1004 seconds, reporting included; Lambda allows 900/,
    ],
    [
      'more than an environment holds',
      withProbe({ path: `/${'x'.repeat(3500)}` }),
      /^hooks\.BeforeAllowTraffic: its probes take \d+ bytes/,
    ],
  ];
  for (const [what, options, message] of wrong) {
    test(`${what}: refused, with what to write instead`, () => {
      const problems = problemsOf(options);
      assert.deepEqual(
        problems.map(({ path, message: text }) => message.test(`${path}: ${text}`)),
        [true],
        problems.map(({ path, message: text }) => `${path}: ${text}`).join('\n'),
      );
      assert.ok(problems[0]?.hint);
    });
  }

  test('each of the five events has a function, a role, a log group and a name that Lambda takes', () => {
    const system = resourcesOf({
      ...base,
      hooks: {
        BeforeInstall: probe({ path: '/', listener: 'production' }),
        AfterInstall: probe({ path: '/', listener: 'production' }),
        AfterAllowTestTraffic: probe({ path: '/' }),
        BeforeAllowTraffic: probe({ path: '/' }),
        AfterAllowTraffic: probe({ path: '/', listener: 'production' }),
      },
    });
    for (const event of LIFECYCLE_EVENTS) {
      const hook = system('hooks.yaml', `${event}Hook`);
      assert.equal(at(hook, 'FunctionName', 'Fn::Sub'), `CodeDeployHook_\${SystemName}_${event}`);
      assert.equal(at(hook, 'Environment', 'Variables', 'LIFECYCLE_EVENT'), event);
      assert.equal(at(hook, 'Runtime'), 'nodejs24.x');
      assert.ok(system('hooks.yaml', `${event}Role`));
      assert.ok(Number(at(system('hooks.yaml', `${event}LogGroup`), 'RetentionInDays')) > 0);
      assert.ok(String(hookFunctionName('x'.repeat(20), event)).length <= 64);
    }
    const invoked = JSON.stringify(system('deployment.yaml', 'DeploymentRole'));
    for (const event of LIFECYCLE_EVENTS)
      assert.match(invoked, new RegExp(`CodeDeployHook_\\$\\{SystemName\\}_${event}"`));
  });

  test('a probe of the production listener lets the hook in there as well', () => {
    const hooks = { AfterAllowTraffic: probe({ path: '/', listener: 'production' }) };
    const facing = resourcesOf({ ...base, hooks });
    const rules = at(facing('load-balancer.yaml', 'LoadBalancerSecurityGroup'), 'SecurityGroupIngress');
    assert.ok(Array.isArray(rules));
    assert.deepEqual(
      rules.filter(({ Description }) => Description.startsWith('Hooks')).map(({ FromPort }) => FromPort),
      [80],
    );
    const internal = resourcesOf({ ...base, loadBalancer: { scheme: 'internal' }, hooks });
    assert.equal(at(internal('hooks.yaml', 'ProductionListenerIngress'), 'FromPort'), 80);
    assert.equal(internal('hooks.yaml', 'TestListenerIngress'), undefined);
  });

  test('the function may run as long as its probes can take, and then still report', () => {
    const timeout = (options: ProbeOptions) =>
      at(resourcesOf(withProbe(options))('hooks.yaml', 'BeforeAllowTrafficHook'), 'Timeout');
    assert.equal(timeout({ path: '/' }), Math.ceil((5 * 2250 + 4 * 1000 + 30_000) / 1000));
    assert.equal(timeout({ path: '/', attempts: 1, maxLatencyMs: 10 }), 31);
  });

  test('what a hook may do is write its log, stand in the network, and report on this deployment group', () => {
    const role = resourcesOf(withProbe({ path: '/' }))('hooks.yaml', 'BeforeAllowTrafficRole');
    const policies = at(role, 'Policies') as readonly {
      readonly PolicyDocument: { readonly Statement: readonly object[] };
    }[];
    const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    assert.deepEqual(statements[1], {
      Effect: 'Allow',
      Action: 'codedeploy:PutLifecycleEventHookExecutionStatus',
      Resource: {
        'Fn::Sub':
          'arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${SystemName}/${SystemName}',
      },
    });
    const actions = statements.flatMap((statement) => at(statement, 'Action'));
    assert.deepEqual(
      actions.filter((action) => !/^ec2:\w+(Address|Interface|Subnet)/.test(String(action))),
      ['logs:CreateLogStream', 'logs:PutLogEvents', 'codedeploy:PutLifecycleEventHookExecutionStatus'],
    );
  });
});

/** The properties of a system's resources, by file and logical id. */
function resourcesOf(options: SystemOptions) {
  const { templates } = synthesize(blueGreenSystem(options));
  return (file: string, id: string): unknown =>
    templates.find((template) => template.file === file)?.stack.template.Resources[id]?.Properties;
}

function problemsOf(options: object) {
  try {
    blueGreenSystem(options as SystemOptions).build();
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error.problems;
  }
  return [];
}
