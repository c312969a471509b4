import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { synthesize } from '../../src/synth/synthesize.ts';
import {
  allAtOnce,
  canary,
  existingLoadBalancer,
  existingVpc,
  http,
  linear,
  probe,
  type SystemOptions,
  type TrafficOptions,
} from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base, resourceOf } from '../variants.ts';

const everything = 'HTTPS with host name, everything that Fargate can';

describe('the dashboard', () => {
  const body = at(resourceOf(everything, 'deployment.yaml', 'Dashboard'), 'Properties', 'DashboardBody', 'Fn::Sub');
  const { widgets } = JSON.parse(String(body)) as { readonly widgets: readonly object[] };

  test('shows of green exactly what it shows of blue, in its own colour and place', () => {
    const of = (colour: string, code: string) =>
      widgets
        .filter((widget) => String(at(widget, 'properties', 'title')).startsWith(colour))
        .map((widget) => {
          const text = JSON.stringify({ ...widget, x: 'either half' });
          assert.ok(text.includes(`\${${colour}TargetGroupFullName}`) && text.includes(code), text);
          return text.replaceAll(colour, 'Colour').replaceAll(code, 'code');
        });
    assert.deepEqual(of('Blue', '#1f77b4'), of('Green', '#2ca02c'));
  });
});

