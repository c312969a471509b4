import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTarget } from './read-target.ts';
import { ENVIRONMENT, outputOf, sha256, systemFiles } from './testing/small-target.ts';
import { type Answers, refusal, standIn } from './testing/stand-in-client.ts';
import { FakeClock } from './testing/stand-in-stacks.ts';
import { standInStacks } from './testing/stand-in-system.ts';
import { formatVerification } from './verify/print-verification.ts';
import { isAsReviewed, verify } from './verify.ts';

const SERVICE = 'Resources:\n  LogGroup:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      RetentionInDays: 30\n';
const ROOT = `Parameters:
  SystemName: { Type: String, Default: hello }
  DesiredCount: { Type: Number, Default: 3 }
  LiveColour: { Type: String, Default: blue }
Resources:
  Service:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub https://\${TemplateBucket}.s3.amazonaws.com/\${TemplatePrefix}/service.${sha256(SERVICE).slice(0, 12)}.yaml
`;
const FILES = systemFiles('hello-server', {
  'root.yaml': ROOT,
  'service.yaml': SERVICE,
  'parameters/dev.json': '[{ "ParameterKey": "DesiredCount", "ParameterValue": "2" }]',
});
const REVIEWED = readTarget(outputOf(FILES), 'hello-server', { ...ENVIRONMENT, systems: undefined });
const PARAMETERS = {
  SystemName: 'hello',
  DesiredCount: '2',
  LiveColour: 'green',
  TemplateBucket: 'b',
  TemplatePrefix: 'p',
};

describe('verifying', () => {
  test('passes where templates, parameters and resources are what was reviewed', async () => {
    const { verification, text } = await verified({});
    assert.ok(isAsReviewed(verification));
    assert.equal(
      text,
      `templates   2 of 2 are what is in output/, byte for byte
parameters  are what the environment says
drift       nothing has changed by hand

hello is what was reviewed
`,
    );
  });

  test('shows what differs in a template, of a nested stack too', async () => {
    const { verification, text } = await verified({
      GetTemplate: ({ StackName }) => ({
        TemplateBody: String(StackName).includes('Service') ? SERVICE.replace('30', '7') : ROOT,
      }),
    });
    assert.ok(!isAsReviewed(verification));
    assert.match(
      text,
      /hello\/Service is not output\/hello-server\/service.yaml\n--- output\/hello-server\/service\.yaml\n/,
    );
    assert.match(text, /\n- {6}RetentionInDays: 30\n\+ {6}RetentionInDays: 7\n/);
  });

  test('one byte more is a difference', async () => {
    const { verification } = await verified({
      GetTemplate: ({ StackName }) => ({ TemplateBody: `${bodyOf(StackName)}\n` }),
    });
    assert.deepEqual(
      verification.stacks.map(({ verdict }) => verdict),
      ['different', 'different'],
    );
  });

  test('stacks that are on one side only are differences', async () => {
    const none = await verified(standInStacks({ hello: [] }, rootWith(PARAMETERS)));
    assert.equal(none.verification.stacks[1]?.verdict, 'not-deployed');
    const more = await verified(
      standInStacks(
        {
          hello: [
            ['Service', STACK, 'hello-Service'],
            ['More', STACK, 'hello-More'],
          ],
          'hello-Service': [],
          'hello-More': [],
        },
        rootWith(PARAMETERS),
      ),
    );
    assert.deepEqual(
      more.verification.stacks.map(({ verdict }) => verdict),
      ['same', 'same', 'not-reviewed'],
    );
  });

  test('parameters are compared with the file and with defaults, but for those that deploying fills in', async () => {
    const deployed = { ...PARAMETERS, DesiredCount: '3', SystemName: 'hello', More: 'x' };
    const { text, verification } = await verified(standInStacks(STACKS, rootWith(deployed)));
    assert.match(text, / {2}DesiredCount is "3", reviewed as "2"\n {2}More is "x", reviewed as nothing\n/);
    assert.equal(verification.parameters.length, 2);
  });

  test('what a release does to listeners and the service is told apart', async () => {
    const weights = {
      PropertyPath: '/DefaultActions/0/ForwardConfig/TargetGroups/0/Weight',
      ExpectedValue: '100',
      ActualValue: '0',
    };
    const { text, verification } = await verified({
      DescribeStackResourceDrifts: drifts('AWS::ElasticLoadBalancingV2::Listener', weights),
    });
    assert.ok(isAsReviewed(verification));
    assert.match(text, /nothing has changed by hand\n +2 changed by releases, as they should:\n/);
  });

  test('a listener that forwards to a group of nobody knows whom is no release', async () => {
    const arn = (name: string) => `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/${name}/0b1c2d3e`;
    const path = '/DefaultActions/0/TargetGroupArn';
    const forwardedTo = async (name: string) => {
      const difference = { PropertyPath: path, ExpectedValue: arn('hello-blue'), ActualValue: arn(name) };
      const answers = { DescribeStackResourceDrifts: drifts('AWS::ElasticLoadBalancingV2::Listener', difference) };
      return isAsReviewed((await verified(answers)).verification);
    };
    assert.deepEqual([await forwardedTo('hello-green'), await forwardedTo('other')], [true, false]);
  });

  test('a listener that somebody changed is no release', async () => {
    const port = { PropertyPath: '/Port', ExpectedValue: '80', ActualValue: '81' };
    const { text, verification } = await verified({
      DescribeStackResourceDrifts: drifts('AWS::ElasticLoadBalancingV2::Listener', port),
    });
    assert.ok(!isAsReviewed(verification));
    assert.match(text, /hello\/X \(AWS::\S+\)\n {4}\/Port: is 81, was made 80\n/);
  });

  test('an endpoint that cannot look for drift is no difference, and is said', async () => {
    const { text, verification } = await verified({
      DetectStackDrift: () => {
        throw refusal('InvalidAction', 'Could not find operation DetectStackDrift');
      },
    });
    assert.ok(isAsReviewed(verification));
    assert.match(text, /drift {7}not known: the endpoint does not know DetectStackDrift/);
  });

  test('tells what AWS has found, and the templates, also where it could not look at everything', async () => {
    const initiated = new Date('2026-11-27T12:00:00Z');
    const looked = (LogicalResourceId: string, more: object) => ({
      LogicalResourceId,
      ResourceType: 'AWS::SNS::Topic',
      StackResourceDriftStatus: 'MODIFIED',
      PropertyDifferences: [{ PropertyPath: '/Name', ExpectedValue: 'a', ActualValue: 'b' }],
      Timestamp: new Date('2026-11-27T12:00:01Z'),
      ...more,
    });
    const DescribeStackDriftDetectionStatus = () => ({
      DetectionStatus: 'DETECTION_FAILED',
      DetectionStatusReason: 'Failed to detect drift on resource [Role]',
      Timestamp: initiated,
    });
    const DescribeStackResourceDrifts: Answers[string] = ({ StackName }) => ({
      StackResourceDrifts: String(StackName).includes('Service')
        ? []
        : [
            looked('Found', {}),
            looked('Before', { Timestamp: new Date('2026-11-26T12:00:00Z') }),
            looked('Role', { StackResourceDriftStatus: 'UNKNOWN', DriftStatusReason: 'not authorized' }),
          ],
    });
    const { text, verification } = await verified({ DescribeStackDriftDetectionStatus, DescribeStackResourceDrifts });
    assert.ok(!isAsReviewed(verification));
    assert.equal(
      text,
      `templates   2 of 2 are what is in output/, byte for byte
parameters  are what the environment says
drift       1 resource has changed outside of CloudFormation
  hello/Found (AWS::SNS::Topic)
    /Name: is b, was made a
  hello could not be looked at: Failed to detect drift on resource [Role]
  hello/Role could not be looked at: not authorized
  hello/Service could not be looked at: Failed to detect drift on resource [Role]

hello is not what was reviewed; make deploy brings it there, and says before what it changes
`,
    );
  });

  test('is no success where AWS could not look at everything, and says that the rest is right', async () => {
    const { text, verification } = await verified({
      DescribeStackDriftDetectionStatus: () => ({ DetectionStatus: 'DETECTION_IN_PROGRESS' }),
    });
    assert.ok(!isAsReviewed(verification));
    assert.match(text, /^drift {7}nothing has changed by hand, as far as could be looked at$/m);
    assert.match(text, /^ {2}hello could not be looked at: it takes more than ten minutes$/m);
    assert.match(text, /^hello could not be looked at as a whole; all that could be is what was reviewed/m);
  });

  test('of nothing is not deployed', async () => {
    const { text, verification } = await verified(standInStacks({}));
    assert.equal(text, 'hello: not deployed\n');
    assert.ok(!isAsReviewed(verification));
  });
});

