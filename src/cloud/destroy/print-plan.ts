import { allStacks } from '../stack-tree.ts';
import type { Paint } from '../watch/printers/text.ts';
import { type DestructionPlan, type OwnedResource, stackCount } from './plan.ts';

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
    leftLines('stays:', plan),
    instanceGroups.length === 0 ? [] : protectionLines(instanceGroups),
    stays.length === 0 && snapshots.length === 0 ? ['nothing with data in it is kept'] : [],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Kept resources of these types keep a name that templates give, which a new stack would want as well. */
const NAMED = ['AWS::CodeCommit::Repository', 'AWS::ECR::Repository'];

/** What is left afterwards, to be taken away by hand by whoever does not need it. Empty where nothing is. */
export function formatLeft(plan: DestructionPlan): string {
  const named = plan.stays.filter(({ type }) => NAMED.includes(type)).map(({ path }) => path.split('/').at(-1));
  const warning = `before the system is deployed again, take away or adopt what keeps its name: ${named.join(', ')}`;
  const lines = [...leftLines('left, and yours to take away:', plan), ...(named.length > 0 ? [warning] : [])];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function leftLines(title: string, { stays, besides }: DestructionPlan): readonly string[] {
  const lines = [...stays.map(resourceLine), ...besides.map((each) => `  ${each}`)];
  return lines.length === 0 ? [] : [title, ...lines];
}

function resourceLine({ id, type, path }: OwnedResource): string {
  return `  ${id} (${type}, ${path})`;
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
