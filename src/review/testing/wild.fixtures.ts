// For tests only: systems of templates that nobody would write, with names that often meet.
import fc from 'fast-check';
import type { Data, DataObject } from '../../dsl/template.ts';
import { data, text } from '../../dsl/yaml/arbitrary-template.ts';
import type { Files } from './review.fixtures.ts';

/** Names that sections use for themselves and for each other. */
const NAMES = [
  ...'A B C Topic Service LiveColour root flat a/b é'.split(' '),
  ...'constructor __proto__ toString Fn::ForEach::X Ref AWS::NoValue'.split(' '),
];

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
);

const TYPES = [
  ...'AWS::SNS::Topic AWS::ECS::Service AWS::ECS::TaskDefinition AWS::EC2::LaunchTemplate AWS::IAM::Role AWS::S3::Bucket'.split(
    ' ',
  ),
  ...'AWS::ElasticLoadBalancingV2::Listener AWS::CodeDeploy::DeploymentGroup AWS::EC2::SecurityGroup Custom::Thing'.split(
    ' ',
  ),
  ...'AWS::ECS::CapacityProvider AWS::Nobody::Knows constructor'.split(' '),
];

const FUNCTIONS = [
  ...'Sub Join Split Select If Equals FindInMap GetAtt GetAZs Cidr Base64 ImportValue Transform ToJsonString'.split(
    ' ',
  ),
  ...'And Or Not Length Contains Nobody ForEach::X'.split(' '),
].map((each) => `Fn::${each}`);

const wild: fc.Arbitrary<Data> = fc.letrec<{ value: Data }>((tie) => ({
  value: fc.oneof(
    { depthIdentifier: 'wild', maxDepth: 5 },
    { weight: 3, arbitrary: fc.oneof(name, text, fc.constantFrom<Data>(1e300, -0, 2 ** 63, null, true)) },
    { weight: 4, arbitrary: fc.record({ Ref: name }) },
    {
      weight: 3,
      arbitrary: fc.record({
        'Fn::GetAtt': fc.tuple(
          name,
          fc.oneof(
            name,
            name.map((id) => `Outputs.${id}`),
          ),
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(text, name, name)
        .map(([around, one, two]) => ({ 'Fn::Sub': `${around}\${${one}}-\${${two}.Arn}` })),
    },
    { weight: 2, arbitrary: fc.record({ 'Fn::If': fc.tuple(name, tie('value'), tie('value')) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        'Fn::Select': fc.tuple(
          fc.nat(2),
          fc.record({ 'Fn::Split': fc.tuple(fc.constantFrom(',', '/', ''), tie('value')) }),
        ),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        'Fn::Join': fc.tuple(fc.constantFrom(',', '', '/'), fc.array(tie('value'), { maxLength: 3 })),
      }),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...FUNCTIONS, 'Ref', 'Condition'), tie('value'))
        .map(([key, value]) => ({ [key]: value })),
    },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }) },
    { weight: 1, arbitrary: data as fc.Arbitrary<Data> },
  ),
})).value;

const condition: fc.Arbitrary<Data> = fc.letrec<{ it: Data }>((tie) => ({
  it: fc.oneof(
    { depthIdentifier: 'condition', maxDepth: 3 },
    fc.record({ 'Fn::Equals': fc.tuple(wild, wild) }),
    fc.record({ Condition: name }),
    fc.record({ 'Fn::And': fc.array(tie('it'), { maxLength: 3 }) }),
    fc.record({ 'Fn::Or': fc.array(tie('it'), { maxLength: 3 }) }),
    fc.record({ 'Fn::Not': fc.tuple(tie('it')) }),
    wild,
  ),
})).it;

const FILES = ['root.json', 'flat.json', 'deployer.json', 'n/a.json', 'b.json'];

const properties = fc.oneof(
  fc.dictionary(
    fc.oneof(
      name,
      fc.constantFrom('Name', 'Tags', 'Subscription', 'Parameters', 'TaskDefinition', 'LoadBalancers', 'TemplateURL'),
    ),
    wild,
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  ),
  wild,
);

