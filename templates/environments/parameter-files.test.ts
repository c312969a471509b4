import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { buildStack, Place, parameter, stack, TealformError } from '../../src/dsl/index.ts';
import { parameterFault } from '../../src/dsl/parameter-value.ts';
import { ENVIRONMENTS } from '../environments.ts';
import { existingVpc, fargate } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import helloServer from '../systems/hello-server.ts';
import { base } from '../variants.ts';
import { type Environment, environment, type ParameterValues } from './environment.ts';
import { environmentFiles } from './parameter-files.ts';
import { RESERVED_PARAMETERS } from './reserved.ts';

const root = helloServer.build();
const place = Place.ofCallerOf(environmentFiles);
const least = { name: 'dev', account: '111122223333', region: 'eu-central-1' } as const;
const required = { ImageId: 'ami-0a1b2c3d4e5f60718' };

/** A root with a parameter of every kind. */
const everything = buildStack(
  stack(
    'Root',
    {
      description: 'x',
      parameters: {
        Name: parameter.string({ allowedPattern: '[a-z]+', minLength: 2, maxLength: 5 }),
        Count: parameter.number({ minValue: 1, maxValue: 10 }),
        Stage: parameter.oneOf(['dev', 'prod']),
        IsPublic: parameter.boolean(),
        VpcId: parameter.vpcId(),
        SubnetIds: parameter.subnetIds(),
        GroupId: parameter.securityGroupId(),
        Zone: parameter.availabilityZone(),
        Cidrs: parameter.list({ allowedPattern: '[0-9./]+' }),
        CertificateArn: parameter.string({ default: '' }),
        Ami: parameter.ssm('AWS::EC2::Image::Id', { default: '/aws/service/ecs/x' }),
        Secret: parameter.string({ noEcho: true }),
        Optional: parameter.string({ default: 'as it is' }),
      },
    },
    () => ({}),
  ),
);

const RIGHT = {
  Name: 'abc',
  Count: 3,
  Stage: 'dev',
  IsPublic: false,
  VpcId: 'vpc-0a1b2c3d4e5f60718',
  SubnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d4e5f60718'],
  GroupId: 'sg-0a1b2c3d4e5f60718',
  Zone: 'eu-central-1a',
  Cidrs: ['10.0.0.0/8'],
  CertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/x',
  Ami: '/aws/service/ecs/optimized-ami',
} satisfies ParameterValues;

describe('the parameter files of the checked-in system', () => {
  test('are one for each environment, in the form that the AWS CLI takes, in the order of the root', () => {
    const files = environmentFiles('hello-server', root, ENVIRONMENTS, place);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['parameters/local.json', 'parameters/dev.json', 'parameters/prod.json'],
    );
    const order = Object.keys(root.template.Parameters ?? {});
    for (const { text } of files) {
      const entries: { ParameterKey: string; ParameterValue: string }[] = JSON.parse(text);
      const places = entries.map(({ ParameterKey }) => order.indexOf(ParameterKey));
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
      );
      assert.ok(places.every((at) => at >= 0));
      for (const { ParameterKey, ParameterValue, ...others } of entries) {
        assert.deepEqual(others, {});
        assert.equal(typeof ParameterValue, 'string', ParameterKey);
      }
      assert.match(text, /^[\n\x20-\x7e]+[^\n]\n$/);
    }
  });

  test('hold what the deploy command fills in in none of them', () => {
    for (const { text } of environmentFiles('hello-server', root, ENVIRONMENTS, place)) {
      for (const { name } of RESERVED_PARAMETERS) assert.ok(!text.includes(`"${name}"`), name);
    }
  });
});