const STACK = 'AWS::CloudFormation::Stack';
const STACKS = { hello: [['Service', STACK, 'hello-Service']], 'hello-Service': [] } as const;

function bodyOf(stack: unknown): string {
  return String(stack).includes('Service') ? SERVICE : ROOT;
}

function rootWith(parameters: Readonly<Record<string, string>>): object {
  const entries = Object.entries(parameters);
  return { Parameters: entries.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })) };
}

function drifts(ResourceType: string, difference: object): Answers[string] {
  return () => ({
    StackResourceDrifts: [
      {
        LogicalResourceId: 'X',
        ResourceType,
        StackResourceDriftStatus: 'MODIFIED',
        PropertyDifferences: [{ ...difference, DifferenceType: 'NOT_EQUAL' }],
      },
    ],
  });
}

async function verified(answers: Answers) {
  let looks = 0;
  const clients = standIn({
    ...standInStacks(STACKS, rootWith(PARAMETERS)),
    GetTemplate: ({ StackName }) => ({ TemplateBody: bodyOf(StackName) }),
    DetectStackDrift: () => ({ StackDriftDetectionId: 'detection' }),
    DescribeStackDriftDetectionStatus: () => ({
      DetectionStatus: looks++ % 2 === 0 ? 'DETECTION_IN_PROGRESS' : 'DETECTION_COMPLETE',
    }),
    DescribeStackResourceDrifts: () => ({ StackResourceDrifts: [] }),
    ...answers,
  });
  const filled = ['TemplateBucket', 'TemplatePrefix', 'LiveColour'];
  const verification = await verify(clients, REVIEWED, { filled, withDrift: true, clock: new FakeClock() });
  return { verification, text: formatVerification(verification, (_, text) => text) };
}
