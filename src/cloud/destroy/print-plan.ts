import type { Paint } from '../../text/text.ts';
import { allStacks } from '../stack-tree.ts';
import { type DestructionPlan, type OwnedResource, stackCount } from './plan.ts';
import { emptyByHand, keepsItsName, removalOf } from './removal.ts';

/** What will go and what stays, as a person reads it before being asked. Ends in a line break. */
export function formatPlan(plan: DestructionPlan, paint: Paint): string {
  const { root, goes, stays, snapshots, buckets, instanceGroups } = plan;
  const inStack = (path: readonly string[]) =>
    goes.filter(
      (each) => each.path.startsWith(`${path.join('/')}/`) && each.path.split('/').length === path.length + 1,
    );
  const counts = allStacks(root).map(({ path }) => ({ name: path.join('/'), count: inStack(path).length }));
  const longest = Math.max(...counts.map(({ name }) => name.length));
  const stacks = counts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `  ${name.padEnd(longest)}  ${String(count).padStart(3)}`);
  const parts = [
    [paint('red', `goes: ${stackCount(plan)} stacks with ${goes.length} resources`), ...stacks],
    buckets.length === 0
      ? []
      : [paint('red', 'is emptied before, all versions:'), ...buckets.map(({ id, path }) => `  ${id} (${path})`)],
    snapshots.length === 0 ? [] : ['leaves a snapshot:', ...snapshots.map(resourceLine)],
    staysOf(plan),
    instanceGroups.length === 0 ? [] : protectionLines(instanceGroups),
    stays.length === 0 && snapshots.length === 0 ? ['nothing with data in it is kept'] : [],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What is left afterwards, and how whoever does not need it takes it away. Empty where nothing is. */
export function formatLeft(plan: DestructionPlan): string {
  const named = plan.stays.filter(keepsItsName).map(({ name, type }) => `${name} (${type})`);
  const warning = `before the system is deployed again, take away or adopt what keeps its name: ${named.join(', ')}`;
  const lines = [
    ...plan.stays.flatMap((each) => [resourceLine(each), `    -> ${removalOf(each, plan.region)}`]),
    ...plan.besides.flatMap(({ what, removal }) => [`  ${what}`, `    -> ${removal}`]),
  ];
  if (lines.length === 0) return '';
  const title = 'left, and yours to take away:';
  return `${[title, ...lines, ...emptyingOf(plan), ...(named.length > 0 ? [warning] : [])].join('\n')}\n`;
}

function staysOf({ stays, besides }: DestructionPlan): readonly string[] {
  const lines = [...stays.map(resourceLine), ...besides.map(({ what }) => `  ${what}`)];
  return lines.length === 0 ? [] : ['stays:', ...lines];
}

function emptyingOf({ stays, region }: DestructionPlan): readonly string[] {
  const buckets = stays.filter(({ type }) => type === 'AWS::S3::Bucket');
  return buckets.length === 0 ? [] : emptyByHand(buckets, region);
}

function resourceLine({ name, type, path }: OwnedResource): string {
  return `  ${name} (${type}, ${path})`;
}

// ECS protects instances and takes the protection from none when its capacity provider goes: docs/running.md.
function protectionLines(groups: readonly OwnedResource[]): readonly string[] {
  return [
    'instances that ECS has protected from scaling in hold it up; take the protection off before, from each that has it:',
    ...groups.map(
      ({ id }) =>
        `  aws autoscaling set-instance-protection --no-protected-from-scale-in --auto-scaling-group-name ${id} --instance-ids ...`,
    ),
  ];
}
