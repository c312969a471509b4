import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data, DataObject, Template } from '../template.ts';
import { asTemplate } from './as-template.ts';
import { parseTemplate } from './parse.ts';
import { printTemplate } from './print.ts';

const none = { header: [], resources: {} };

const example = `\
# LoadBalancer of hello-server: where traffic enters.
# Written by \`make synth\`; do not edit.
AWSTemplateFormatVersion: "2010-09-09"
Description: "hello-server: one load balancer"

Parameters:
  LiveColour:
    Type: String
    AllowedValues: [blue, green]

Conditions:
  GreenIsLive: !Equals [!Ref LiveColour, green]
  BlueIsLive: !Not [!Condition GreenIsLive]

Resources:

  # The only group that the internet may talk to.
  # It has two lines to say so.
  LoadBalancerSecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 80
          CidrIp: 0.0.0.0/0

  Hook:
    Type: AWS::Lambda::Function
    Condition: BlueIsLive
    DependsOn: [LoadBalancerSecurityGroup]
    DeletionPolicy: Retain
    Properties:
      Role: !GetAtt HookRole.Arn
      Code:
        ZipFile: |
          exports.handler = () => {
            return 'on';
          };
      VpcConfig: !If
        - GreenIsLive
        - SecurityGroupIds: [!Ref LoadBalancerSecurityGroup]
        - !Ref AWS::NoValue
      Environment:
        Variables:
          LIVE: !If [GreenIsLive, "on", !Ref "AWS::NoValue"]
          HOST: !Sub
            - http://\${Host}/
            - Host: !Select [0, !Split [",", !Ref LiveColour]]
          DATA:
            Fn::Base64: !Sub \${LiveColour}

  # Why this is here.
  Topic:
    Type: AWS::SNS::Topic

Outputs:
  Url:
    Value: !Sub http://\${LoadBalancer.DNSName}/
`;

test('a template that has the form we want is printed as it was written', () => {
  const comments = {
    header: ['LoadBalancer of hello-server: where traffic enters.', 'Written by `make synth`; do not edit.'],
    resources: {
      LoadBalancerSecurityGroup: 'The only group that the internet may talk to.\nIt has two lines to say so.',
      Topic: 'Why this is here.',
    },
  };
  assert.equal(printTemplate(asTemplate(parseTemplate(example)), comments), example);
});

/** What is printed for the properties of one resource. */
function printProperties(properties: DataObject): string {
  const template: Template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: { A: { Type: 'T', Properties: properties } },
  };
  return (printTemplate(template, none).split('    Properties:\n')[1] ?? '').replaceAll(/^ {6}/gm, '');
}

test('ambiguous strings are quoted, as values and as keys', () => {
  for (const text of ['on', '0.0', '2012-10-17', '0123', '22:22', '~', '1e3']) {
    assert.equal(printProperties({ A: text, [text]: [text] }), `A: "${text}"\n"${text}": ["${text}"]\n`);
  }
});

test('text of several lines is a block that keeps its end', () => {
  assert.equal(
    printProperties({ A: 'a\n\n  b', B: 'a\n', C: 'a\n\n\n', D: 1 }),
    'A: |-\n  a\n\n    b\nB: |\n  a\nC: |+\n  a\n\n\nD: 1\n',
  );
});

test('spaces at the end of a line stay in the block, and text that starts with spaces says how far it is indented', () => {
  assert.equal(printProperties({ A: 'a  \nb\n', B: '  a\nb\n' }), 'A: |\n  a  \n  b\nB: |2\n    a\n  b\n');
});

test('blank lines at the end of the last text are quoted, so that the file ends in one newline', () => {
  assert.equal(printProperties({ A: ['a\n\n'] }), 'A:\n  - "a\\n\\n"\n');
  assert.equal(printProperties({ A: { 'Fn::Sub': 'a\n\n' } }), 'A: !Sub "a\\n\\n"\n');
});

test('empty lists and maps, null and booleans are written out', () => {
  assert.equal(
    printProperties({ A: [], B: {}, C: null, D: [true, false] }),
    'A: []\nB: {}\nC: null\nD: [true, false]\n',
  );
});

test("a policy's Condition is a map, a condition's is a function", () => {
  const not: Data = { 'Fn::Not': [{ Condition: 'X' }] };
  assert.equal(printProperties({ A: { Condition: 'X' }, B: not }), 'A:\n  Condition: X\nB: !Not [!Condition X]\n');
});

test('lines are never wrapped', () => {
  const words = 'word '.repeat(100).trim();
  assert.equal(printProperties({ A: words, B: `${words}:` }), `A: ${words}\nB: "${words}:"\n`);
});

test('sections and attributes come in the order of the template anatomy, empty sections not at all', () => {
  const template: Template = {
    Outputs: {},
    Resources: { A: { Properties: {}, Metadata: { a: 1 }, DependsOn: 'B', Type: 'T' } },
    Conditions: { C: { Condition: 'D' } },
    Transform: 'AWS::LanguageExtensions',
    Parameters: {},
    AWSTemplateFormatVersion: '2010-09-09',
  };
  const lines = `\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::LanguageExtensions

Conditions:
  C: !Condition D

Resources:

  A:
    Type: T
    DependsOn: B
    Metadata:
      a: 1
    Properties: {}
`;
  assert.equal(printTemplate(template, none), lines);
});

test('a template without resources still says so', () => {
  const text = printTemplate({ AWSTemplateFormatVersion: '2010-09-09', Resources: {} }, none);
  assert.equal(text, 'AWSTemplateFormatVersion: "2010-09-09"\n\nResources: {}\n');
});

test('a comment that is not ASCII is refused, in the header and on a resource', () => {
  const template: Template = { AWSTemplateFormatVersion: '2010-09-09', Resources: { A: { Type: 'T' } } };
  assert.throws(() => printTemplate(template, { header: ['café'], resources: {} }), { code: 'non-ascii' });
  assert.throws(() => printTemplate(template, { header: [], resources: { A: 'café' } }), {
    code: 'non-ascii',
    message: / A: /,
  });
});
