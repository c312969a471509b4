// For tests only: a system that is deployed, green live, as AWS would answer for it. Tests change single answers.
import type { Answers } from './stand-in-client.ts';

const STACK = 'AWS::CloudFormation::Stack';
const ID = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/';
const BLUE = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/hello-blue/0b1c2d3e4f506172';
const GREEN = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/hello-green/1b1c2d3e4f506172';

/** When everything of the stand-in was done last. */
export const THEN = new Date('2026-11-27T11:00:00Z');

/** The outputs of its root. */
export const OUTPUTS: Readonly<Record<string, string>> = {
  ProductionListenerArn: 'production',
  TestListenerArn: 'test',
  BlueTargetGroupName: 'hello-blue',
  GreenTargetGroupName: 'hello-green',
  ClusterName: 'hello',
  ServiceName: 'hello',
  ApplicationName: 'hello',
  DeploymentGroupName: 'hello',
  PipelineName: 'hello',
};

/** A listener that forwards: shares of blue and green. */
export function forwarding(arn: string, blue: number, green: number): object {
  const TargetGroups = [
    { TargetGroupArn: BLUE, Weight: blue },
    { TargetGroupArn: GREEN, Weight: green },
  ];
  return {
    ListenerArn: arn,
    Port: arn === 'test' ? 8080 : 80,
    DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
  };
}

/** Stacks by name: resources as `[logical id, type, physical id]`. The first is the root. */
export function standInStacks(
  stacks: Readonly<Record<string, readonly (readonly [string, string, string])[]>>,
  root: object = {},
): Answers {
  const [rootName = ''] = Object.keys(stacks);
  const nameOf = (name: unknown) => String(name).replace(ID, '');
  return {
    DescribeStacks: ({ StackName }) => {
      const name = nameOf(StackName);
      const common = {
        StackName: name,
        StackId: `${ID}${name}`,
        StackStatus: 'UPDATE_COMPLETE',
        LastUpdatedTime: THEN,
      };
      const outputs = Object.entries(OUTPUTS).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
      if (!(name in stacks))
        throw Object.assign(new Error(`Stack with id ${name} does not exist`), { name: 'ValidationError' });
      return { Stacks: [name === rootName ? { ...common, Outputs: outputs, ...root } : common] };
    },
    ListStackResources: ({ StackName }) => ({
      StackResourceSummaries: (stacks[nameOf(StackName)] ?? []).map(([LogicalResourceId, ResourceType, id]) => ({
        LogicalResourceId,
        ResourceType,
        PhysicalResourceId: ResourceType === STACK ? `${ID}${id}` : id,
        ResourceStatus: 'UPDATE_COMPLETE',
      })),
    }),
  };
}

/** All answers of a system at rest. */
export const AT_REST: Answers = {
  ...standInStacks({
    hello: [
      ['Deployment', STACK, 'hello-Deployment'],
      ['Service', STACK, 'hello-Service'],
    ],
    'hello-Deployment': [
      ['BlueErrors', 'AWS::CloudWatch::Alarm', 'hello-blue-errors'],
      ['GreenErrors', 'AWS::CloudWatch::Alarm', 'hello-green-errors'],
    ],
    'hello-Service': [['LogGroup', 'AWS::Logs::LogGroup', '/ecs/hello']],
  }),
  DescribeListeners: () => ({ Listeners: [forwarding('production', 0, 100), forwarding('test', 0, 100)] }),
  ListDeployments: () => ({ deployments: [] }),
  DescribeServices: () => ({ services: [{ desiredCount: 3, runningCount: 3, pendingCount: 0 }] }),
  GetPipelineState: () => ({
    stageStates: [
      { stageName: 'Source', latestExecution: { pipelineExecutionId: 'run-1' } },
      {
        stageName: 'Deploy',
        latestExecution: { pipelineExecutionId: 'run-1' },
        inboundTransitionState: { enabled: true },
      },
    ],
  }),
  ListPipelineExecutions: () => ({
    pipelineExecutionSummaries: [
      {
        pipelineExecutionId: 'run-1',
        status: 'Succeeded',
        startTime: THEN,
        sourceRevisions: [{ revisionId: '0b1c2d3', revisionSummary: 'Say hello' }],
      },
    ],
  }),
  DescribeAlarms: () => ({ MetricAlarms: [] }),
};
