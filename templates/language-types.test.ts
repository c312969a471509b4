import { test } from 'node:test';
import { CloudWatch, EC2, ECS, ELBv2, IAM, S3, SQS } from '../src/aws/index.ts';
import {
  and,
  assume,
  contains,
  type Expression,
  equals,
  findInMap,
  fnIf,
  getAZs,
  join,
  type List,
  length,
  not,
  noValue,
  output,
  parameter,
  region,
  type StackTools,
  select,
  split,
  stack,
  sub,
  toJsonString,
  type Value,
} from '../src/dsl/index.ts';
import type { ParameterReferences } from '../src/dsl/parameter.ts';

/*
 * What TypeScript says of right and wrong templates. The type check is the test: a line below an expected error that compiles
 * fails it, and so does an error anywhere else, so each of these also shows that the error stands at the line that is wrong.
 */

const parameters = {
  Name: parameter.string(),
  VpcId: parameter.vpcId(),
  SubnetIds: parameter.subnetIds(),
  Colour: parameter.oneOf(['blue', 'green']),
  Kind: parameter.oneOf(['application', 'network']),
  Days: parameter.oneOf([7, 30]),
  Port: parameter.number(),
  Ports: parameter.numbers(),
  Flag: parameter.boolean(),
};

/** A stack's body that is only compiled, never run. */
function compiled(_body: (given: ParameterReferences<typeof parameters>, tools: StackTools) => void): void {}

/** Holds if `T` is what the expression yields. */
function yields<T>(_expression: Expression<T>): void {}

test('an unknown or misspelt property of a resource does not compile', () => {
  new ELBv2.LoadBalancer({
    Type: 'application',
    // @ts-expect-error: Scheme is meant
    Schema: 'internal',
    Name: 'entrance',
  });
  new SQS.Queue({
    // @ts-expect-error: properties are written as CloudFormation writes them
    queueName: 'jobs',
  });
});

test('a misspelt property deep inside does not compile, and the error is at its line', () => {
  compiled(({ Name }) => {
    new ELBv2.Listener({
      LoadBalancerArn: Name,
      DefaultActions: [
        { Type: 'forward', TargetGroupArn: Name },
        {
          Type: 'redirect',
          RedirectConfig: {
            StatusCode: 'HTTP_301',
            // @ts-expect-error: Protocol is meant
            Protocoll: 'HTTPS',
            Port: '443',
          },
        },
      ],
    });
    new S3.Bucket({
      LifecycleConfiguration: {
        Rules: [
          {
            Status: 'Enabled',
            // @ts-expect-error: Id is meant
            ID: 'expire',
            ExpirationInDays: 30,
          },
        ],
      },
    });
  });
});

test('a misspelt property that an expression would have does not compile either', () => {
  new ECS.TaskDefinition({
    ContainerDefinitions: [
      {
        Name: 'app',
        Image: 'app:1',
        // @ts-expect-error: Name is meant; cloudform's class of expressions has a member of that name
        name: 'app',
      },
    ],
  });
  new ECS.TaskDefinition({
    ContainerDefinitions: [
      {
        Name: 'app',
        Image: 'app:1',
        PortMappings: [
          {
            ContainerPort: 80,
            // @ts-expect-error: the same, deeper
            payload: 'http',
          },
        ],
      },
    ],
  });
  new ELBv2.Listener({
    LoadBalancerArn: 'arn',
    DefaultActions: [
      {
        Type: 'forward',
        // @ts-expect-error: the same, a public member
        toJSON: () => 'forward',
      },
    ],
  });
});

test('a wrong enum value does not compile, at any depth and in any list', () => {
  compiled(({ Name }) => {
    new ELBv2.LoadBalancer({
      Scheme: 'internal',
      // @ts-expect-error: application
      Type: 'aplication',
    });
    new ELBv2.Listener({
      LoadBalancerArn: Name,
      // @ts-expect-error: HTTP
      Protocol: 'http',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: Name }],
    });
    new ELBv2.Listener({
      LoadBalancerArn: Name,
      DefaultActions: [
        {
          // @ts-expect-error: forward
          Type: 'forwrad',
          TargetGroupArn: Name,
        },
      ],
    });
    new ELBv2.Listener({
      LoadBalancerArn: Name,
      DefaultActions: [
        {
          Type: 'redirect',
          RedirectConfig: {
            // @ts-expect-error: HTTP_301 or HTTP_302
            StatusCode: 'HTTP_308',
          },
        },
      ],
    });
    new ELBv2.LoadBalancer({
      LoadBalancerAttributes: [
        { Key: 'deletion_protection.enabled', Value: 'true' },
        {
          // @ts-expect-error: access_logs.s3.enabled
          Key: 'access_logs.s3.enable',
          Value: 'true',
        },
      ],
    });
  });
});

