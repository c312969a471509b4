import { formatProblem, type Problem } from '../../dsl/error.ts';
import { fit, formatElapsed, type Paint, plain, type Style } from '../../text/text.ts';
import { printChanges } from '../print-changes.ts';
import type { Finding } from '../progress.ts';
import { type Group, groupInstances } from './groups.ts';
import type { FleetPlan, InstancePlan } from './plan.ts';
import type { FleetProgress, Purpose } from './progress.ts';

/** How lines are made. */
export interface FleetPrintOptions {
  readonly width: number;
  readonly paint: Paint;
  /** What brings somebody back: `make stackset ENV=fleet SYSTEM=hello-server`. */
  readonly again: string;
  /** Whether each instance's steps are lines: not where a table shows them. */
  readonly isLive: boolean;
  /** Since when it runs, for the times that lines begin with. */
  readonly elapsed: () => number;
}

const PURPOSES: Readonly<Record<Purpose | 'drift', string>> = {
  drift: 'looking for drift in',
  align: 'telling which colour serves',
  update: 'updating',
  override: 'giving values of their own to',
  create: 'creating',
  remove: 'removing',
};

/** What deploying a fleet tells, as lines for people. */
export function printFleet(progress: FleetProgress, options: FleetPrintOptions): readonly string[] {
  const { width, paint, again, isLive, elapsed } = options;
  switch (progress.kind) {
    case 'fleet': {
      const { system, fleet, stackSet, account, region, model, form, caller } = progress;
      const how = model === 'SERVICE_MANAGED' ? 'service-managed' : 'self-managed';
      return [
        `${system} to ${fleet}: stack set ${stackSet} (${how}, ${form}), account ${account}, ${region}`,
        paint('dim', `as ${caller}`),
      ];
    }
    case 'preflight':
      return progress.findings.filter(({ level }) => level !== 'error').map(printFinding);
    case 'plan':
      return printPlan(progress, width, paint);
    case 'warned':
      return progress.problems.map((problem) => paint('magenta', `warning: ${formatProblem(problem)}`));
    case 'refused':
      return [...progress.problems.map(formatProblem), ...refusal(progress.problems)];
    case 'question':
      return progress.question.about === 'remove'
        ? [`${progress.question.text} ${progress.answer ? 'yes' : 'no'}`]
        : [];
    case 'roles': {
      const { stacks, isPlanned } = progress;
      const some = stacks.slice(0, 3).join(', ');
      const more = stacks.length > 3 ? `, and ${stacks.length - 3} more` : '';
      return [`roles ${isPlanned ? 'that would be made or changed' : 'to make or change'}: ${some}${more}`];
    }
    case 'uploaded':
      return [
        ...(progress.isNewBucket
          ? [`made the bucket ${progress.bucket}: private, encrypted, versioned, TLS only`]
          : []),
        `uploaded ${progress.written.length} files to ${progress.bucket}, ${progress.unchanged} were there${progress.isOpened ? '; the members may read them' : ''}`,
      ];
    case 'set':
      return [`${progress.action} the stack set ${progress.stackSet}`];
    case 'attached': {
      const { id, action, status } = progress.operation;
      return [`the operation ${id} (${action}) is ${status} already; watching that`];
    }
    case 'wave':
      return [
        paint('bold', `wave ${progress.number} of ${progress.of}, ${progress.name}: ${progress.instances} stacks`),
      ];
    case 'operation': {
      const { purpose, accounts, regions, id } = progress;
      const where = `${count(accounts.length, 'account')} in ${regions.join(', ')}`;
      return [fit(`${PURPOSES[purpose]} ${where}  (operation ${id})`, width)];
    }
    case 'instance': {
      if (isLive && progress.status !== 'FAILED') return [];
      const { account, region, status, reason } = progress;
      const time = formatElapsed(elapsed()).padStart(7);
      const why = reason && status === 'FAILED' ? `  ${plain(reason)}` : '';
      return [paint(styleOf(status), `${time}  ${status.padEnd(9)}  ${account}  ${region}${why}`)];
    }
    case 'operation-ended':
      return [];
    case 'gate': {
      const unseen = progress.unseen > 0 ? `; ${progress.unseen} cannot be read, and are taken for healthy` : '';
      return [`wave ${progress.wave}: all stacks are there, ${progress.looked} services have their tasks${unseen}`];
    }
    case 'nothing-to-change':
      return [`nothing to change in ${progress.stackSet}: ${count(progress.instances, 'stack')}`];
    case 'planned':
      return [`nothing has been changed in ${progress.stackSet}: this was a plan`];
    case 'failed':
      return [
        '',
        paint('red', 'FAILED:'),
        ...progress.problems.map((problem) => paint('red', formatProblem(problem))),
        `come back with ${again}`,
      ];
    case 'left-running':
      return [`the operation ${progress.operationId} goes on by itself; come back with ${again}`];
    case 'done':
      return [paint('green', `done: ${progress.stackSet}, ${printCounts(progress.counts)}`)];
  }
}