describe('alarms', () => {
  const wishes = fc.record({
    unhealthyHosts: fc.boolean(),
    http5xxPercent: fc.constantFrom<false | number>(false, 0, 5, 99.9),
    latencyP99Seconds: fc.constantFrom<false | number>(false, 0.001, 4000),
  });

  test('are as many for blue as for green, and at most the ten that a group watches, whatever is asked for', () => {
    fc.assert(
      fc.property(wishes, (rollbackOn) => {
        const resources = deploymentOf({ ...base, rollbackOn });
        const ids = alarmsAmong(resources);
        const of = (colour: string) => ids.filter((id) => id.startsWith(colour)).map((id) => id.slice(colour.length));
        assert.deepEqual(of('Blue'), of('Green'));
        const asked = Object.values(rollbackOn).filter((wish) => wish !== false).length;
        assert.equal(of('Blue').length, asked);
        const others = ids.filter((id) => !/^(Blue|Green)/.test(id));
        assert.deepEqual(others, rollbackOn.http5xxPercent === false ? [] : ['LoadBalancerErrors']);
        assert.ok(ids.length <= 10);
        const watching = at(resources.DeploymentGroup, 'Properties', 'AlarmConfiguration', 'Enabled');
        assert.equal(watching === true, asked > 0);
      }),
      { numRuns: 20, examples: [[{ unhealthyHosts: false, http5xxPercent: false, latencyP99Seconds: false }]] },
    );
  });

  test("are of this system alone: on another's load balancer there is none of the load balancer", () => {
    const network = existingVpc({ natAddresses: 1 });
    const onExisting = { ...base, network, loadBalancer: existingLoadBalancer() };
    const ids = alarmsAmong(deploymentOf({ ...onExisting, listeners: { production: http(81), test: http(82) } }));
    assert.deepEqual(ids, ['BlueUnhealthyHosts', 'BlueErrors', 'GreenUnhealthyHosts', 'GreenErrors']);
  });

  test('ring while there is something to go back to, whatever is watched and however long tasks take to start', () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 0, max: 3600 }), (rollbackOn, gracePeriodSeconds) => {
        const resources = deploymentOf({ ...base, rollbackOn, service: { gracePeriodSeconds } });
        const wait = at(
          resources.DeploymentGroup,
          'Properties',
          'BlueGreenDeploymentConfiguration',
          'TerminateBlueInstancesOnDeploymentSuccess',
          'TerminationWaitTimeInMinutes',
        );
        for (const id of alarmsAmong(resources)) {
          const bad = Number(at(resources[id], 'Properties', 'DatapointsToAlarm'));
          assert.ok(Number(wait) > bad, `${id} needs ${bad} bad minutes, and blue stays for ${wait}`);
          assert.ok(bad * 60 >= (id.endsWith('UnhealthyHosts') ? gracePeriodSeconds : 0), id);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('steps of traffic', () => {
  const PREDEFINED = ['all-at-once', 'linear-10-1', 'linear-10-3', 'canary-10-5', 'canary-10-15'];
  const percent = fc.oneof(fc.constant(10), fc.integer({ min: 1, max: 99 }));
  const minutes = fc.oneof(fc.constantFrom(1, 3, 5, 15), fc.integer({ min: 1, max: 70 }));
  const anyTraffic: fc.Arbitrary<TrafficOptions> = fc.oneof(
    fc.constant(allAtOnce()),
    fc.record({ percent, minutes }).map(canary),
    fc.record({ percent, everyMinutes: minutes }).map(linear),
  );

  test('are AWS own for exactly five choices; others have a name that says them, of at most 100 characters', () => {
    fc.assert(
      fc.property(anyTraffic, (traffic) => {
        const resources = deploymentOf({ ...base, traffic });
        const used = at(resources.DeploymentGroup, 'Properties', 'DeploymentConfigName');
        const own = at(resources.TrafficConfiguration, 'Properties', 'DeploymentConfigName', 'Fn::Sub');
        const key =
          traffic.kind === 'all-at-once'
            ? traffic.kind
            : `${traffic.kind}-${traffic.percent}-${traffic.kind === 'canary' ? traffic.minutes : traffic.everyMinutes}`;
        if (PREDEFINED.includes(key)) {
          assert.match(String(used), /^CodeDeployDefault\.ECS/);
          assert.equal(own, undefined);
          return;
        }
        assert.deepEqual(used, { Ref: 'TrafficConfiguration' });
        assert.equal(own, `\${SystemName}-${key}`);
        assert.ok(String(own).replace('${SystemName}', 'x'.repeat(20)).length <= 100);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the role of CodeDeploy', () => {
  test('invokes exactly the functions that there are, and none where there are none', () => {
    const check = probe({ path: '/', listener: 'production' });
    const events = [
      'BeforeInstall',
      'AfterInstall',
      'AfterAllowTestTraffic',
      'BeforeAllowTraffic',
      'AfterAllowTraffic',
    ];
    for (const used of [[], events.slice(2, 3), events]) {
      const hooks = Object.fromEntries(used.map((event) => [event, check]));
      const invoked = statementsOf({ ...base, hooks }).filter(
        (statement) => at(statement, 'Action') === 'lambda:InvokeFunction',
      );
      const names = invoked.flatMap((statement) =>
        (at(statement, 'Resource') as readonly object[]).map((arn) => String(at(arn, 'Fn::Sub')).split(':').at(-1)),
      );
      assert.deepEqual(
        names,
        used.map((event) => `CodeDeployHook_\${SystemName}_${event}`),
      );
      const stack = synthesize(blueGreenSystem({ ...base, hooks } as SystemOptions)).templates;
      assert.equal(
        stack.some(({ file }) => file === 'hooks.yaml'),
        used.length > 0,
      );
    }
  });

  test('passes the two roles of the tasks, and only to ECS tasks', () => {
    assert.deepEqual(
      statementsOf(base).filter((statement) => at(statement, 'Action') === 'iam:PassRole'),
      [
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: [{ Ref: 'ExecutionRoleArn' }, { Ref: 'TaskRoleArn' }],
          Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        },
      ],
    );
  });

  test('is taken on for this deployment group of this account alone', () => {
    const role = deploymentOf(base).DeploymentRole;
    const [trust] = at(role, 'Properties', 'AssumeRolePolicyDocument', 'Statement') as readonly object[];
    assert.deepEqual(at(trust, 'Condition'), {
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: {
        'aws:SourceArn': {
          'Fn::Sub':
            'arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${SystemName}/${SystemName}',
        },
      },
    });
  });
});

function deploymentOf(options: object): Readonly<Record<string, unknown>> {
  const { templates } = synthesize(blueGreenSystem(options as SystemOptions));
  return templates.find(({ file }) => file === 'deployment.yaml')?.stack.template.Resources ?? {};
}

function alarmsAmong(resources: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(resources).filter((id) => at(resources[id], 'Type') === 'AWS::CloudWatch::Alarm');
}

function statementsOf(options: object): readonly object[] {
  const policies = at(deploymentOf(options).DeploymentRole, 'Properties', 'Policies') as readonly object[];
  return policies.flatMap((policy) => at(policy, 'PolicyDocument', 'Statement') as readonly object[]);
}