test('a missing required property does not compile, and the error is where its object begins', () => {
  compiled(({ Name }) => {
    // @ts-expect-error: DefaultActions
    new ELBv2.Listener({ LoadBalancerArn: Name });
    // @ts-expect-error: a listener has required properties
    new ELBv2.Listener();
    new SQS.Queue();
    new ELBv2.Listener({
      LoadBalancerArn: Name,
      DefaultActions: [
        { Type: 'forward', TargetGroupArn: Name },
        // @ts-expect-error: Type
        {
          TargetGroupArn: Name,
        },
      ],
    });
    new ELBv2.Listener({
      LoadBalancerArn: Name,
      DefaultActions: [
        {
          Type: 'redirect',
          // @ts-expect-error: StatusCode
          RedirectConfig: {
            Protocol: 'HTTPS',
          },
        },
      ],
    });
  });
});

test('an unknown attribute does not compile, and a known one yields what it yields', () => {
  compiled((_, { resource }) => {
    const balancer = resource('Balancer', new ELBv2.LoadBalancer({ Type: 'application' }));
    yields<string>(balancer.att('DNSName'));
    yields<readonly string[]>(balancer.att('SecurityGroups'));
    // @ts-expect-error: DNSName is meant
    balancer.att('DnsName');
    // @ts-expect-error: an attribute of target groups
    balancer.att('TargetGroupFullName');
    new EC2.SecurityGroup({
      GroupDescription: 'Clients',
      // @ts-expect-error: the attribute is a list
      VpcId: balancer.att('SecurityGroups'),
    });
  });
});

test('a list does not fit where a string goes', () => {
  compiled(({ Name, SubnetIds }, { resource }) => {
    const vpc = resource('Vpc', new EC2.VPC({ CidrBlock: '10.0.0.0/16' }));
    new EC2.SecurityGroup({
      GroupDescription: 'Clients',
      // @ts-expect-error: a list parameter
      VpcId: SubnetIds,
    });
    new EC2.SecurityGroup({
      GroupDescription: 'Clients',
      // @ts-expect-error: a list of references
      VpcId: [vpc.ref],
    });
    new EC2.SecurityGroup({
      // @ts-expect-error: a list of literals
      GroupDescription: ['Clients'],
    });
    new EC2.Subnet({
      VpcId: vpc.ref,
      // @ts-expect-error: an intrinsic function that yields a list
      AvailabilityZone: getAZs(),
    });
    new ELBv2.LoadBalancer({
      Subnets: [
        Name,
        // @ts-expect-error: a list inside a list
        SubnetIds,
      ],
    });
    // @ts-expect-error: a list in a text
    sub`${SubnetIds}`;
    // @ts-expect-error: only a text can be split
    split(',', SubnetIds);
  });
});

test('a string does not fit where a list goes', () => {
  compiled(({ Name }, { resource }) => {
    const subnet = resource('Subnet', new EC2.Subnet({ VpcId: Name }));
    new ELBv2.LoadBalancer({
      // @ts-expect-error: a literal
      Subnets: 'subnet-1',
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: a string parameter
      Subnets: Name,
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: a reference
      Subnets: subnet.ref,
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: a joined list is a string
      Subnets: join(',', [subnet.ref]),
    });
    // @ts-expect-error: only a list can be joined
    join(',', Name);
    // @ts-expect-error: only from a list can be selected
    select(0, Name);
  });
});