describe('lists whose length a system says', () => {
  const inVpc = (NatCidrs: readonly string[]) => {
    const dev = environment({
      ...least,
      parameters: {
        VpcId: 'vpc-0a1b2c3d',
        TaskSubnetIds: ['subnet-0a1b2c3d'],
        LoadBalancerSubnetIds: ['subnet-0a1b2c3d'],
      },
      parametersOf: { system: { HookSubnetIds: ['subnet-0a1b2c3d'], NatCidrs } },
    });
    const system = blueGreenSystem({
      ...base,
      name: 'system',
      environments: [dev],
      capacity: fargate({ cpu: 256, memory: 512 }),
      network: existingVpc({ natAddresses: 2 }),
    });
    return problemsOf(() => system.files?.(system.build()));
  };

  test('have that length in every environment: a rule is made for each entry, and nothing else counts them', () => {
    assert.deepEqual(inVpc(['192.0.2.1/32', '192.0.2.2/32']), []);
    for (const count of [1, 3]) {
      const [problem, ...others] = inVpc(Array.from({ length: count }, (_, index) => `192.0.2.${index}/32`));
      assert.deepEqual(others, []);
      assert.equal(problem?.code, 'invalid-environment');
      assert.equal(problem?.path, 'dev.parametersOf.system.NatCidrs');
      assert.equal(problem?.message, `NatCidrs: there are ${count} entries, and the templates take 2`);
      assert.equal(problem?.hint, `write 2, or describe the system with network.natAddresses: ${count}`);
    }
  });
});

describe('a parameter file', () => {
  test('has a line for each value, lists joined by commas', () => {
    const [file] = files(RIGHT);
    assert.equal(
      file?.text,
      `[
  { "ParameterKey": "Name", "ParameterValue": "abc" },
  { "ParameterKey": "Count", "ParameterValue": "3" },
  { "ParameterKey": "Stage", "ParameterValue": "dev" },
  { "ParameterKey": "IsPublic", "ParameterValue": "false" },
  { "ParameterKey": "VpcId", "ParameterValue": "vpc-0a1b2c3d4e5f60718" },
  { "ParameterKey": "SubnetIds", "ParameterValue": "subnet-0a1b2c3d,subnet-0a1b2c3d4e5f60718" },
  { "ParameterKey": "GroupId", "ParameterValue": "sg-0a1b2c3d4e5f60718" },
  { "ParameterKey": "Zone", "ParameterValue": "eu-central-1a" },
  { "ParameterKey": "Cidrs", "ParameterValue": "10.0.0.0/8" },
  { "ParameterKey": "CertificateArn", "ParameterValue": "arn:aws:acm:eu-central-1:111122223333:certificate/x" },
  { "ParameterKey": "Ami", "ParameterValue": "/aws/service/ecs/optimized-ami" }
]
`,
    );
  });

  test("has a system's own values before the common ones, and takes no notice of common ones that it has no parameter for", () => {
    const here = environment({
      ...least,
      parameters: { ...RIGHT, Name: 'common', OfAnother: 1 },
      parametersOf: { system: { Name: 'own' }, other: { Name: 'other', Whatever: 2 } },
    });
    const text = environmentFiles('system', everything, [here], place)[0]?.text;
    assert.match(text ?? '', /"Name", "ParameterValue": "own"/);
    assert.doesNotMatch(text ?? '', /OfAnother|Whatever/);
  });

  test('is not there where the system is not deployed, and nothing is asked of it there', () => {
    const elsewhere = environment({ ...least, systems: ['another'] });
    assert.deepEqual(environmentFiles('hello-server', root, [elsewhere], place), []);
  });

  test('comes back from JSON as it was written, whatever the texts are', () => {
    const anything = buildStack(
      stack('Root', { description: 'x', parameters: { A: parameter.string(), B: parameter.list() } }, () => ({})),
    );
    const element = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !text.includes(',') && text.trim() === text);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(element, { minLength: 1 }), (A, B) => {
        fc.pre(!/^arn:/.test(A) && B.every((text) => !text.startsWith('arn:')));
        const here = environment({ ...least, parameters: { A, B } });
        const text = environmentFiles('x', anything, [here], place)[0]?.text ?? '';
        assert.match(text, /^[\n\x20-\x7e]*$/);
        const read: { ParameterValue: string }[] = JSON.parse(text);
        assert.deepEqual(
          read.map(({ ParameterValue }) => ParameterValue),
          [A, B.join(',')],
        );
      }),
    );
  });

  test('is only made of values that CloudFormation takes: what it refuses is refused here', () => {
    const constraints = fc.record({
      minValue: fc.integer({ min: -9, max: 0 }),
      maxValue: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(constraints, fc.oneof(fc.integer({ min: -12, max: 12 }), fc.double(), fc.string()), (limits, N) => {
        const one = buildStack(
          stack('Root', { description: 'x', parameters: { N: parameter.number(limits) } }, () => ({})),
        );
        const declared = one.template.Parameters?.N;
        assert.ok(declared);
        const here = environment({ ...least, parameters: { N } });
        const isRefused = parameterFault(declared, String(N)) !== undefined;
        assert.equal(problemsOf(() => environmentFiles('x', one, [here], place)).length, isRefused ? 1 : 0);
      }),
    );
  });
});

