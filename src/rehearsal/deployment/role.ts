import type { Context } from '../../check/permissions/conditions.ts';
import { TealformError } from '../../dsl/error.ts';
import { roleMay } from '../../local/permissions.ts';
import type { DeploymentRecord } from '../../local/resources/deployments.ts';
import { findRole } from '../../local/resources/iam.ts';
import { textOf } from '../../local/resources/read.ts';
import { DeploymentFailure, groupOf, type Stage } from './stage.ts';

/** How CodeDeploy's errors name the services that a role does not let it use. Documented is the first one; the second is seen. */
export type NamedService = 'AWSLambda' | 'AmazonElasticLoadBalancingV2' | 'AmazonECS' | 'AmazonCloudWatch' | 'AmazonS3';

/**
 * Does something as CodeDeploy does it: with the service role of the deployment group, which must be allowed to.
 * @throws DeploymentFailure `IAM_ROLE_PERMISSIONS` in CodeDeploy's words, `IAM_ROLE_MISSING` where there is no such role
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-ecs.html#troubleshooting-ecs-iam
 */
export function mustMay(
  stage: Stage,
  record: DeploymentRecord,
  service: NamedService,
  action: string,
  resource: string,
  context: Context = {},
): void {
  const role = textOf(groupOf(stage, record).properties, 'ServiceRoleArn') ?? '';
  if (!findRole(stage.account, role)) {
    const words = 'no service role exists with the service role name specified for the deployment group';
    throw new DeploymentFailure('IAM_ROLE_MISSING', `The deployment failed because ${words}.`);
  }
  const { allowed, reason } = decide(stage, role, action, resource, context);
  if (allowed) return;
  stage.tell({ kind: 'log', source: 'codedeploy', text: reason });
  const words = `The IAM role ${role} does not give you permission to perform operations in the following AWS service`;
  throw new DeploymentFailure('IAM_ROLE_PERMISSIONS', `${words}: ${service}.`);
}

function decide({ account }: Stage, role: string, action: string, resource: string, context: Context) {
  try {
    return roleMay(account, role, action, resource, context);
  } catch (error) {
    // What is not understood must not pass for allowed.
    if (error instanceof TealformError) throw new DeploymentFailure('INTERNAL_ERROR', error.message);
    throw error;
  }
}
