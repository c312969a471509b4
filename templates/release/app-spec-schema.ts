// For tests only: AppSpecs against the schema that CodeDeploy documents for ECS.
import { isScalar, parseDocument } from 'yaml';
import { LIFECYCLE_EVENTS } from '../options/hooks.ts';
import { list, object, oneOf, type Shape, text, whole } from './shapes.ts';

const something = text(/./);

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html */
const service = object(
  'Properties',
  {
    TaskDefinition: something,
    LoadBalancerInfo: object('LoadBalancerInfo', { ContainerName: something, ContainerPort: whole(1, 65535) }),
    PlatformVersion: something,
    NetworkConfiguration: object('NetworkConfiguration', {
      AwsvpcConfiguration: object(
        'AwsvpcConfiguration',
        {
          Subnets: list(something, 1, 16),
          SecurityGroups: list(something, 1, 5),
          AssignPublicIp: oneOf(['ENABLED', 'DISABLED']),
        },
        ['Subnets'],
      ),
    }),
    CapacityProviderStrategy: list(
      object(
        'CapacityProviderStrategy',
        { CapacityProvider: something, Base: whole(0, 100_000), Weight: whole(0, 1000) },
        ['CapacityProvider'],
      ),
      1,
      20,
    ),
  },
  ['TaskDefinition', 'LoadBalancerInfo'],
);

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
const hook = object('Hooks', Object.fromEntries(LIFECYCLE_EVENTS.map((event) => [event, something])), []);

const appSpec = object(
  'AppSpec',
  {
    // As it is written matters, which is looked at apart.
    version: () => [],
    Resources: list(
      object('Resources', {
        TargetService: object('TargetService', { Type: oneOf(['AWS::ECS::Service']), Properties: service }),
      }),
      1,
      1,
    ),
    Hooks: onceEach(hook),
  },
  ['version', 'Resources'],
);

/** Everything about an AppSpec that the documentation does not know or admit. */
export function appSpecProblems(source: string): readonly string[] {
  const document = parseDocument(source);
  const faults = [...document.errors, ...document.warnings].map(({ message }) => message);
  if (faults.length > 0) return faults;
  return [...versionProblems(document.get('version', true)), ...appSpec(document.toJS(), '')];
}

// The number 0 is what `0.0` and `0` both come to, and only the first is a version.
function versionProblems(version: unknown): readonly string[] {
  if (version === undefined || (isScalar(version) && version.source === '0.0')) return [];
  return [`version: ${isScalar(version) ? version.source : String(version)} is not 0.0`];
}

/** A list of objects with one member each, and none of them twice. */
function onceEach(element: Shape): Shape {
  return (value, path) => {
    const names = (Array.isArray(value) ? value : []).map((each) => Object.keys(Object(each)));
    const several = names.flatMap((keys, index) =>
      keys.length === 1 ? [] : [`${path}[${index}] has ${keys.length} members, not one`],
    );
    const events = names.flat();
    const again = events
      .filter((event, index) => events.indexOf(event) < index)
      .map((event) => `${path}: ${event} is there more than once`);
    return [...list(element, 1)(value, path), ...several, ...again];
  };
}