describe('what is wrong with values', () => {
  const cases: readonly (readonly [
    why: string,
    values: ParameterValues,
    path: string,
    message: RegExp,
    hint: RegExp,
  ])[] = [
    [
      'a pattern holds for the whole value',
      { Name: 'abc1' },
      'Name',
      /"abc1" does not match/,
      /characters that matches/,
    ],
    ['a text can be too long', { Name: 'abcdef' }, 'Name', /longer than 5/, /at most 5 characters/],
    ['a text can be too short', { Name: 'a' }, 'Name', /shorter than 2/, /at least 2 characters/],
    [
      'a number is one',
      { Count: 'three' },
      'Count',
      /"three" is not a number/,
      /a number of at least 1 and of at most 10/,
    ],
    ['a number can be too large', { Count: 11 }, 'Count', /11 is more than 10/, /at most 10/],
    ['what is no number at all', { Count: Number.NaN }, 'Count', /NaN cannot be written/, /a number/],
    [
      'a choice is one of those there are',
      { Stage: 'test' },
      'Stage',
      /"test" is not one of dev, prod/,
      /one of dev, prod/,
    ],
    ['yes or no is not spelt otherwise', { IsPublic: 'yes' }, 'IsPublic', /"yes"/, /one of true, false/],
    ['an id has its form', { VpcId: 'vpc-123' }, 'VpcId', /"vpc-123" is not the id of a network/, /vpc-0a1b/],
    ['one kind of id is not another', { GroupId: 'subnet-0a1b2c3d' }, 'GroupId', /security group/, /sg-0a1b/],
    [
      'every element has its form',
      { SubnetIds: ['subnet-0a1b2c3d', 'x'] },
      'SubnetIds',
      /"x" is not the id/,
      /subnet-/,
    ],
    [
      'a list is written as one',
      { SubnetIds: 'subnet-0a1b2c3d' },
      'SubnetIds',
      /is not a list/,
      /\["subnet-0a1b2c3d"\]/,
    ],
    ['one value is no list', { VpcId: ['vpc-0a1b2c3d'] }, 'VpcId', /is a list/, /the id of a network/],
    ['a list has something in it', { Cidrs: [] }, 'Cidrs', /empty/, /or several/],
    ['an element has no comma', { Cidrs: ['10.0.0.0/8,10.0.0.0/9'] }, 'Cidrs', /joined by commas/, /of its own/],
    ['a zone is of the region', { Zone: 'us-east-1a' }, 'Zone', /"us-east-1a"/, /of eu-central-1/],
    [
      'an ARN is of the partition',
      { CertificateArn: 'arn:aws-cn:acm:eu-central-1:1:certificate/x' },
      'CertificateArn',
      /partition aws-cn, and eu-central-1 is in aws/,
      /arn:aws:/,
    ],
    [
      'a certificate is of the region',
      { CertificateArn: 'arn:aws:acm:us-east-1:1:certificate/x' },
      'CertificateArn',
      /is of us-east-1/,
      /one of eu-central-1/,
    ],
    ['a secret is in no file', { Secret: 'do not show' }, 'Secret', /Secret is a secret/, /Secrets Manager/],
  ];

  for (const [why, values, path, message, hint] of cases) {
    test(why, () => {
      const [problem, ...others] = problemsOf(() => files({ ...RIGHT, ...values }));
      assert.deepEqual(others, []);
      assert.equal(problem?.code, 'invalid-environment');
      assert.equal(problem?.stack, 'system');
      assert.equal(problem?.path, `dev.parametersOf.system.${path}`);
      assert.match(problem?.message ?? '', message);
      assert.match(problem?.hint ?? '', hint);
      assert.doesNotMatch(JSON.stringify(problem), /do not show/);
    });
  }

  test('all of it is told at once, over all environments, each with the line of its environment', () => {
    const wrong = [
      environment({ ...least, parametersOf: { 'hello-server': { ImageId: 'ami-1', DesiredCount: 99, Wrong: 1 } } }),
      environment({ ...least, name: 'test', parameters: { NotificationEmail: 'nobody' } }),
    ];
    const problems = problemsOf(() => environmentFiles('hello-server', root, wrong, place));
    const paths = problems.map(({ path }) => path);
    for (const path of [
      'dev.parametersOf.hello-server.Wrong',
      'dev.parametersOf.hello-server.ImageId',
      'dev.parametersOf.hello-server.DesiredCount',
      'test.parametersOf.hello-server.ImageId',
      'test.parameters.NotificationEmail',
    ]) {
      assert.ok(paths.includes(path), path);
    }
    assert.ok(problems.every((problem) => /parameter-files\.test\.ts:\d+/.test(String(problem.place))));
    assert.ok(problems.every(({ hint }) => hint));
  });

  test('a parameter without a default needs a value, and the message says what it is for', () => {
    const { VpcId: _, ...others } = RIGHT;
    const [problem] = problemsOf(() => files(others));
    assert.equal(problem?.message, 'VpcId has neither a value nor a default');
    assert.match(problem?.hint ?? '', /^write the id of a network such as vpc-/);
  });

  test('an image is pinned, even where an SSM parameter with a default would give one', () => {
    const { Ami: _, ...others } = RIGHT;
    const [problem] = problemsOf(() => files(others));
    assert.equal(problem?.message, 'Ami is not pinned');
    assert.match(problem?.hint ?? '', /make ami ARGS="--env dev"/);
  });

  test('what the deploy command fills in may not be said, neither for one system nor for all', () => {
    const values = { TemplateBucket: 'some-bucket', TemplatePrefix: 'x', LiveColour: 'green' };
    for (const { name, reason } of RESERVED_PARAMETERS) {
      const value = Object.entries(values).find(([key]) => key === name)?.[1];
      assert.ok(value !== undefined, name);
      const own: Environment = environment({
        ...least,
        parameters: required,
        parametersOf: { 'hello-server': { [name]: value } },
      });
      const common: Environment = environment({ ...least, parameters: { ...required, [name]: value } });
      for (const here of [own, common]) {
        const problem = problemsOf(() => environmentFiles('hello-server', root, [here], place)).find(({ message }) =>
          message.startsWith(name),
        );
        assert.equal(problem?.message, `${name} may not be "${value}" in a file`);
        assert.equal(problem?.hint, `leave it out: ${reason}`);
      }
    }
  });
});

function files(values: ParameterValues) {
  return environmentFiles('system', everything, [environment({ ...least, parametersOf: { system: values } })], place);
}

function problemsOf(work: () => unknown): TealformError['problems'] {
  try {
    work();
    return [];
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error.problems;
  }
}
