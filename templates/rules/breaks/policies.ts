// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
// For tests only: ways to break the rules of policies.
import { allow, type Break, onInstances } from './break.ts';

export const POLICIES_BREAKS: readonly Break[] = [
  [
    'unknown-principal',
    'a service that is in no table',
    onInstances,
    'DeploymentRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal.Service = { 'Fn::Sub': 'glue.${AWS::URLSuffix}' };
    },
    /^"glue\.\$\{AWS::URLSuffix\}" is not in the table/,
  ],
  [
    'wildcard-action',
    'a role that may everything',
    onInstances,
    'TaskRole',
    allow({ Action: '**', Resource: 'arn:x' }),
    /^"\*\*" allows every action$/,
  ],
  [
    'wildcard-action',
    'a role that may everything where a condition holds',
    onInstances,
    'TaskRole',
    allow({ Action: { 'Fn::If': ['GreenIsLive', '*', 's3:GetObject'] }, Resource: 'arn:x' }),
    /^"\*" allows every action$/,
  ],
  [
    'wildcard-action',
    'a role that may all but some',
    onInstances,
    'TaskRole',
    allow({ NotAction: 'iam:*', Resource: 'arn:x' }),
    /^NotAction allows all actions but some$/,
  ],
  [
    'wildcard-resource',
    'a role that may read every bucket',
    onInstances,
    'TaskRole',
    allow({ Action: ['s3:GetObject', 'ecr:GetAuthorizationToken'], Resource: ['*'] }),
    /^s3:GetObject is allowed on everything$/,
  ],
  [
    'wildcard-resource',
    'a role that may all of S3 in other words',
    onInstances,
    'TaskRole',
    allow({ Action: 's3:*', Resource: '*:*' }),
    /^s3:\* is allowed on everything$/,
  ],
  [
    'wildcard-resource',
    'a role that may read all buckets but one',
    onInstances,
    'TaskRole',
    allow({ Action: 's3:GetObject', NotResource: 'arn:x' }),
    /^s3:GetObject is allowed on everything$/,
  ],
  [
    'open-door',
    'a role that everybody may take on',
    onInstances,
    'TaskRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal = { AWS: '*' };
    },
    /^lets everybody in$/,
  ],
  [
    'managed-policy',
    'an administrator',
    onInstances,
    'TaskRole',
    (role) => {
      role.ManagedPolicyArns = [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }];
    },
    /AdministratorAccess is managed by AWS$/,
  ],
  [
    'loose-pass-role',
    'a role that may pass whatever begins with anything',
    onInstances,
    'TaskRole',
    allow({
      Action: 'iam:PassRole',
      Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/?*' },
      Condition: { StringLike: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
    /hands over more than the roles that are meant$/,
  ],
  [
    'loose-pass-role',
    'a role that may pass any role',
    onInstances,
    'TaskRole',
    allow({
      Action: 'iam:PassRole',
      Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*' },
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
    /hands over more than the roles that are meant$/,
  ],
  [
    'loose-pass-role',
    'a role that may pass roles to any service',
    onInstances,
    'PipelineRole',
    (role) => {
      for (const { PolicyDocument } of role.Policies) {
        for (const statement of PolicyDocument.Statement) delete statement.Condition;
      }
    },
    /^iam:PassRole hands roles to any service$/,
  ],
];