test('a list of references is a list, and so is every expression of one', () => {
  compiled(({ Name, SubnetIds, Ports }, { resource }) => {
    const [first, second] = [1, 2].map((number) => resource(`Subnet${number}`, new EC2.Subnet({ VpcId: Name })));
    if (!first || !second) return;
    new ELBv2.LoadBalancer({ Subnets: [first.ref, second.ref, 'subnet-3'] });
    new ELBv2.LoadBalancer({ Subnets: SubnetIds });
    new ELBv2.LoadBalancer({ Subnets: split(',', Name) });
    const list: List<string> = [first.ref];
    new ELBv2.LoadBalancer({ Subnets: list });
    const value: Value<readonly string[]> = SubnetIds;
    new ELBv2.LoadBalancer({ Subnets: value });
    yields<string>(select(0, [first.ref, second.ref]));
    yields<string>(select(0, SubnetIds));
    yields<number>(select(0, Ports));
    yields<string>(join(':', Ports));
  });
});

test('a list of other things is not a list of strings', () => {
  compiled(({ Ports, Flag }) => {
    new ELBv2.LoadBalancer({
      // @ts-expect-error: numbers
      Subnets: Ports,
    });
    new ELBv2.LoadBalancer({
      Subnets: [
        'subnet-1',
        // @ts-expect-error: a boolean
        Flag,
      ],
    });
  });
});

test('numbers, booleans and strings do not fit in each other', () => {
  compiled(({ Name, Port, Flag }) => {
    new ELBv2.TargetGroup({ Port, HealthCheckEnabled: Flag, Name });
    new ELBv2.TargetGroup({ Port: 80, HealthCheckEnabled: true, Name: 'blue' });
    new ELBv2.TargetGroup({
      // @ts-expect-error: a string literal
      Port: '80',
    });
    new ELBv2.TargetGroup({
      // @ts-expect-error: a string parameter
      Port: Name,
    });
    new ELBv2.TargetGroup({
      // @ts-expect-error: a number parameter
      Name: Port,
    });
    new ELBv2.TargetGroup({
      // @ts-expect-error: a string literal
      HealthCheckEnabled: 'true',
    });
  });
});

test('an enum property takes an expression of its values and refuses one of any string', () => {
  compiled(({ Name, Kind, Colour }) => {
    new ELBv2.LoadBalancer({ Type: Kind });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: any string
      Type: Name,
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: other values
      Type: Colour,
    });
    new ELBv2.LoadBalancer({ Name: Kind });
  });
});

test('assume is the one way to say that an expression yields more than its type knows', () => {
  compiled(({ Name, SubnetIds }, { condition }) => {
    new ELBv2.LoadBalancer({ Type: assume<'application' | 'network'>(Name) });
    new ELBv2.LoadBalancer({ Subnets: assume<readonly string[]>(SubnetIds) });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: not what the property takes
      Type: assume<'classic'>(Name),
    });
    // @ts-expect-error: a condition yields nothing
    assume<string>(condition('IsNamed', equals(Name, 'x')));
    // @ts-expect-error: a literal needs no such thing
    assume<'application'>('application');
  });
});

test('a parameter is used by its reference, not itself', () => {
  new ELBv2.LoadBalancer({
    // @ts-expect-error: its declaration
    Name: parameters.Name,
  });
  new SQS.Queue({
    // @ts-expect-error: its declaration, in free-form JSON
    RedrivePolicy: { deadLetterTargetArn: parameters.Name },
  });
});

test('handles, conditions and whole stacks are not values', () => {
  compiled(({ Name }, { resource, condition }) => {
    const queue = resource('Queue', new SQS.Queue());
    const isNamed = condition('IsNamed', equals(Name, 'x'));
    new ELBv2.LoadBalancer({
      // @ts-expect-error: .ref or .att is meant
      Name: queue,
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: a named condition
      Name: isNamed,
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: a condition expression
      Name: not(isNamed),
    });
    new ELBv2.TargetGroup({
      // @ts-expect-error: not even a boolean
      HealthCheckEnabled: isNamed,
    });
    new SQS.Queue({
      // @ts-expect-error: in free-form JSON neither
      RedrivePolicy: { deadLetterTargetArn: queue, maxReceiveCount: 3 },
    });
    new SQS.Queue({
      // @ts-expect-error: in free-form JSON neither
      RedrivePolicy: { maxReceiveCount: isNamed },
    });
    // @ts-expect-error: in text neither
    sub`${queue}`;
    // @ts-expect-error: a condition in text
    sub`${isNamed}`;
  });
});

