import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GetAtt, ImportValue, Ref } from 'cloudform-types/types/functions.js';
import helloServer from '../../templates/systems/hello-server.ts';
import { EC2, ELBv2, S3, SNS } from '../aws/index.ts';
import { buildStack } from '../dsl/build.ts';
import { allStacks, type BuiltStack } from '../dsl/built.ts';
import {
  accountId,
  equals,
  findInMap,
  fnIf,
  fromCloudform,
  getAZs,
  join,
  not,
  noValue,
  type Problem,
  parameter,
  type Stack,
  type StackTools,
  stack,
  sub,
} from '../dsl/index.ts';
import { ResourceType } from '../dsl/resource-type.ts';
import { checkStack } from './check.ts';
import { checkSize, LIMITS } from './limits.ts';

describe('a template against the schema', () => {
  test('an unknown property is refused, with the one that was meant', () => {
    const [problem] = problemsOfProperties('AWS::EC2::VPC', { CidrBlok: '10.0.0.0/16' });
    assert.equal(problem?.code, 'unknown-property');
    assert.match(problem?.message ?? '', /AWS::EC2::VPC has no property CidrBlok here/);
    assert.equal(problem?.hint, 'did you mean CidrBlock?');
  });

  test('an unknown property deep inside is refused with its path', () => {
    const [problem] = problemsOfProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Stats: 1 }] },
    });
    assert.equal(problem?.code, 'unknown-property');
    assert.equal(problem?.path, 'Properties.LifecycleConfiguration.Rules[0]');
  });

  test('a required property must be there, also in nested objects', () => {
    assert.deepEqual(codesOfProperties('AWS::EC2::SecurityGroup', {}), ['missing-property']);
    assert.deepEqual(codesOfProperties('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [{}] } }), [
      'missing-property',
    ]);
  });

  const wrongTypes: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['a text where a list goes', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: 'subnet-1' }],
    ['a list where a text goes', 'AWS::EC2::VPC', { CidrBlock: ['10.0.0.0/16'] }],
    ['a list expression where a text goes', 'AWS::EC2::VPC', { CidrBlock: getAZs() }],
    ['a text expression where a list goes', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: accountId }],
    ['a text that is no number', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Port: 'eighty' }],
    ['a fraction where a whole number goes', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Port: 80.5 }],
    ['a text that is neither true nor false', 'AWS::EC2::VPC', { EnableDnsSupport: 'yes' }],
    ['a text where an object goes', 'AWS::S3::Bucket', { LifecycleConfiguration: 'expire' }],
    ['a list where a tag goes', 'AWS::EC2::VPC', { Tags: [['Name', 'x']] }],
  ];
  for (const [what, type, properties] of wrongTypes) {
    test(`${what} is refused`, () => {
      const problems = problemsOfProperties(type, properties);
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['wrong-type'],
      );
      assert.ok(problems[0]?.path?.startsWith('Properties.'));
    });
  }

  test('both branches of an If are looked into', () => {
    const built = build(({ condition, resource }) => {
      const here = condition('Here', equals(accountId, 'x'));
      resource('It', new Raw('AWS::EC2::VPC', { EnableDnsSupport: fnIf(here, 'maybe', 'perhaps') }));
    });
    assert.deepEqual(
      checkStack(built).map(({ code, path }) => [code, path]),
      [
        ['wrong-type', 'Properties.EnableDnsSupport.Fn::If[1]'],
        ['wrong-type', 'Properties.EnableDnsSupport.Fn::If[2]'],
      ],
    );
  });

  test('an enum takes its values only, and says which was meant', () => {
    const [problem] = problemsOfProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internt-facing' });
    assert.equal(problem?.code, 'not-allowed');
    assert.match(problem?.message ?? '', /"internt-facing" is not one of the values/);
    assert.equal(problem?.hint, 'did you mean internet-facing?');
  });

  const taken: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['texts for numbers and booleans', 'AWS::EC2::VPC', { EnableDnsSupport: 'true', Ipv4NetmaskLength: '16' }],
    ['dynamic references anywhere', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Port: '{{resolve:ssm:/port}}' }],
    ['what only CloudFormation knows', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: noValue }],
    ['what a macro makes', 'AWS::EC2::SecurityGroup', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['types that are not in src/aws', 'AWS::Made::Up', { Whatever: [1] }],
    ['custom resources', 'Custom::Thing', { ServiceToken: 'x' }],
  ];
  for (const [what, type, properties] of taken) {
    test(`${what} are taken`, () => assert.deepEqual(problemsOfProperties(type, properties), []));
  }
});

