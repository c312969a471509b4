import { isObject } from '../../dsl/border.ts';
import type { Problem } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';
import { objectIn, own, scalarText, textIn } from '../resolve/values.ts';
import { type Facts, type JudgedChange, joinVerdicts, NOTHING, placeOf, type Verdict, verdictOf } from './verdict.ts';

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

/** What a release changes by the AppSpec. */
const OF_RELEASES: ReadonlySet<string> = new Set([
  'NetworkConfiguration',
  'PlatformVersion',
  'CapacityProviderStrategy',
  'LoadBalancers',
  'LaunchType',
]);

/** Refuses an update of the service that ECS would refuse, when half of the stack has been changed already. */
export function guardService(judged: JudgedChange, { isLatestRunning }: Facts): Verdict {
  const { change, certain } = judged;
  if (change.type !== 'AWS::ECS::Service' || !isOfCodeDeploy(judged)) return NOTHING;
  const rolling = verdictOf('refused', rollingSettings(judged));
  if (change.action !== 'Modify') return rolling;
  const place = placeOf(judged);
  // What is replaced is not updated; that a release could have changed it is still good to know.
  const isReplaced = certain.some(({ recreation }) => recreation === 'Always');
  const isRejected = (property: string) => (isReplaced ? OF_RELEASES.has(property) : !MAY_CHANGE.has(property));
  const rejected = new Set(
    certain.flatMap(({ attribute, property }) =>
      attribute === 'Properties' && property !== undefined && isRejected(property) ? [property] : [],
    ),
  );
  const byProperty = [...rejected].map((property) => ({
    ...place,
    code: codeOf(property),
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
            code: 'latest-not-running',
            message:
              'the latest revision of the task definition is not the one that runs, so ECS may refuse any change of the service',
            hint: 'release again until one succeeds (make release), or deregister the later revisions: aws ecs deregister-task-definition',
          },
        ]
      : [];
  return joinVerdicts([rolling, verdictOf('refused', [...byProperty, ...byRevision])]);
}

// Where templates do not say whose the deployments are, they are CodeDeploy's.
function isOfCodeDeploy({ change: { before, after } }: JudgedChange): boolean {
  const properties = (before ?? after)?.properties;
  return properties === undefined || textIn(own(properties, 'DeploymentController'), 'Type') === 'CODE_DEPLOY';
}

function codeOf(property: string): string {
  if (property === 'TaskDefinition') return 'service-revision';
  return OF_RELEASES.has(property) ? 'release-only' : 'service-fixed';
}

function hintFor(property: string): string {
  if (property === 'TaskDefinition') return 'leave the family name; a release registers and starts another revision';
  if (OF_RELEASES.has(property)) {
    return 'leave it as the service was created with; a release changes it through the AppSpec';
  }
  return 'leave it as the service was created with; another value needs another service, in a system beside this one';
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
function rollingSettings(judged: JudgedChange): readonly Problem[] {
  const { before, after } = judged.change;
  const settings = [
    { name: 'DeploymentCircuitBreaker', is: 'a circuit breaker' },
    { name: 'Alarms', is: 'alarms of its own' },
  ];
  return settings
    .filter(({ name }) => isOn(after?.properties, name) && !isOn(before?.properties, name))
    .map(({ name, is }) => ({
      ...placeOf(judged),
      code: 'rolling-only',
      path: `Properties.DeploymentConfiguration.${name}`,
      message: `a service that CodeDeploy releases takes no ${is.replace(/^a /, '')}: those are for rolling updates`,
      hint: 'let the deployment group watch alarms and roll back: AlarmConfiguration and AutoRollbackConfiguration, by rollbackOn',
    }));
}

function isOn(properties: Data | undefined, name: string): boolean {
  const setting = own(objectIn(properties, 'DeploymentConfiguration'), name);
  return isObject(setting) && scalarText(own(setting, 'Enable') ?? true) === 'true';
}
