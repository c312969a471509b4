import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../../src/synth/synthesize.ts';
import { hookFunctionName } from '../hooks.ts';
import { LIFECYCLE_EVENTS } from '../options/hooks.ts';
import { http, type ProbeOptions, probe, type SystemOptions } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base, problemsOf } from '../variants.ts';

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

  test('a body may be expected in any language', () => {
    const hook = resourcesOf(withProbe({ path: '/', body: 'Gr\u00fc\u00df Gott' }))(
      'hooks.yaml',
      'BeforeAllowTrafficHook',
    );
    const text = String(at(hook, 'Environment', 'Variables', 'PROBES'));
    assert.match(text, /^[\n -~]*$/);
    const [sent] = JSON.parse(text) as readonly object[];
    assert.equal(at(sent, 'bodyContains'), 'Gr\u00fc\u00df Gott');
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
