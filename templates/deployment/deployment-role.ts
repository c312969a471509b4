import type { IAM } from '../../src/aws/index.ts';
import {
  accountId,
  type Expression,
  partition,
  type ResourceHandle,
  region,
  select,
  split,
  sub,
} from '../../src/dsl/index.ts';
import { declareRole } from '../common/role.ts';
import type { Site } from '../common/site.ts';
import { hookFunctionName } from '../hooks.ts';
import type { LifecycleEvent } from '../options/hooks.ts';
import { artifactAccess } from '../pipeline/artifact-access.ts';

/** What CodeDeploy's role refers to. */
export interface DeploymentRoleReferences {
  readonly clusterName: Expression<string>;
  readonly serviceName: Expression<string>;
  /** The listeners whose weights it moves. */
  readonly listenerArns: readonly Expression<string>[];
  readonly taskRoleArns: readonly Expression<string>[];
  readonly topicArn: Expression<string>;
  readonly topicKeyArn: Expression<string>;
  /** Where the pipeline keeps AppSpecs, if there is one. */
  readonly artifactBucketName: Expression<string> | undefined;
  readonly artifactKeyArn: Expression<string> | undefined;
}

/**
 * The role that CodeDeploy works with: narrower than the managed policy, which may do the same on everything.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html
 */
export function declareDeploymentRole(
  site: Site,
  hookEvents: readonly LifecycleEvent[],
  references: DeploymentRoleReferences,
): ResourceHandle<IAM.RoleReturnValues> {
  const {
    clusterName,
    serviceName,
    listenerArns,
    taskRoleArns,
    topicArn,
    topicKeyArn,
    artifactBucketName,
    artifactKeyArn,
  } = references;
  const here = sub`${region}:${accountId}`;
  const ecs = sub`arn:${partition}:ecs:${here}`;
  return declareRole(site, 'DeploymentRole', {
    service: 'codedeploy.amazonaws.com',
    sourceArn: sub`arn:${partition}:codedeploy:${here}:deploymentgroup:${site.systemName}/${site.systemName}`,
    policies: {
      'replace-tasks': [
        {
          Effect: 'Allow',
          Action: ['ecs:CreateTaskSet', 'ecs:DeleteTaskSet', 'ecs:DescribeServices', 'ecs:UpdateServicePrimaryTaskSet'],
          Resource: [
            sub`${ecs}:service/${clusterName}/${serviceName}`,
            sub`${ecs}:task-set/${clusterName}/${serviceName}/*`,
          ],
        },
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: taskRoleArns,
          Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        },
      ],
      'move-traffic': [
        {
          Effect: 'Allow',
          Action: ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:ModifyRule'],
          Resource: [...listenerArns, ...listenerArns.map(rulesOf)],
        },
        {
          Effect: 'Allow',
          Action: [
            'elasticloadbalancing:DescribeListeners',
            'elasticloadbalancing:DescribeRules',
            'elasticloadbalancing:DescribeTargetGroups',
          ],
          Resource: '*',
        },
      ],
      'run-hooks':
        hookEvents.length === 0
          ? []
          : [
              {
                Effect: 'Allow',
                Action: 'lambda:InvokeFunction',
                Resource: hookEvents.map(
                  (event) => sub`arn:${partition}:lambda:${here}:function:${hookFunctionName(site.systemName, event)}`,
                ),
              },
            ],
      'read-appspec':
        artifactBucketName && artifactKeyArn ? artifactAccess(artifactBucketName, artifactKeyArn, 'read') : [],
      'alarms-and-notifications': [
        {
          Effect: 'Allow',
          Action: 'cloudwatch:DescribeAlarms',
          Resource: sub`arn:${partition}:cloudwatch:${here}:alarm:*`,
        },
        { Effect: 'Allow', Action: 'sns:Publish', Resource: topicArn },
        { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: topicKeyArn },
      ],
    },
    comment:
      'What CodeDeploy may do: replace the tasks of this service, move the traffic of these listeners, run these hooks, watch\n' +
      'alarms (it may list them without naming any), and tell of it.',
  });
}

// The ARN of a rule is its listener's with another word for the kind, and the rule's id behind it.
function rulesOf(listenerArn: Expression<string>) {
  const listener = select(1, split(':listener/', listenerArn));
  return sub`arn:${partition}:elasticloadbalancing:${region}:${accountId}:listener-rule/${listener}/*`;
}
