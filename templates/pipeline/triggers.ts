import { Events } from '../../src/aws/index.ts';
import { accountId, type Expression, partition, region, sub } from '../../src/dsl/index.ts';
import { declareRole } from '../common/role.ts';
import type { Site } from '../common/site.ts';
import type { DeliveryOptions } from '../options/delivery.ts';
import type { PipelineReferences } from './references.ts';

interface TriggerReferences extends PipelineReferences {
  readonly pipelineName: Expression<string>;
}

/** What starts the pipeline when there is a new version, and who is told when it fails. */
export function declareTriggers(site: Site, delivery: DeliveryOptions, references: TriggerReferences): void {
  const pattern = newVersionPattern(delivery, references);
  if (pattern) declareStart(site, pattern, references.pipelineName);
  const { resource, systemName } = site;
  resource(
    'PipelineFailureRule',
    new Events.Rule({
      Name: sub`${systemName}-pipeline-failed`,
      Description: sub`The pipeline of ${systemName} has failed`,
      EventPattern: {
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Pipeline Execution State Change'],
        detail: { pipeline: [references.pipelineName], state: ['FAILED'] },
      },
      Targets: [{ Id: 'topic', Arn: references.TopicArn, InputTransformer: FAILURE_MESSAGE }],
      Tags: site.tags('pipeline-failed'),
    }),
    { comment: 'Tells the topic when a version does not get through.' },
  );
}

/**
 * What people read of a failure, in place of the event as JSON. A command instead of a link: hosts of consoles are others in each
 * partition, and follow from nothing that a template knows.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
const FAILURE_MESSAGE: Events.RuleInputTransformer = {
  InputPathsMap: {
    account: '$.account',
    region: '$.region',
    pipeline: '$.detail.pipeline',
    state: '$.detail.state',
    execution: '$.detail.execution-id',
  },
  // Text is taken line by line, each in quotes.
  InputTemplate: [
    'The pipeline <pipeline> in <region>, account <account>: <state>. Its execution is <execution>.',
    'Which action failed, and why:',
    'aws codepipeline list-action-executions --region <region> --pipeline-name <pipeline> --filter pipelineExecutionId=<execution>',
  ]
    .map((line) => `"${line}"`)
    .join('\n'),
};

// A connection starts the pipeline by itself.
function newVersionPattern(
  { source }: DeliveryOptions,
  { SourceRepositoryName, ImageRepositoryName }: TriggerReferences,
) {
  if (source.kind === 'codecommit' && SourceRepositoryName) {
    return {
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      resources: [sub`arn:${partition}:codecommit:${region}:${accountId}:${SourceRepositoryName}`],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: [source.branch],
      },
    };
  }
  if (source.kind === 'image') {
    return {
      source: ['aws.ecr'],
      'detail-type': ['ECR Image Action'],
      detail: {
        'action-type': ['PUSH'],
        result: ['SUCCESS'],
        'repository-name': [ImageRepositoryName],
        'image-tag': [source.tag],
      },
    };
  }
  return undefined;
}

function declareStart(
  site: Site,
  EventPattern: Events.RuleProperties['EventPattern'],
  pipeline: Expression<string>,
): void {
  const { resource, systemName } = site;
  const arn = sub`arn:${partition}:codepipeline:${region}:${accountId}:${pipeline}`;
  const role = declareRole(site, 'StartRole', {
    service: 'events.amazonaws.com',
    sourceArn: sub`arn:${partition}:events:${region}:${accountId}:rule/${systemName}-new-version`,
    policies: {
      'start-pipeline': [{ Effect: 'Allow', Action: 'codepipeline:StartPipelineExecution', Resource: arn }],
    },
    comment: 'Lets the rule below start this pipeline.',
  });
  resource(
    'NewVersionRule',
    new Events.Rule({
      Name: sub`${systemName}-new-version`,
      Description: sub`There is a new version of ${systemName}`,
      EventPattern,
      Targets: [{ Id: 'pipeline', Arn: arn, RoleArn: role.att('Arn') }],
      Tags: site.tags('new-version'),
    }),
    { comment: 'Starts the pipeline at once; asking for changes again and again would be slower, and cost.' },
  );
}