describe('references', () => {
  test('one that leads nowhere is refused, wherever it stands, with what was meant', () => {
    const built = build(({ resource }) => {
      resource('Topic', new SNS.Topic({ DisplayName: sub`x ${fromCloudform<string>(Ref('Topik'))}` }));
      resource('Other', new SNS.Topic({ TopicName: fromCloudform<string>(GetAtt('Topi', 'TopicName')) }));
    });
    const problems = checkStack(built);
    assert.deepEqual(
      problems.map(({ code, logicalId }) => [code, logicalId]),
      [
        ['unresolved-reference', 'Topic'],
        ['unresolved-reference', 'Other'],
      ],
    );
    assert.deepEqual(
      problems.map(({ hint }) => hint),
      ['did you mean Topic?', 'did you mean Topic?'],
    );
  });

  test('an attribute that the type does not have is refused', () => {
    const built = build(({ resource }) => {
      resource('Topic', new SNS.Topic());
      resource('Other', new SNS.Topic({ TopicName: fromCloudform<string>(GetAtt('Topic', 'Name')) }));
    });
    assert.deepEqual(codes(checkStack(built)), ['unknown-attribute']);
  });

  test('an output that a nested stack does not have is refused in its parent', () => {
    const child = stack('Child', { description: 'x' }, (_, { resource }) => ({
      Id: resource('Topic', new SNS.Topic()).ref,
    }));
    const built = build(({ nest, resource }) => {
      nest('Child', child, {});
      resource('Topic', new SNS.Topic({ TopicName: fromCloudform<string>(GetAtt('Child', 'Outputs.Ip')) }));
    });
    const [problem] = checkStack(built);
    assert.equal(problem?.code, 'unknown-attribute');
    assert.equal(problem?.hint, 'did you mean Outputs.Id?');
  });

  test('a resource that waits for itself is refused', () => {
    const built = build(({ resource }) => {
      const topic = new SNS.Topic();
      topic.dependsOn('Topic');
      resource('Topic', topic);
    });
    const [problem] = checkStack(built);
    assert.equal(problem?.message, 'waits for itself');
    assert.equal(problem?.path, 'DependsOn');
  });

  test('a resource that waits for one that is not there is refused', () => {
    const built = build(({ resource }) => {
      const topic = new SNS.Topic();
      topic.dependsOn(['Nowhere']);
      resource('Topic', topic);
    });
    assert.deepEqual(codes(checkStack(built)), ['unresolved-reference']);
  });

  test('conditions cannot compare resources', () => {
    const built = build(({ resource, condition }) => {
      const topic = resource('Topic', new SNS.Topic());
      const isIt = condition('IsIt', equals(topic.ref, 'x'));
      resource('Other', new SNS.Topic(), { condition: isIt });
    });
    const [problem] = checkStack(built);
    assert.equal(problem?.code, 'unresolved-reference');
    assert.match(problem?.message ?? '', /before any resource exists/);
  });

  test('what nothing uses is told: parameters, conditions and mappings', () => {
    const idle = stack('Idle', { description: 'x', parameters: { Unused: parameter.string() } }, (_, tools) => {
      tools.condition('Never', equals(accountId, 'x'));
      tools.mapping('Sizes', { a: { b: 1 } });
      tools.resource('Topic', new SNS.Topic());
      return {};
    });
    const problems = checkStack(buildStack(idle));
    assert.deepEqual(codes(problems), ['unused-parameter', 'unused-mapping', 'unused-condition']);
    assert.deepEqual(
      problems.map(({ logicalId }) => logicalId),
      ['Unused', 'Sizes', 'Never'],
    );
  });

  test('what is used by other conditions, rules, mappings and outputs counts as used', () => {
    const busy = stack(
      'Busy',
      { description: 'x', parameters: { Stage: parameter.oneOf(['a', 'b']), Name: parameter.string() } },
      ({ Stage, Name }, tools) => {
        const isA = tools.condition('IsA', equals(Stage, 'a'));
        const isB = tools.condition('IsB', not(isA));
        const sizes = tools.mapping('Sizes', { a: { text: 'x' }, b: { text: 'y' } });
        tools.resource('Topic', new SNS.Topic({ DisplayName: findInMap(sizes, Stage, 'text') }), { condition: isB });
        return { Name };
      },
    );
    assert.deepEqual(checkStack(buildStack(busy)), []);
  });
});

