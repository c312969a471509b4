// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
// For tests only: ways to break the rules of what releases consist of.
import { type Break, changeBuildSpec, changeDeployAction, onFargate, onInstances } from './break.ts';

export const RELEASE_BREAKS: readonly Break[] = [
  [
    'task-differs',
    'another launch type',
    onInstances,
    'BuildProject',
    changeBuildSpec('"requiresCompatibilities": ["EC2"]', '"requiresCompatibilities": ["FARGATE"]'),
    /^requiresCompatibilities of the task definition is FARGATE, and EC2 of the bootstrap task$/,
  ],
  [
    'task-differs',
    'another role',
    onInstances,
    'BuildProject',
    changeBuildSpec('"taskRoleArn": "${TaskRole.Arn}"', '"taskRoleArn": "${ExecutionRole.Arn}"'),
    /^taskRoleArn of the task definition is /,
  ],
  [
    'fixed-host-port',
    'a port of the instance',
    onInstances,
    'BuildProject',
    changeBuildSpec('"containerPort": 8000', '"hostPort": 8000, "containerPort": 8000'),
    /^container variant asks for port 8000 of its instance$/,
  ],
  [
    'unfed-deploy',
    'an artifact that nothing gives',
    onInstances,
    'Pipeline',
    changeDeployAction((action) => {
      action.Configuration.Image1ArtifactName = 'Nothing';
    }),
    /^no action before hands over Nothing to the deploy action$/,
  ],
  [
    'unfed-deploy',
    'a file that the build does not hand over',
    onInstances,
    'Pipeline',
    changeDeployAction((action) => {
      action.Configuration.AppSpecTemplatePath = 'nope.yaml';
    }),
    /^the build does not hand over nope\.yaml$/,
  ],
  [
    'foreign-deploy',
    "another system's deployment group",
    onInstances,
    'Pipeline',
    changeDeployAction((action) => {
      action.Configuration.DeploymentGroupName = 'theirs';
    }),
    /^DeploymentGroupName is theirs, not variant$/,
  ],
  [
    'container-differs',
    'another port in the AppSpec',
    onInstances,
    'BuildProject',
    changeBuildSpec('ContainerPort: 8000', 'ContainerPort: 80'),
    /^the AppSpec has container variant and port 80$/,
  ],
  [
    'container-differs',
    'another name in the task definition',
    onInstances,
    'BuildProject',
    changeBuildSpec('"name": "variant"', '"name": "app"'),
    /^the task definition has no container variant$/,
  ],
  [
    'container-differs',
    'another port of the bootstrap task',
    onInstances,
    'BootstrapTask',
    (task) => {
      task.ContainerDefinitions[0].PortMappings[0].ContainerPort = 80;
    },
    /^container variant opens port 80$/,
  ],
  [
    'unfed-placeholder',
    'another placeholder in the task definition',
    onInstances,
    'BuildProject',
    changeBuildSpec('<IMAGE1_NAME>', '<IMAGE>'),
    /^(nothing fills in the image <IMAGE>|the deploy action fills in <IMAGE1_NAME>, which no container has as its image)$/,
  ],
  [
    'task-definition-fixed',
    'a revision in the AppSpec',
    onInstances,
    'BuildProject',
    changeBuildSpec('"<TASK_DEFINITION>"', '"variant:3"'),
    /^the AppSpec's TaskDefinition is "variant:3"$/,
  ],
  [
    'strategy-not-repeated',
    'no Spot in the AppSpec',
    onFargate,
    'BuildProject',
    changeBuildSpec(/ +- CapacityProvider: "FARGATE_SPOT"\n +Weight: 3\n/, ''),
    /^the AppSpec places tasks on FARGATE 1 1, the service on FARGATE 1 1, FARGATE_SPOT 0 3$/,
  ],
  [
    'network-not-repeated',
    'public addresses in the AppSpec',
    onFargate,
    'BuildProject',
    changeBuildSpec('AssignPublicIp: DISABLED', 'AssignPublicIp: ENABLED'),
    /^AssignPublicIp is ENABLED in the AppSpec, and DISABLED of the service$/,
  ],
];
