import { type Paint, plain } from '../../text/text.ts';
import { isAsReviewed, isDifferent, type StackComparison, type Verification } from '../verify.ts';
import type { Drift } from './drift.ts';
import type { ParameterDifference } from './parameters.ts';

/** Whether what is deployed is what was reviewed, as a person reads it. Ends in a line break. */
export function formatVerification(verification: Verification, paint: Paint): string {
  const { stackName, isDeployed, stacks, parameters, drifts, driftUnknown, driftUnchecked } = verification;
  if (!isDeployed) return `${stackName}: not deployed\n`;
  const expected = drifts.filter(({ isExpected }) => isExpected);
  const unexpected = drifts.filter(({ isExpected }) => !isExpected);
  const wrong = stacks.filter(({ verdict }) => verdict !== 'same');
  const lines = [
    `templates   ${stacks.length - wrong.length} of ${stacks.length} are what is in output/, byte for byte`,
    ...wrong.flatMap((each) => stackLines(each, paint)),
    `parameters  ${parameters.length === 0 ? 'are what the environment says' : paint('red', `${parameters.length} are not what the environment says`)}`,
    ...parameters.map((each) => parameterLine(each)),
    `drift       ${driftUnknown === undefined ? driftSummary(unexpected.length, driftUnchecked.length > 0, paint) : `not known: ${driftUnknown}`}`,
    ...unexpected.flatMap(driftLines),
    ...driftUnchecked.map(({ path, reason }) => paint('red', `  ${path} could not be looked at: ${plain(reason)}`)),
    ...(expected.length > 0 ? [`            ${expected.length} changed by releases, as they should:`] : []),
    ...expected.map(({ path }) => `              ${path}`),
    '',
    conclusionOf(verification, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function conclusionOf(verification: Verification, paint: Paint): string {
  const { stackName } = verification;
  if (isAsReviewed(verification)) return paint('green', `${stackName} is what was reviewed`);
  const what = isDifferent(verification)
    ? 'is not what was reviewed; make deploy brings it there, and says before what it changes'
    : 'could not be looked at as a whole; all that could be is what was reviewed. Without drift: ARGS=--no-drift';
  return paint('red', `${stackName} ${what}`);
}

function stackLines({ path, file, verdict, diff }: StackComparison, paint: Paint): readonly string[] {
  const what = {
    same: 'is the same',
    different: `is not ${file}`,
    'not-deployed': `is in ${file ?? 'nothing in output/'} and not deployed`,
    'not-reviewed': 'is deployed and not in output/',
  }[verdict];
  const shown = diff === '' ? [] : diff.split('\n').map((line) => paintDiff(line, paint));
  return [paint('red', `  ${path} ${what}`), ...shown];
}

function paintDiff(line: string, paint: Paint): string {
  const style = line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : line.startsWith('@@') ? 'cyan' : 'dim';
  return paint(style, line);
}

function parameterLine({ name, expected, deployed }: ParameterDifference): string {
  const shown = (value: string | undefined) => (value === undefined ? 'nothing' : JSON.stringify(plain(value)));
  return `  ${name} is ${shown(deployed)}, reviewed as ${shown(expected)}`;
}

function driftSummary(count: number, isPart: boolean, paint: Paint): string {
  if (count === 0) return `nothing has changed by hand${isPart ? ', as far as could be looked at' : ''}`;
  return paint('red', `${count} ${count === 1 ? 'resource has' : 'resources have'} changed outside of CloudFormation`);
}

/** A resource that has changed, and each property of it. */
export function driftLines({ path, type, isDeleted, differences }: Drift): readonly string[] {
  return [
    `  ${path} (${type})${isDeleted ? ' is gone' : ''}`,
    ...differences.map(
      ({ PropertyPath = '', ExpectedValue = '', ActualValue = '' }) =>
        `    ${PropertyPath}: is ${valueText(ActualValue)}, was made ${valueText(ExpectedValue)}`,
    ),
  ];
}

// What a resource does not have comes as the text null.
function valueText(value: string): string {
  return value === '' || value === 'null' ? 'nothing' : plain(value);
}