describe('cycles', () => {
  test('a circle within a stack is printed with the properties that make it', () => {
    const built = build(({ resource }) => {
      resource('A', new SNS.Topic({ DisplayName: fromCloudform<string>(Ref('B')) }));
      resource('B', new SNS.Topic({ DisplayName: sub`${fromCloudform<string>(GetAtt('C', 'TopicName'))}!` }));
      const c = new SNS.Topic();
      c.dependsOn('A');
      resource('C', c);
    });
    const [problem, ...others] = checkStack(built);
    assert.deepEqual(others, []);
    assert.equal(problem?.code, 'cycle');
    assert.equal(
      problem?.message,
      'waits for itself: A -(Properties.DisplayName)-> B -(Properties.DisplayName)-> C -(DependsOn)-> A',
    );
  });

  test('a circle between nested stacks is found in their parent', () => {
    const child = (name: string): Stack =>
      stack(name, { description: 'x', parameters: { In: parameter.string() } }, ({ In }, { resource }) => ({
        Out: resource('Topic', new SNS.Topic({ DisplayName: In })).ref,
      }));
    const built = build(({ nest }) => {
      nest('Left', child('Left'), { In: fromCloudform<string>(GetAtt('Right', 'Outputs.Out')) });
      nest('Right', child('Right'), { In: fromCloudform<string>(GetAtt('Left', 'Outputs.Out')) });
    });
    const [problem] = checkStack(built);
    assert.match(problem?.message ?? '', /^waits for itself: Left -\(Properties\.Parameters\.In\)-> Right .*-> Left$/);
  });

  test('two resources that share a third are no circle', () => {
    const built = build(({ resource }) => {
      const shared = resource('Shared', new SNS.Topic());
      const left = resource('Left', new SNS.Topic({ DisplayName: shared.ref }));
      resource('Right', new SNS.Topic({ DisplayName: join('', [shared.ref, left.ref]) }));
    });
    assert.deepEqual(checkStack(built), []);
  });
});

describe("CloudFormation's limits", () => {
  const topics = (count: number) =>
    build(({ resource }) => {
      for (let index = 0; index < count; index += 1) resource(`Topic${index}`, new SNS.Topic());
    });

  test('500 resources are taken, 501 are not, and none is not', () => {
    assert.deepEqual(checkStack(topics(500)), []);
    assert.match(checkStack(topics(501))[0]?.message ?? '', /has 501 resources; CloudFormation takes at most 500/);
    assert.deepEqual(codes(checkStack(topics(0))), ['no-resources']);
  });

  test('200 parameters and 200 outputs are taken, 201 are not', () => {
    const wide = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `P${index}`);
      const parameters = Object.fromEntries(names.map((name) => [name, parameter.string()]));
      return buildStack(
        stack('Wide', { description: 'x', parameters }, (given, { resource }) => {
          resource('Topic', new SNS.Topic());
          return Object.fromEntries(names.map((name) => [name, given[name]]));
        }),
      );
    };
    assert.deepEqual(checkStack(wide(200)), []);
    assert.deepEqual(codes(checkStack(wide(201))), ['limit', 'limit']);
  });

  test('a description has at most 1,024 bytes', () => {
    const described = (description: string) =>
      buildStack(
        stack('It', { description }, (_, { resource }) => {
          resource('Topic', new SNS.Topic());
          return {};
        }),
      );
    assert.deepEqual(checkStack(described('x'.repeat(1024))), []);
    assert.deepEqual(codes(checkStack(described('x'.repeat(1025)))), ['limit']);
  });

  test('a template has at most a million bytes', () => {
    const built = topics(1);
    assert.deepEqual(checkSize(built, 'x'.repeat(LIMITS.templateBytes)), []);
    assert.deepEqual(codes(checkSize(built, 'x'.repeat(LIMITS.templateBytes + 1))), ['limit']);
  });
});

