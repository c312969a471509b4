import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { appSpecProblems } from './app-spec-schema.ts';

const awsvpc = { Subnets: ['subnet-1', 'subnet-2'], SecurityGroups: ['sg-1'], AssignPublicIp: 'DISABLED' };
const properties = {
  TaskDefinition: '<TASK_DEFINITION>',
  LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 },
  PlatformVersion: 'LATEST',
  NetworkConfiguration: { AwsvpcConfiguration: awsvpc },
  CapacityProviderStrategy: [
    { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
    { CapacityProvider: 'FARGATE_SPOT', Weight: 3 },
  ],
};
const target = (changes: object) => ({
  TargetService: { Type: 'AWS::ECS::Service', Properties: { ...properties, ...changes } },
});

const problemsOf = (rest: object, version = 'version: 0.0\n') => appSpecProblems(version + stringify(rest));
const problemsWith = (changes: object) => problemsOf({ Resources: [target(changes)] });
const problemsOfHooks = (Hooks: unknown) => problemsOf({ Resources: [target({})], Hooks });

describe('the schema of AppSpecs for ECS', () => {
  test('admits all that is documented, and the least of it', () => {
    const Hooks = [{ BeforeInstall: 'one' }, { AfterInstall: 'arn:aws:lambda:eu-central-1:111122223333:function:two' }];
    assert.deepEqual(problemsOf({ Resources: [target({})], Hooks }), []);
    const { TaskDefinition, LoadBalancerInfo } = properties;
    const least = { TargetService: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition, LoadBalancerInfo } } };
    assert.deepEqual(problemsOf({ Resources: [least] }), []);
  });

  test('takes the version 0.0 and no other', () => {
    const Resources = [target({})];
    assert.deepEqual(problemsOf({ Resources }, 'version: "0.0"\n'), []);
    for (const version of ['0', '0.00', '1.0', '"0"', '[0.0]']) {
      assert.equal(problemsOf({ Resources }, `version: ${version}\n`).length, 1, version);
    }
    assert.deepEqual(problemsOf({ Resources }, ''), ['version is missing: every AppSpec has it']);
    assert.match(problemsOf({ Resources }, 'version: 0.0\nversion: 0.0\n').join(), /unique/);
  });

  test('takes exactly one service', () => {
    assert.deepEqual(problemsOf({ Resources: [] }), ['Resources has 0 entries, not 1 to 1']);
    assert.deepEqual(problemsOf({ Resources: [target({}), target({})] }), ['Resources has 2 entries, not 1 to 1']);
    assert.deepEqual(
      problemsOf({ Resources: [{ TargetService: { Type: 'AWS::Lambda::Function', Properties: properties } }] }),
      ['Resources[0].TargetService.Type: "AWS::Lambda::Function" is none of AWS::ECS::Service'],
    );
    assert.deepEqual(problemsOf({ Resources: target({}) }).length, 1);
    assert.deepEqual(problemsOf({ Hooks: [{ BeforeInstall: 'one' }] }), ['Resources is missing: every AppSpec has it']);
  });

  test('refuses keys that are not documented, wherever they stand', () => {
    assert.deepEqual(problemsOf({ Resources: [target({})], hooks: [] }), [
      'hooks is not a member of AppSpec: did you mean Hooks?',
    ]);
    assert.deepEqual(problemsWith({ taskDefinition: 'x', LoadBalancerInfo: { ContainerName: 'web', Port: 80 } }), [
      'Resources[0].TargetService.Properties.LoadBalancerInfo.ContainerPort is missing: every LoadBalancerInfo has it',
      'Resources[0].TargetService.Properties.LoadBalancerInfo.Port is not a member of LoadBalancerInfo: ' +
        'there are: ContainerName, ContainerPort',
      'Resources[0].TargetService.Properties.taskDefinition is not a member of Properties: did you mean TaskDefinition?',
    ]);
    assert.equal(problemsWith({ NetworkConfiguration: { awsvpcConfiguration: awsvpc } }).length, 2);
  });

  test('refuses values of another kind, or out of bounds', () => {
    const place = 'Resources[0].TargetService.Properties';
    const strategy = [{ CapacityProvider: 'FARGATE', Weight: 1001 }, { Weight: '1' }];
    const network = { Subnets: 'subnet-1', SecurityGroups: [], AssignPublicIp: true };
    assert.deepEqual(
      problemsWith({
        TaskDefinition: '',
        LoadBalancerInfo: { ContainerName: 'web', ContainerPort: '80' },
        NetworkConfiguration: { AwsvpcConfiguration: network },
        CapacityProviderStrategy: strategy,
      }),
      [
        `${place}.TaskDefinition: "" does not match /./`,
        `${place}.LoadBalancerInfo.ContainerPort: "80" is not a number`,
        `${place}.NetworkConfiguration.AwsvpcConfiguration.Subnets: "subnet-1" is not a list`,
        `${place}.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups has 0 entries, not 1 to 5`,
        `${place}.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp: true is not text`,
        `${place}.CapacityProviderStrategy[0].Weight: 1001 is not between 0 and 1000`,
        `${place}.CapacityProviderStrategy[1].CapacityProvider is missing: every CapacityProviderStrategy has it`,
        `${place}.CapacityProviderStrategy[1].Weight: "1" is not a number`,
      ],
    );
  });

  test('takes each of the five events once, in an entry of its own', () => {
    assert.deepEqual(problemsOfHooks([{ BeforeAlowTraffic: 'one' }]), [
      'Hooks[0].BeforeAlowTraffic is not a member of Hooks: did you mean BeforeAllowTraffic?',
    ]);
    assert.deepEqual(problemsOfHooks([{ AfterInstall: 'one' }, { AfterInstall: 'two' }]), [
      'Hooks: AfterInstall is there more than once',
    ]);
    assert.deepEqual(problemsOfHooks([{ BeforeInstall: 'one', AfterInstall: 'two' }, {}]), [
      'Hooks[0] has 2 members, not one',
      'Hooks[1] has 0 members, not one',
    ]);
    assert.deepEqual(problemsOfHooks({ AfterInstall: 'one' }), ['Hooks: {"AfterInstall":"one"} is not a list']);
    assert.deepEqual(problemsOfHooks([{ AfterInstall: ['one'] }]), ['Hooks[0].AfterInstall: ["one"] is not text']);
  });

  test('refuses what is no YAML', () => {
    assert.notDeepEqual(appSpecProblems('version: 0.0\nResources: [\n'), []);
  });
});