test('free-form JSON takes literals, lists and expressions at any depth', () => {
  compiled(({ Name, SubnetIds, Flag }, { condition }) => {
    const isNamed = condition('IsNamed', equals(Name, 'x'));
    new IAM.Role({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: fnIf(isNamed, 'Allow', 'Deny'),
            Principal: { Service: ['ecs.amazonaws.com', sub`${Name}.amazonaws.com`] },
            Condition: fnIf(isNamed, { Bool: { 'aws:SecureTransport': Flag } }, noValue),
            Resource: SubnetIds,
            NotAction: undefined,
          },
        ],
      },
    });
  });
});

test('fnIf needs a condition with a name', () => {
  compiled(({ Name, Flag }, { condition }) => {
    const isNamed = condition('IsNamed', equals(Name, 'x'));
    fnIf(isNamed, 'a', 'b');
    // @ts-expect-error: an expression; condition('...', ...) gives it a name
    fnIf(equals(Name, 'x'), 'a', 'b');
    // @ts-expect-error: the name alone
    fnIf('IsNamed', 'a', 'b');
    // @ts-expect-error: a value
    fnIf(Flag, 'a', 'b');
    // @ts-expect-error: a JavaScript boolean decides now: write `flag ? a : b`
    fnIf(true, 'a', 'b');
  });
});

test('fnIf gives what its branches give: one value, a list, an enum, an object', () => {
  compiled(({ Name, SubnetIds, Kind, Port }, { condition }) => {
    const isNamed = condition('IsNamed', equals(Name, 'x'));
    yields<string>(fnIf(isNamed, Name, 'default'));
    yields<readonly string[]>(fnIf(isNamed, SubnetIds, [Name, 'subnet-2']));
    yields<readonly string[]>(fnIf(isNamed, [Name], [Name, Name]));
    yields<readonly string[]>(fnIf(isNamed, noValue, SubnetIds));
    new ELBv2.LoadBalancer({
      Type: fnIf(isNamed, 'application', 'network'),
      Scheme: fnIf(isNamed, 'internal', noValue),
    });
    new ELBv2.LoadBalancer({ Type: fnIf(isNamed, Kind, noValue), Subnets: fnIf(isNamed, [Name], noValue) });
    new ELBv2.LoadBalancer({ Tags: fnIf(isNamed, [{ Key: 'Name', Value: Name }], noValue) });
    new ELBv2.TargetGroup({
      Matcher: fnIf(isNamed, { HttpCode: Name }, { HttpCode: '200' }),
      Port: fnIf(isNamed, 80, Port),
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: internet-facing
      Scheme: fnIf(isNamed, 'internal', 'internet'),
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: one branch is a list
      Name: fnIf(isNamed, Name, SubnetIds),
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: neither branch is a list
      Subnets: fnIf(isNamed, 'subnet-1', Name),
    });
    new ELBv2.TargetGroup({
      // @ts-expect-error: HttpCode is meant
      Matcher: fnIf(isNamed, { HTTPCode: '200' }, noValue),
    });
  });
});

test('conditions compare what can be equal, and combine two conditions or more', () => {
  compiled(({ Name, Colour, Flag, Days, Port, SubnetIds }) => {
    equals(Colour, 'green');
    equals(Flag, true);
    equals(Days, 7);
    equals(Port, 80);
    equals(Name, Colour);
    and(equals(Colour, 'green'), not(equals(Flag, false)));
    // @ts-expect-error: green
    equals(Colour, 'gren');
    // @ts-expect-error: 7 or 30
    equals(Days, 31);
    // @ts-expect-error: a boolean, not its text
    equals(Flag, 'true');
    // @ts-expect-error: lists cannot be compared
    equals(SubnetIds, SubnetIds);
    // @ts-expect-error: one is not enough
    and(equals(Colour, 'green'));
    // @ts-expect-error: a value is not a condition
    not(Flag);
    contains(['blue', 'green'], Colour);
    // @ts-expect-error: none of the list's
    contains(['blue', 'green'], 'red');
  });
});

