import type { JudgedChange } from './certainty.ts';
import { type GuardInput, NOTHING, type Verdict } from './verdict.ts';

/**
 * What ECS lets an update change on a service whose deployments are CodeDeploy's.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
const MAY_CHANGE: ReadonlySet<string> = new Set([
  'DesiredCount',
  'DeploymentConfiguration',
  'HealthCheckGracePeriodSeconds',
  'PlacementConstraints',
  'PlacementStrategies',
  'EnableECSManagedTags',
  'PropagateTags',
  'Tags',
]);

/** Refuses an update of the service that ECS would refuse, when half of the stack has been changed already. */
export function guardService({ stackName, change, certain }: JudgedChange, { isLatestRunning }: GuardInput): Verdict {
  if (change.type !== 'AWS::ECS::Service' || change.action !== 'Modify') return NOTHING;
  const place = { code: 'guarded', stack: stackName, logicalId: change.logicalId };
  const rejected = certain
    .filter(({ attribute }) => attribute === 'Properties')
    .flatMap(({ property }) => (property === undefined || MAY_CHANGE.has(property) ? [] : [property]));
  const byProperty = rejected.map((property) => ({
    ...place,
    path: `Properties.${property}`,
    message: `ECS does not change ${property} of a service with the CODE_DEPLOY deployment controller`,
    hint: hintFor(property),
  }));
  const touches = certain.some(({ attribute }) => attribute === 'Properties' || attribute === 'Tags');
  const byRevision =
    isLatestRunning === false && touches
      ? [
          {
            ...place,
            message:
              'the latest revision of the task definition is not the one that runs, so ECS may refuse any change of the service',
            hint: 'release again until one succeeds (make release), or deregister the later revisions: aws ecs deregister-task-definition',
          },
        ]
      : [];
  return { refused: [...byProperty, ...byRevision], warned: [] };
}

function hintFor(property: string): string {
  if (property === 'TaskDefinition') return 'leave the family name; a release registers and starts another revision';
  if (
    ['NetworkConfiguration', 'PlatformVersion', 'CapacityProviderStrategy', 'LoadBalancers', 'LaunchType'].includes(
      property,
    )
  ) {
    return 'leave it as the service was created with; a release changes it through the AppSpec';
  }
  return 'leave it as the service was created with; another value needs another service, in a system beside this one';
}
