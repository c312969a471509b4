// For tests only: who may take the system's roles on.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import { ACCOUNT, HOOKS, type System } from './hello.ts';
import { from, onlyFor } from './shared-rows.ts';

/** Which services take which role on, and for what. */
export function trustRows({ get, arn, suffix }: System): readonly Row[] {
  const assumed = (role: string, service: string, source: string, other: string) =>
    onlyFor(service, 'sts:AssumeRole', get(role, 'Arn'), source, other);
  // Lambda and EC2 do not say for whom they work; who may hand them a role is `iam:PassRole`'s to say.
  const bare = (role: string, service: string) => [
    may(service, 'sts:AssumeRole', get(role, 'Arn')),
    mayNot('ecs-tasks.amazonaws.com', 'sts:AssumeRole', get(role, 'Arn'), from(ACCOUNT, arn('ecs', 'task/one'))),
  ];
  const elsewhere = suffix === 'amazonaws.com' ? 'ec2.amazonaws.com.cn' : 'ec2.amazonaws.com';
  return [
    ...['ExecutionRole', 'TaskRole'].flatMap((role) =>
      assumed(role, 'ecs-tasks.amazonaws.com', arn('ecs', 'task/hello-server/one'), arn('ec2', 'instance/one')),
    ),
    ...assumed(
      'FlowLogRole',
      'vpc-flow-logs.amazonaws.com',
      arn('ec2', 'vpc-flow-log/fl-1'),
      arn('ec2', 'instance/one'),
    ),
    ...assumed(
      'DeploymentRole',
      'codedeploy.amazonaws.com',
      arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
      arn('codedeploy', 'deploymentgroup:hello-server/other'),
    ),
    ...assumed(
      'PipelineRole',
      'codepipeline.amazonaws.com',
      arn('codepipeline', 'hello-server'),
      arn('codepipeline', 'other'),
    ),
    ...assumed(
      'BuildRole',
      'codebuild.amazonaws.com',
      arn('codebuild', 'project/hello-server'),
      arn('codebuild', 'project/other'),
    ),
    ...assumed(
      'StartRole',
      'events.amazonaws.com',
      arn('events', 'rule/hello-server-new-version'),
      arn('events', 'rule/other'),
    ),
    ...HOOKS.flatMap((event) => bare(`${event}Role`, 'lambda.amazonaws.com')),
    ...bare('InstanceRole', `ec2.${suffix}`),
    mayNot(elsewhere, 'sts:AssumeRole', get('InstanceRole', 'Arn')),
    // Nobody in the account takes a service's role on, whatever his own policies say.
    ...['TaskRole', 'DeploymentRole', 'PipelineRole'].map((role) =>
      mayNot('Administrator', 'sts:AssumeRole', get(role, 'Arn')),
    ),
  ];
}