test('findInMap knows the keys of its mapping and what stands there', () => {
  compiled(({ Name, Colour }, { mapping }) => {
    const sizes = mapping('Sizes', {
      blue: { Memory: 256, Zones: ['a', 'b'], Class: 'small' },
      green: { Memory: 512, Zones: ['c'], Class: 'large' },
    });
    yields<number>(findInMap(sizes, 'blue', 'Memory'));
    yields<'small' | 'large'>(findInMap(sizes, Colour, 'Class'));
    yields<readonly string[]>(findInMap(sizes, Colour, 'Zones'));
    yields<string>(select(0, findInMap(sizes, 'green', 'Zones')));
    // @ts-expect-error: no such top-level key
    findInMap(sizes, 'red', 'Memory');
    // @ts-expect-error: no such second-level key
    findInMap(sizes, 'blue', 'Memroy');
    // @ts-expect-error: any string may be no key
    findInMap(sizes, Name, 'Memory');
    findInMap(sizes, assume<'blue' | 'green'>(region), 'Memory');
    // @ts-expect-error: a mapping is declared first
    findInMap({ blue: { Memory: 256 } }, 'blue', 'Memory');
  });
});

test('a second-level key that only some top-level keys have does not compile', () => {
  compiled((_, { mapping }) => {
    const sizes = mapping('Sizes', { blue: { Memory: 256, Cpu: 128 }, green: { Memory: 512 } });
    findInMap(sizes, 'blue', 'Memory');
    // @ts-expect-error: green has no Cpu
    findInMap(sizes, 'blue', 'Cpu');
  });
});

test('noValue fits everywhere', () => {
  compiled(({ Name }) => {
    new ELBv2.LoadBalancer({
      Name: noValue,
      Type: noValue,
      Subnets: noValue,
      Tags: [{ Key: 'a', Value: 'b' }, noValue],
    });
    new ELBv2.TargetGroup({ Port: noValue, HealthCheckEnabled: noValue, Matcher: noValue });
    new ELBv2.LoadBalancer({ Subnets: [Name, noValue] });
    new SQS.Queue({ RedrivePolicy: noValue });
  });
});

test('undefined leaves a property out, so that options need no spreading', () => {
  const options: { readonly name?: string; readonly tags?: readonly { Key: string; Value: string }[] } = {};
  new ELBv2.LoadBalancer({ Name: options.name, Tags: options.tags, Type: undefined });
});

test('length is of a list, toJsonString of free-form JSON', () => {
  compiled(({ Name }, { resource }) => {
    const queue = resource('Queue', new SQS.Queue());
    const count: number = length([queue.ref, Name]);
    const text: Value<string> = toJsonString({ queue: queue.ref, count, nothing: undefined });
    new CloudWatch.Dashboard({ DashboardBody: text });
    // @ts-expect-error: not a list
    length(Name);
    // @ts-expect-error: a handle is not JSON
    toJsonString({ queue });
  });
});

test('resource attributes are checked like properties', () => {
  compiled(({ Name }, { resource, condition }) => {
    const isNamed = condition('IsNamed', equals(Name, 'x'));
    const queue = resource('Queue', new SQS.Queue(), { deletionPolicy: 'RetainExceptOnCreate', condition: isNamed });
    resource('After', new SQS.Queue(), { dependsOn: queue });
    resource('AfterBoth', new SQS.Queue(), { dependsOn: [queue, queue], updateReplacePolicy: 'Retain' });
    resource('Wrong', new SQS.Queue(), {
      // @ts-expect-error: Retain
      deletionPolicy: 'Keep',
    });
    resource('Wrong', new SQS.Queue(), {
      // @ts-expect-error: only for deletion
      updateReplacePolicy: 'RetainExceptOnCreate',
    });
    resource('Wrong', new SQS.Queue(), {
      // @ts-expect-error: a handle, so that renaming it renames this
      dependsOn: 'Queue',
    });
    resource('Wrong', new SQS.Queue(), {
      // @ts-expect-error: a condition with a name
      condition: equals(Name, 'x'),
    });
    resource('Wrong', new SQS.Queue(), {
      // @ts-expect-error: dependsOn
      dependOn: queue,
    });
    resource('Wrong', new SQS.Queue(), {
      updatePolicy: {
        AutoScalingRollingUpdate: {
          MaxBatchSize: 1,
          // @ts-expect-error: MinInstancesInService
          MinInstanceInService: 1,
        },
      },
    });
    // @ts-expect-error: a resource, not its properties
    resource('Wrong', { QueueName: 'jobs' });
  });
});

