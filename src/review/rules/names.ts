import { specOf } from '../../aws/spec.ts';
import type { PlannedChange } from '../compare/changes.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { showTokens } from '../resolve/token.ts';
import { own } from '../resolve/values.ts';
import { type JudgedChange, NOTHING, placeOf, type Verdict, verdictOf } from './verdict.ts';

/** Types of which the same name is free again while the old one is still there: it belongs to a parent, or there may be several. */
const SHARED = [
  'AWS::Route53::RecordSet',
  'AWS::AutoScaling::LifecycleHook',
  'AWS::AutoScaling::ScheduledAction',
  'AWS::Lambda::Alias',
  'AWS::AutoScaling::WarmPool',
];

/** What a name is one in, where it is not the account and region: in another one it is free. */
const PARENTS: Readonly<Record<string, string>> = {
  'AWS::ECS::Service': 'Cluster',
  'AWS::CodeDeploy::DeploymentGroup': 'ApplicationName',
  'AWS::Events::Rule': 'EventBusName',
  'AWS::EC2::SecurityGroup': 'VpcId',
  'AWS::Logs::LogStream': 'LogGroupName',
};

/**
 * Refuses what CloudFormation cannot do at all: it makes the new one before it takes the old one away, so a name that was given cannot
 * stay, and a logical id cannot get another type.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function guardNames(judged: JudgedChange): Verdict {
  const { change, certain } = judged;
  if (change.action !== 'Modify') return NOTHING;
  const place = placeOf(judged);
  if (change.before !== undefined && change.after !== undefined && change.before.type !== change.after.type) {
    const message = `${change.before.type} would become ${change.after.type}: CloudFormation lets no resource change its type`;
    const hint = 'give the new one a logical id of its own';
    return verdictOf('refused', [{ ...place, code: 'type-changed', message, hint }]);
  }
  const name = givenName(change.after);
  if (name === undefined || change.replacement === 'no' || name.value !== nameBefore(change, name.property))
    return NOTHING;
  const parent = PARENTS[change.type];
  if (parent !== undefined && change.causes.some(({ property }) => property === parent)) return NOTHING;
  const isCertain = certain.some(({ recreation }) => recreation === 'Always');
  const message = `${change.type} ${isCertain ? 'would' : 'might'} be replaced, and keeps the name ${showTokens(name.value)}: CloudFormation makes the new one first, and the name is taken`;
  const hint = `give it another ${name.property} in the same change, or leave ${because(judged)} as it was`;
  return verdictOf(isCertain ? 'refused' : 'warned', [{ ...place, code: 'named-replacement', message, hint }]);
}

function because({ change }: JudgedChange): string {
  const names = change.causes.flatMap(({ recreation, property }) => (recreation === 'Never' ? [] : (property ?? [])));
  return [...new Set(names)].join(', ') || 'it';
}

function nameBefore({ before, physicalId }: PlannedChange, property: string): string | undefined {
  const value = before && own(before.properties, property);
  return typeof value === 'string' ? value : physicalId;
}

/** The name that a resource is given, where it is one that nothing else of its kind may have. */
export function givenName(
  resource: ReviewedResource | undefined,
): { readonly property: string; readonly value: string } | undefined {
  if (resource === undefined || SHARED.includes(resource.type)) return undefined;
  const property = nameProperty(resource.type);
  const value = property === undefined ? undefined : own(resource.properties, property);
  return property !== undefined && typeof value === 'string' ? { property, value } : undefined;
}

function nameProperty(type: string): string | undefined {
  const spec = specOf(type);
  if (spec === undefined) return undefined;
  const kind = type.slice(type.lastIndexOf(':') + 1);
  const candidates = [spec.ref.kind === 'name' ? spec.ref.path : undefined, `${kind}Name`, 'Name', 'GroupName'];
  return candidates.find(
    (name) =>
      name !== undefined && Object.hasOwn(spec.properties, name) && spec.properties[name]?.replacement === 'yes',
  );
}
