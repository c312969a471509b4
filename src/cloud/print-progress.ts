import { formatProblem } from '../dsl/error.ts';
import { type Paint, wrapBelow } from '../text/text.ts';
import type { AdoptedDrift } from './adopt/adopted-drift.ts';
import type { Adoption } from './adopt/adoption.ts';
import type { Outcome } from './outcome.ts';
import { printChanges, printCreation } from './print-changes.ts';
import type { Finding, Progress } from './progress.ts';
import { driftLines } from './verify/print-verification.ts';

/** How lines are made: how wide the terminal is, and how it is coloured. */
export interface PrintOptions {
  readonly width: number;
  readonly paint: Paint;
  /** What brings somebody back to what goes on by itself: `make deploy ENV=dev SYSTEM=hello-server`. */
  readonly again: string;
  /** Whether the watcher says at the end how it went: root cause, outputs, and how to come back. */
  readonly isRecapped: boolean;
  /** Whether a creation is told resource by resource, too: a plan is there to be read. */
  readonly isPlan: boolean;
}

/** What a deployment tells, as lines for people, broken where they are wider than the terminal. */
export function printProgress(progress: Progress, options: PrintOptions): readonly string[] {
  const lines = linesOf(progress, options);
  // Outputs are there to be copied; what is painted has been broken before.
  if (progress.kind === 'done') return lines;
  return lines.flatMap((line) => (line.includes('\x1b') ? [line] : broken(line, options.width)));
}

function linesOf(progress: Progress, options: PrintOptions): readonly string[] {
  const { width, paint, again, isRecapped, isPlan } = options;
  if (isRecapped && ['done', 'failed', 'left-running'].includes(progress.kind)) return [];
  switch (progress.kind) {
    case 'target':
      return [
        `${progress.system} to ${progress.environment}: stack ${progress.stackName}, account ${progress.account}, ${progress.region}`,
        paint('dim', `as ${progress.caller}`),
      ];
    case 'preflight':
      // Errors are told where the deployment is refused for them.
      return progress.findings.filter(({ level }) => level !== 'error').map(printFinding);
    case 'colour':
      return [progress.isFirst ? 'first creation: blue will serve' : `${progress.colour} serves now`];
    case 'uploaded':
      return [
        ...(progress.isNewBucket
          ? [`made the bucket ${progress.bucket}: private, encrypted, versioned, TLS only`]
          : []),
        ...(progress.mended.length > 0
          ? [`gave the bucket ${progress.bucket} what a run that was killed had not: ${progress.mended.join(', ')}`]
          : []),
        `uploaded ${progress.written.length} files to ${progress.bucket}, ${progress.unchanged} were there`,
      ];
    case 'cleaned':
      return [`took away what an earlier run had left: ${progress.what.join(', ')}`];
    case 'changes':
      if (progress.isNew && !isPlan) return printCreation(progress.tree, width);
      return [
        progress.isNew ? 'what will be created:' : 'what will change:',
        ...printChanges(progress.tree, { width, paint, tags: progress.tags }),
      ];
    case 'warned':
      return progress.problems
        .flatMap((problem) => broken(`warning: ${formatProblem(problem)}`, width))
        .map((line) => paint('magenta', line));
    case 'refused':
      return [...progress.problems.map(formatProblem), refusal(progress)];
    case 'question':
      // Whether to execute is what everything before leads to; the others come unexpected where nobody was asked.
      return progress.question.about === 'execute'
        ? []
        : [`${progress.question.text} ${progress.answer ? 'yes' : 'no'}`];
    case 'transition':
      return [
        progress.state === 'closed'
          ? `no release gets into ${progress.stage} of the pipeline ${progress.pipeline} until this is over`
          : `releases get into ${progress.stage} of the pipeline ${progress.pipeline} again`,
      ];
    case 'aligning':
      return [
        `LiveColour ${progress.isPlanned ? 'will be' : 'is'} brought to ${progress.colour} first, so that going back keeps traffic on ${progress.colour}`,
      ];
    case 'attached':
      return [`the stack is ${progress.status} already; watching that`];
    case 'executing':
      return [progress.isNew ? 'creating' : 'updating'];
    case 'protected':
      return [`stack policies are set: ${progress.stacks.join(', ')}`];
    case 'nothing-to-adopt':
      return [`nothing to adopt: no name that ${progress.stackName} would give is taken; make deploy does the rest`];
    case 'adopting':
      return printAdoptions(progress.adoptions);
    case 'adopted':
      return [
        `adopted: ${progress.adoptions.map(({ name }) => name).join(', ')}; now the reviewed templates, as agreed`,
      ];
    case 'adopted-drift':
      return printAdoptedDrift(progress);
    case 'nothing-to-change':
      return progress.before.length === 0
        ? [`nothing to change in ${progress.stackName}`]
        : [`nothing else to change in ${progress.stackName}: ${progress.before.join(', ')}`];
    case 'planned':
      return [`nothing has been changed in ${progress.stackName}: this was a plan`];
    case 'failed':
      return printFailure(progress.outcome);
    case 'colour-lost':
      return progress.problems
        .flatMap((problem) => broken(formatProblem(problem), width))
        .map((line) => paint('red', line));
    case 'left-running':
      return [`it goes on by itself; come back with ${again}`];
    case 'done':
      return printOutputs(progress.outputs);
  }
}

