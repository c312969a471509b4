// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
// For tests only: ways to break the rules of templates that serve every place.
import { type Break, changeBuildSpec, onInstances } from './break.ts';

export const PORTABLE_BREAKS: readonly Break[] = [
  [
    'literal-partition',
    'an ARN with its partition',
    onInstances,
    'Pipeline',
    (pipeline) => {
      pipeline.RoleArn = { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/x' };
    },
    /^"arn:aws:iam::.*" names a partition$/,
  ],
  [
    'literal-account',
    'an account in an image',
    onInstances,
    'BootstrapTask',
    (task) => {
      task.ContainerDefinitions[0].Image = '111122223333.dkr.ecr.eu-central-1.${AWS::URLSuffix}/x';
    },
    /^"111122223333\.dkr.*" names an account$/,
  ],
  [
    'literal-region',
    'a region in a variable of a hook',
    onInstances,
    'AfterAllowTestTrafficHook',
    (hook) => {
      hook.Environment.Variables.WHERE = 'eu-central-1';
    },
    /^"eu-central-1" names a region$/,
  ],
  [
    'literal-region',
    'a zone, as the key of a map',
    onInstances,
    'Service',
    (_, template) => {
      template.Mappings = { Zones: { 'eu-central-1a': { Id: '1' } } };
    },
    /^"eu-central-1a" names a region$/,
  ],
  [
    'literal-host',
    'a host name of AWS in a buildspec',
    onInstances,
    'BuildProject',
    changeBuildSpec('.${AWS::URLSuffix}', '.amazonaws.com'),
    /amazonaws\.com.*" is a host name of AWS/,
  ],
  [
    'literal-host',
    'a service principal that is in no table',
    onInstances,
    'DeploymentRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal.Service = 'ec2.amazonaws.com';
    },
    /^"ec2\.amazonaws\.com" is a host name of AWS/,
  ],
];
