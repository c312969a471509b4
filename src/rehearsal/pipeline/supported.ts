import type { DataObject } from '../../dsl/template.ts';
import type { LocalResource } from '../../local/resource.ts';
import { isOn, objectOf, objectsOf, textOf } from '../../local/resources/read.ts';
import { artifactNames, kindOf } from './action.ts';

/** Actions that are played, and what their configuration may say. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'Source/CodeCommit': ['RepositoryName', 'BranchName', 'OutputArtifactFormat', 'PollForSourceChanges'],
  'Source/CodeStarSourceConnection': [
    'ConnectionArn',
    'FullRepositoryId',
    'BranchName',
    'OutputArtifactFormat',
    'DetectChanges',
  ],
  'Source/ECR': ['RepositoryName', 'ImageTag'],
  'Build/CodeBuild': ['ProjectName', 'EnvironmentVariables', 'PrimarySource'],
  'Test/CodeBuild': ['ProjectName', 'EnvironmentVariables', 'PrimarySource'],
  'Approval/Manual': ['NotificationArn', 'CustomData', 'ExternalEntityLink'],
  'Deploy/CodeDeployToECS': [
    'ApplicationName',
    'DeploymentGroupName',
    'TaskDefinitionTemplateArtifact',
    'TaskDefinitionTemplatePath',
    'AppSpecTemplateArtifact',
    'AppSpecTemplatePath',
    ...[1, 2, 3, 4].flatMap((number) => [`Image${number}ArtifactName`, `Image${number}ContainerName`]),
  ],
};

const OF_PIPELINE = [
  'Name',
  'PipelineType',
  'ExecutionMode',
  'RoleArn',
  'ArtifactStore',
  'Stages',
  'Tags',
  'DisableInboundStageTransitions',
  'RestartExecutionOnUpdate',
];
const OF_ACTION = [
  'Name',
  'Namespace',
  'ActionTypeId',
  'Configuration',
  'InputArtifacts',
  'OutputArtifacts',
  'RunOrder',
  'Region',
  'TimeoutInMinutes',
];

/** Everything in a pipeline that the rehearsal does not play: it is refused before anything has run, and not half-way. */
export function whatIsNotSupported({ properties }: LocalResource, region: string): readonly string[] {
  const mode = textOf(properties, 'ExecutionMode');
  const not = (what: string, where: string) => `not supported by the rehearsal: ${what} of ${where}`;
  return [
    ...Object.keys(properties).flatMap((name) => (OF_PIPELINE.includes(name) ? [] : [not(name, 'the pipeline')])),
    ...(isOn(properties, 'RestartExecutionOnUpdate') ? [not('RestartExecutionOnUpdate', 'the pipeline')] : []),
    ...(mode === 'PARALLEL' ? [not('the ExecutionMode PARALLEL', 'the pipeline')] : []),
    ...objectsOf(properties, 'Stages').flatMap((stage) => {
      const name = textOf(stage, 'Name') ?? '';
      return [
        ...Object.keys(stage).flatMap((key) =>
          ['Name', 'Actions'].includes(key) ? [] : [not(key, `the stage ${name}`)],
        ),
        ...objectsOf(stage, 'Actions').flatMap((action) =>
          ofAction(action, region).map((what) => not(what, `the action ${name}/${textOf(action, 'Name')}`)),
        ),
      ];
    }),
  ];
}

function ofAction(action: DataObject, region: string): readonly string[] {
  const kind = kindOf(action);
  const known = ACTIONS[kind];
  const owner = textOf(objectOf(action, 'ActionTypeId'), 'Owner');
  if (known === undefined || owner !== 'AWS')
    return [`the provider ${textOf(objectOf(action, 'ActionTypeId'), 'Provider')} (${kind})`];
  const elsewhere = textOf(action, 'Region') ?? region;
  const isBuild = kind.endsWith('/CodeBuild');
  const inputs = artifactNames(action, 'InputArtifacts').length;
  const outputs = artifactNames(action, 'OutputArtifacts').length;
  return [
    ...Object.keys(action).filter((name) => !OF_ACTION.includes(name)),
    ...Object.keys(objectOf(action, 'Configuration')).flatMap((name) =>
      known.includes(name) ? [] : [`Configuration.${name}`],
    ),
    ...(elsewhere === region ? [] : [`the Region ${elsewhere}`]),
    ...(isBuild && inputs > 1 ? ['more than one input artifact'] : []),
    ...(isBuild && outputs > 1 ? ['more than one output artifact'] : []),
    ...('TimeoutInMinutes' in action && kind !== 'Approval/Manual' ? ['TimeoutInMinutes'] : []),
  ];
}