const child = stack(
  'Child',
  {
    description: 'A nested stack',
    parameters: {
      VpcId: parameter.vpcId(),
      SubnetIds: parameter.subnetIds(),
      Colour: parameter.oneOf(['blue', 'green'], { default: 'blue' }),
      Port: parameter.number({ default: 80 }),
      Flag: parameter.boolean({ default: false }),
      Image: parameter.ssm('AWS::EC2::Image::Id', { default: '/images/current' }),
      Zones: parameter.ssmList('String', { default: '/zones' }),
    },
  },
  ({ VpcId, SubnetIds, Colour, Port, Zones }, { resource }) => {
    const queue = resource('Queue', new SQS.Queue());
    return {
      QueueArn: queue.att('Arn'),
      Described: output(VpcId, { description: 'The network' }),
      SubnetIds,
      Both: [VpcId, queue.ref],
      Zones: output(Zones, { description: 'The zones' }),
      Colour,
      Port,
    };
  },
);

test('a nested stack gives its outputs with what they yield', () => {
  compiled(({ VpcId, SubnetIds }, { nest }) => {
    const nested = nest('Child', child, { VpcId, SubnetIds });
    yields<string>(nested.QueueArn);
    yields<string>(nested.Described);
    yields<readonly string[]>(nested.SubnetIds);
    yields<readonly string[]>(nested.Both);
    yields<readonly string[]>(nested.Zones);
    yields<'blue' | 'green'>(nested.Colour);
    yields<number>(nested.Port);
    new ELBv2.LoadBalancer({ Subnets: nested.Both, Name: nested.QueueArn });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: the output is a list
      Name: nested.SubnetIds,
    });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: the output is no list
      Subnets: nested.QueueArn,
    });
  });
});

test('an output that a nested stack does not have does not compile', () => {
  compiled(({ VpcId, SubnetIds }, { nest }) => {
    const nested = nest('Child', child, { VpcId, SubnetIds });
    new ELBv2.LoadBalancer({
      // @ts-expect-error: QueueArn
      Name: nested.QueueARN,
    });
  });
});

test('an output that may be left out may be undefined for the parent', () => {
  const optional = stack('Optional', { description: 'Has one output or two' }, (_, { resource }) => {
    const queue = resource('Queue', new SQS.Queue());
    return { Always: queue.ref, Sometimes: process.argv.length > 9 ? queue.ref : undefined };
  });
  compiled((_, { nest }) => {
    const nested = nest('Optional', optional, {});
    new ELBv2.LoadBalancer({ Name: nested.Sometimes });
    sub`${nested.Always}`;
    // @ts-expect-error: may be undefined
    sub`${nested.Sometimes}`;
  });
});

test('a missing parameter of a nested stack does not compile; one with a default may be left out', () => {
  compiled(({ VpcId, SubnetIds, Colour, Port, Flag, Name }, { nest }) => {
    nest('Child', child, { VpcId, SubnetIds });
    nest('Child', child, { VpcId, SubnetIds, Colour, Port, Flag, Image: Name, Zones: Name });
    nest('Child', child, { VpcId, SubnetIds, Colour: undefined, Port: undefined });
    // @ts-expect-error: SubnetIds
    nest('Child', child, { VpcId });
    nest(
      'Child',
      child,
      // @ts-expect-error: VpcId
      {
        SubnetIds,
      },
    );
    nest('Child', child, {
      // @ts-expect-error: has no default, so it cannot be undefined
      VpcId: undefined,
      SubnetIds,
    });
  });
});

test('a misspelt parameter of a nested stack does not compile', () => {
  compiled(({ VpcId, SubnetIds }, { nest }) => {
    nest('Child', child, {
      VpcId,
      SubnetIds,
      // @ts-expect-error: Colour
      Color: 'blue',
    });
  });
});