describe('text that is not ASCII', () => {
  test('is refused in a comment and in a text of several lines, and taken in a value of one line', () => {
    const built = build(({ resource }) => {
      resource('A', new SNS.Topic({ DisplayName: 'caf\u00e9' }));
      resource('B', new SNS.Topic(), { comment: 'caf\u00e9' });
      resource('C', new SNS.Topic({ DisplayName: 'line\ncaf\u00e9' }));
    });
    const problems = checkStack(built);
    assert.deepEqual(
      problems.map(({ code, logicalId }) => [code, logicalId]),
      [
        ['non-ascii', 'B'],
        ['non-ascii', 'C'],
      ],
    );
    assert.match(problems[0]?.message ?? '', /U\+00E9/);
  });
});

test('everything wrong is told at once, with code, stack, logical id, path and the TypeScript line', () => {
  const built = build(({ resource }) => {
    resource('Balancer', new ELBv2.LoadBalancer({ Scheme: 'internal' }));
    resource('Bad', new Raw('AWS::EC2::VPC', { Nope: 1, CidrBlock: Ref('Missing') }));
    resource('Bucket', new S3.Bucket(), { comment: 'caf\u00e9' });
  });
  const problems = checkStack(built);
  assert.deepEqual(
    problems.map(({ code, stack: name, logicalId, path }) => [code, name, logicalId, path]),
    [
      ['unknown-property', 'It', 'Bad', 'Properties'],
      ['unresolved-reference', 'It', 'Bad', 'Properties.CidrBlock'],
      ['non-ascii', 'It', 'Bucket', undefined],
    ],
  );
  for (const { place, message, hint } of problems) {
    assert.match(String(place), /check\.test\.ts:\d+$/);
    assert.match(message, /^[^A-Z].*[^.]$|^AWS::/);
    assert.ok(hint);
  }
});

test('nothing is wrong with hello-server', () => {
  assert.deepEqual(allStacks(helloServer.build()).flatMap(checkStack), []);
});

test('an import of another stack is not a reference of this one', () => {
  const built = build(({ resource }) => {
    resource('Topic', new SNS.Topic({ DisplayName: fromCloudform<string>(ImportValue('shared')) }));
    resource('Vpc', new EC2.VPC({ CidrBlock: '10.0.0.0/16' }));
  });
  assert.deepEqual(checkStack(built), []);
});

/** A resource of any type with any properties, as cloudform's classes and conversions let through. */
class Raw extends ResourceType<object, object> {}

function build(body: (tools: StackTools) => void): BuiltStack {
  const built = buildStack(
    stack('It', { description: 'x' }, (_, tools) => {
      body(tools);
      return {};
    }),
  );
  assert.deepEqual(built.problems, []);
  return built;
}

function problemsOfProperties(type: string, properties: object): readonly Problem[] {
  return checkStack(build(({ resource }) => void resource('It', new Raw(type, properties))));
}

function codesOfProperties(type: string, properties: object): readonly string[] {
  return codes(problemsOfProperties(type, properties));
}

function codes(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code }) => code);
}