function printAdoptions(adoptions: readonly Adoption[]): readonly string[] {
  return [
    'what will be adopted, as it is, content and all:',
    ...adoptions.map(
      ({ what, name, type, stack, logicalId, isKept }) =>
        `  ${what} ${name}  ${type}, by ${stack} as ${logicalId}${isKept ? '' : '; from then on make destroy deletes it'}`,
    ),
    'properties that differ from the template stay as they are, but for tags; what does is looked for afterwards',
  ];
}

function printAdoptedDrift({ drifts, unknown }: AdoptedDrift): readonly string[] {
  if (unknown !== undefined) {
    return [
      `whether what was adopted is as its template says is not known: ${unknown}`,
      '  -> make verify, with rights to read the resources',
    ];
  }
  if (drifts.length === 0) return ['what was adopted is as its template says'];
  return [
    'what was adopted differs from its template:',
    ...drifts.flatMap(driftLines),
    '  -> an update changes a property only when its template does: change it by hand, or in templates/ to what it is',
  ];
}

// What is to be copied stays in one line, which a terminal breaks by itself: a command in two would be run in two.
const COMMAND = /\b(?:aws|make|rm|git|node) [-a-z]/;

function broken(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    if (COMMAND.test(line)) return [line];
    const [indent = ''] = /^ */.exec(line) ?? [];
    return wrapBelow(line.slice(indent.length), indent, width);
  });
}

function printFinding({ level, ...problem }: Finding): string {
  // What is only told needs no code to look it up by.
  if (level === 'note')
    return [`note: ${problem.message}`, ...(problem.hint ? [`  -> ${problem.hint}`] : [])].join('\n');
  return `${level === 'mended' ? 'will be mended' : level}: ${formatProblem(problem)}`;
}

function refusal({ problems, before }: Progress & { readonly kind: 'refused' }): string {
  if (problems.some(({ code }) => code === 'declined')) return '';
  if (before.length === 0) return 'refused; nothing has been changed in the stack';
  return `refused; nothing else has been changed in the stack: ${before.join(', ')}`;
}

function printFailure({ stackStatus, rootCause }: Outcome): readonly string[] {
  if (rootCause === undefined) return [`failed: the stack is ${stackStatus}; its events say why`];
  const { logicalId, type, reason, stack } = rootCause;
  return [`failed: the stack is ${stackStatus}, because of ${logicalId} (${type}) in ${stack}:`, `  ${reason}`];
}

function printOutputs(outputs: Readonly<Record<string, string>>): readonly string[] {
  const width = Math.max(0, ...Object.keys(outputs).map(({ length }) => length));
  const lines = Object.entries(outputs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return ['done', ...lines];
}
