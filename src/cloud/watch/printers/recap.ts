import { fit, formatElapsed, type Paint, plain, wrap } from '../../../text/text.ts';
import type { WatchEvent } from '../event.ts';
import { hintFor } from '../hints.ts';
import { elapsedOf, type ResourceState } from '../model.ts';
import { realFailures } from '../root-cause.ts';
import type { Recap, StackOutput } from './printer.ts';

/** How many of the resources that took longest are told. */
const SLOWEST = 5;

/**
 * What is told at the end: how it ended, what failed first and what to do about it, what else failed, what took longest, and the
 * outputs. Ends in a line break.
 * @param width letters a line may have; outputs are as long as they are, since they have to be whole to be copied.
 */
export function formatRecap(recap: Recap, now: Date, width: number, paint: Paint): string {
  const { outcome, model } = recap;
  const parts = [
    headOf(recap, now, width, paint),
    ...(outcome.status === 'failed' && !(outcome.isCancelled && model.rootCause === undefined)
      ? failuresOf(recap, width, paint)
      : []),
    ...slowestOf(recap, now, width, paint),
    ...(outcome.status === 'succeeded' ? outputsOf(recap.outputs, width, paint) : []),
    ...(outcome.status === 'left-running'
      ? [wrap(`it goes on without being watched; come back with: ${recap.comeBack}`, width).join('\n')]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function headOf({ outcome, model, title }: Recap, now: Date, width: number, paint: Paint): string {
  const took = model.root ? ` in ${formatElapsed(elapsedOf(model.root, now.getTime()))}` : '';
  const { done, failed, cancelled, inProgress, kept } = model.counts;
  const counts = [
    `${done} ${done === 1 ? 'resource' : 'resources'} done`,
    ...(kept > 0 ? [`${kept} kept`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
    ...(inProgress > 0 ? [`${inProgress} in progress`] : []),
  ].join(', ');
  const [word, style] =
    outcome.status === 'succeeded'
      ? (['done', 'green'] as const)
      : outcome.isCancelled
        ? (['cancelled', 'yellow'] as const)
        : outcome.status === 'failed'
          ? (['FAILED', 'red'] as const)
          : (['left running', 'yellow'] as const);
  const [first = '', ...rest] = wrap(`${word}: ${title}: ${outcome.stackStatus}${took}, ${counts}`, width, '  ');
  return [paint(style, first), ...rest].join('\n');
}

function failuresOf({ model, outcome }: Recap, width: number, paint: Paint): readonly string[] {
  const cause = model.rootCause;
  if (cause === undefined) {
    const why = plain(model.root?.reason ?? '') || 'no reason was given';
    return [wrap(`nothing failed by itself; ${outcome.stackStatus}: ${why}`, width, '  ').join('\n')];
  }
  const others = realFailures(model.failures).filter(({ id }) => id !== cause.id);
  const list = (title: string, failures: readonly WatchEvent[]) =>
    failures.length === 0
      ? []
      : [[fit(title, width), ...failures.flatMap((each) => failureLines(each, width, paint))].join('\n')];
  return [...list('what failed first:', [cause]), ...list('what failed besides:', others)];
}

function failureLines(failure: WatchEvent, width: number, paint: Paint): readonly string[] {
  const { path, type, status, reason } = failure;
  const hint = hintFor(failure);
  return [
    ...indented(`${path.join('/')} (${type}) ${status}`, '  ', width).map((line) => paint('red', line)),
    ...indented(plain(reason ?? '') || 'no reason was given', '    ', width),
    ...(hint ? indented(`-> ${hint}`, '    ', width) : []),
  ];
}

function slowestOf({ model }: Recap, now: Date, width: number, paint: Paint): readonly string[] {
  const time = (state: ResourceState) => elapsedOf(state, now.getTime());
  const slow = model.resources
    .filter((state) => !state.type.startsWith('AWS::CloudFormation::') && time(state) >= 1_000)
    .sort((a, b) => time(b) - time(a))
    .slice(0, SLOWEST);
  if (slow.length < 2) return [];
  const lines = slow.map((state) =>
    fit(`  ${formatElapsed(time(state)).padStart(7)}  ${state.path.slice(1).join('/')} (${state.type})`, width),
  );
  return [[paint('dim', fit('what took longest:', width)), ...lines].join('\n')];
}

function outputsOf(outputs: readonly StackOutput[], width: number, paint: Paint): readonly string[] {
  if (outputs.length === 0) return [];
  const longest = Math.max(...outputs.map(({ name }) => name.length));
  // Where there is little room beside the names, values stand below them.
  const isNarrow = longest + 4 > width / 2;
  const lines = outputs.map(({ name, value }) =>
    isNarrow
      ? `  ${paint('cyan', fit(name, width - 2))}\n    ${plain(value)}`
      : `  ${paint('cyan', name.padEnd(longest))}  ${plain(value)}`,
  );
  return [[paint('dim', 'outputs:'), ...lines].join('\n')];
}

function indented(text: string, indent: string, width: number): readonly string[] {
  return wrap(text, Math.max(1, width - indent.length)).map((line) => indent + line);
}