test('a wrong value for a parameter of a nested stack does not compile', () => {
  compiled(({ VpcId, SubnetIds, Kind, Name, Port }, { nest }) => {
    nest('Child', child, {
      VpcId,
      SubnetIds,
      // @ts-expect-error: blue or green
      Colour: 'red',
    });
    nest('Child', child, {
      VpcId,
      SubnetIds,
      // @ts-expect-error: an expression of other values
      Colour: Kind,
    });
    nest('Child', child, {
      // @ts-expect-error: a list
      VpcId: SubnetIds,
      SubnetIds: [VpcId, 'subnet-1'],
    });
    nest('Child', child, {
      VpcId,
      // @ts-expect-error: no list
      SubnetIds: Name,
    });
    nest('Child', child, {
      VpcId,
      SubnetIds,
      // @ts-expect-error: a string
      Port: '80',
    });
    nest('Child', child, {
      VpcId,
      SubnetIds,
      // @ts-expect-error: a number
      Flag: Port,
    });
  });
});

test('a parameter of an SSM type is given the name that its value stands under, also when the value is a list', () => {
  compiled(({ VpcId, SubnetIds }, { nest }) => {
    nest('Child', child, { VpcId, SubnetIds, Image: '/images/next', Zones: '/zones/next' });
    nest('Child', child, {
      VpcId,
      SubnetIds,
      // @ts-expect-error: the list itself
      Zones: ['a', 'b'],
    });
  });
});

test('an object whose parameters depend on an option may lack them', () => {
  const isNamed: boolean = process.argv.length > 9;
  const optional = stack(
    'Optional',
    {
      description: 'Has one parameter or two',
      parameters: { A: parameter.string(), B: isNamed ? parameter.string() : undefined },
    },
    ({ A, B }) => {
      yields<string>(A);
      // @ts-expect-error: may be undefined
      yields<string>(B);
      return {};
    },
  );
  compiled(({ Name }, { nest }) => {
    nest('Optional', optional, { A: Name });
    nest('Optional', optional, { A: Name, B: Name });
  });
});

test('a default is one of the allowed values and of the right type', () => {
  parameter.oneOf(['blue', 'green'], { default: 'green' });
  // @ts-expect-error: blue or green
  parameter.oneOf(['blue', 'green'], { default: 'red' });
  // @ts-expect-error: at least one value
  parameter.oneOf([]);
  // @ts-expect-error: strings or numbers, not both
  parameter.oneOf(['blue', 7]);
  // @ts-expect-error: a number
  parameter.number({ default: '80' });
  // @ts-expect-error: a list
  parameter.list({ default: 'a,b' });
  // @ts-expect-error: a boolean
  parameter.boolean({ default: 'true' });
  // @ts-expect-error: for strings
  parameter.number({ allowedPattern: '[0-9]+' });
  // @ts-expect-error: no type that SSM parameters have
  parameter.ssm('AWS::EC2::Image');
});

test('parameter groups name only parameters that exist', () => {
  stack(
    'Grouped',
    {
      description: 'Has groups',
      parameters: { VpcId: parameter.vpcId(), Colour: parameter.oneOf(['blue', 'green']) },
      groups: [
        { label: 'Network', parameters: ['VpcId'] },
        { label: 'Release', parameters: { Colour: 'Which colour serves' } },
        {
          label: 'Wrong',
          parameters: [
            // @ts-expect-error: VpcId
            'VpcID',
          ],
        },
        {
          label: 'Wrong',
          parameters: {
            // @ts-expect-error: Colour
            Color: 'Which colour serves',
          },
        },
      ],
    },
    () => ({}),
  );
});

test('a stack needs a description and a body that returns its outputs', () => {
  // @ts-expect-error: no description
  stack('Bare', {}, () => ({}));
  // @ts-expect-error: no outputs, which are written {}
  stack('Bare', { description: 'Returns nothing' }, () => {});
  // @ts-expect-error: .ref or .att is meant
  stack('Bare', { description: 'Returns a handle' }, (_, { resource }) => {
    const queue = resource('Queue', new SQS.Queue());
    return { Queue: queue };
  });
  stack('Bare', { description: 'Uses a parameter it has not' }, (given) => {
    // @ts-expect-error: has no parameters
    given.VpcId;
    return {};
  });
});