function printFinding({ level, ...problem }: Finding): string {
  if (level !== 'note') return `${level === 'mended' ? 'will be mended' : level}: ${formatProblem(problem)}`;
  return [`note: ${problem.message}`, ...(problem.hint ? [`  -> ${problem.hint}`] : [])].join('\n');
}

function refusal(problems: readonly Problem[]): readonly string[] {
  return problems.some(({ code }) => code === 'declined') ? [] : ['refused; nothing has been changed'];
}

type Plan = FleetProgress & { readonly kind: 'plan' };

const SIGNS: Readonly<Record<InstancePlan['action'], readonly [string, Style]>> = {
  create: ['+', 'green'],
  update: ['~', 'yellow'],
  remove: ['-', 'red'],
  none: [' ', 'dim'],
};

/** A plan by wave: what is done where and why, alike ones together. */
function printPlan({ plan, waves, regions, tree }: Plan, width: number, paint: Paint): readonly string[] {
  const set = { create: 'will be created', update: `changes: ${plan.setChanges.join(', ')}`, none: 'stays' }[plan.set];
  const lines = waves.flatMap((name, number) => {
    const inWave = plan.instances.filter(({ wave }) => wave === number);
    return [`wave ${number + 1}, ${name}:`, ...printAlike(inWave, regions, width, paint)];
  });
  const removed = plan.instances.filter(({ action }) => action === 'remove');
  return [
    `the stack set ${set}`,
    ...(tree === undefined || !plan.instances.some(({ takesSet }) => takesSet)
      ? []
      : [
          'in each stack that takes it:',
          ...printChanges(tree, { width: width - 2, paint }).map((line) => `  ${line}`),
        ]),
    ...lines,
    ...(removed.length === 0 ? [] : ['no longer in the fleet:', ...printAlike(removed, regions, width, paint)]),
    summary(plan),
  ];
}

function printAlike(
  instances: readonly InstancePlan[],
  regions: readonly string[],
  width: number,
  paint: Paint,
): readonly string[] {
  const groups = groupInstances(
    instances,
    regions,
    (instance) => instance,
    ({ action, because, aligned }) => JSON.stringify([action, because, aligned?.LiveColour]),
  );
  return groups.flatMap((group) => printGroup(group, width, paint));
}

function printGroup(group: Group<InstancePlan>, width: number, paint: Paint): readonly string[] {
  const { accounts, regions, value } = group;
  const [sign, style] = SIGNS[value.action];
  const what = value.action === 'none' ? 'as it should be' : value.because.join(', ');
  const colour = value.aligned?.LiveColour ? `; ${value.aligned.LiveColour} serves, which is told first` : '';
  const who =
    accounts.length > 4 ? `${accounts.length} accounts (${accounts.slice(0, 2).join(', ')}, ...)` : accounts.join(', ');
  return [
    paint(style, fit(`  ${sign} ${who} in ${regions.join(', ')}${what ? `: ${plain(what)}` : ''}${colour}`, width)),
  ];
}

function summary({ instances }: FleetPlan): string {
  const number = (action: InstancePlan['action']) => instances.filter((each) => each.action === action).length;
  return `${number('create')} to create, ${number('update')} to update, ${number('remove')} to remove, ${number('none')} as they should be`;
}

function printCounts(counts: Readonly<Record<Purpose, number>>): string {
  const { create, update, override, remove } = counts;
  const parts = [
    [create, 'created'],
    [Math.max(update, override), 'updated'],
    [remove, 'removed'],
  ] as const;
  return parts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : [])).join(', ') || 'the set alone';
}

function styleOf(status: string): Style {
  if (status === 'FAILED') return 'red';
  return status === 'SUCCEEDED' ? 'green' : 'dim';
}

/** `1 account`, `20 accounts` */
function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