const nested = fc.record({
  Type: fc.constant('AWS::CloudFormation::Stack'),
  Properties: fc.record({
    TemplateURL: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...FILES) }, { weight: 1, arbitrary: wild }),
    Parameters: fc.dictionary(name, wild, { maxKeys: 3, noNullPrototype: true }),
  }),
});

const resource = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        Type: fc.constantFrom(...TYPES),
        Properties: properties,
        Condition: fc.oneof(name, wild),
        DependsOn: wild,
        DeletionPolicy: fc.oneof(fc.constantFrom('Retain', 'Delete', 'Snapshot'), wild),
        UpdatePolicy: wild,
        Metadata: wild,
      },
      { requiredKeys: ['Type', 'Properties'], noNullPrototype: true },
    ),
  },
  { weight: 2, arbitrary: nested },
  { weight: 1, arbitrary: wild },
);

const section = (entry: fc.Arbitrary<Data>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.dictionary(name, entry, { maxKeys: 4, noNullPrototype: true }) },
    { weight: 1, arbitrary: wild },
  );

const parameter = fc.record(
  {
    Type: fc.oneof(
      fc.constantFrom('String', 'CommaDelimitedList', 'AWS::SSM::Parameter::Value<List<String>>', 'List<Number>'),
      wild,
    ),
    Default: fc.oneof(name, fc.constant('a,b'), wild),
    NoEcho: fc.oneof(fc.boolean(), wild),
    Description: text,
  },
  { requiredKeys: ['Type'], noNullPrototype: true },
);

/** Anything that has resources, mostly in the form of a template. */
export const wildTemplate: fc.Arbitrary<DataObject> = fc.record(
  {
    Parameters: section(parameter as fc.Arbitrary<Data>),
    Mappings: section(
      fc.dictionary(name, fc.dictionary(name, wild, { maxKeys: 2, noNullPrototype: true }), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    ),
    Conditions: section(condition),
    Resources: section(resource as fc.Arbitrary<Data>),
    Outputs: section(
      fc.record(
        { Value: wild, Condition: name, Export: fc.record({ Name: wild }), Description: text },
        { requiredKeys: ['Value'], noNullPrototype: true },
      ) as fc.Arbitrary<Data>,
    ),
    Description: wild,
    Transform: wild,
    Rules: wild,
  },
  { requiredKeys: ['Resources'], noNullPrototype: true },
);

const parameters = fc
  .dictionary(name, fc.oneof(name, text), { maxKeys: 3, noNullPrototype: true })
  .map((values) => Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })));

/** The files of one system, by their paths in its folder. */
export const wildSystem: fc.Arbitrary<Files> = fc.record(
  {
    'root.json': wildTemplate,
    'b.json': wildTemplate,
    'n/a.json': wildTemplate,
    'deployer.json': wildTemplate,
    'parameters/dev.json': parameters as fc.Arbitrary<Data>,
    'parameters/prod.json': parameters as fc.Arbitrary<Data>,
  },
  { requiredKeys: ['root.json'], noNullPrototype: true },
);

/** A system, and one that is often nearly the same: another, or with some of its files from another. */
export const wildPair: fc.Arbitrary<readonly [Files, Files]> = fc.oneof(
  fc.tuple(wildSystem, wildSystem),
  fc.tuple(wildSystem, wildTemplate).map(([files, root]) => [files, { ...files, 'root.json': root }] as const),
  fc.tuple(wildSystem, fc.nat(), wild).map(([files, at, value]) => [files, changedAt(files, at, value)] as const),
);

// With the leaf that comes at that place replaced.
function changedAt(files: Files, at: number, value: Data): Files {
  let left = at % 200;
  const visit = (each: Data): Data => {
    if (Array.isArray(each)) return each.map(visit);
    if (typeof each === 'object' && each !== null)
      return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, visit(inner)]));
    left -= 1;
    return left === 0 ? value : each;
  };
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path, path.startsWith('parameters/') ? file : visit(file)]),
  );
}

/** The same data with the members of every object the other way round. */
export function reversed(value: Data): Data {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}
