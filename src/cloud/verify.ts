import { unifiedDiff } from '../text/unified-diff.ts';
import type { Clients } from './clients.ts';
import type { Clock } from './clock.ts';
import { readDeployedTemplate } from './stack.ts';
import { type DeployedStack, readStackTree } from './stack-tree.ts';
import type { Target, TemplateFile } from './target.ts';
import { type Drift, detectDrift, type Unchecked } from './verify/drift.ts';
import { compareParameters, type ParameterDifference } from './verify/parameters.ts';

/** A stack beside the template it should have been made from. */
export interface StackComparison {
  /** By logical ids, from the root's name on. */
  readonly path: string;
  /** `output/hello-server/network.yaml`; undefined where nothing in `output/` is for it. */
  readonly file: string | undefined;
  readonly verdict: 'same' | 'different' | 'not-deployed' | 'not-reviewed';
  /** Of the two templates; empty where they are the same. */
  readonly diff: string;
}

/** Whether what is deployed is what was reviewed. */
export interface Verification {
  readonly stackName: string;
  readonly isDeployed: boolean;
  readonly stacks: readonly StackComparison[];
  readonly parameters: readonly ParameterDifference[];
  readonly drifts: readonly Drift[];
  /** Why drift is not known; undefined where it was looked for. */
  readonly driftUnknown: string | undefined;
  /** Where AWS has looked and could not see. */
  readonly driftUnchecked: readonly Unchecked[];
}

/** What is compared with: a system in an environment, as far as it matters here. */
export type Reviewed = Pick<Target, 'system' | 'stackName' | 'root' | 'parameters'>;

/** What is compared, and how. */
export interface VerifyOptions {
  /** Parameters that the deploy command fills in by itself. */
  readonly filled: readonly string[];
  readonly withDrift: boolean;
  readonly clock: Clock;
}

/**
 * Compares what is deployed with `output/`: every template byte for byte, the parameters, and what has changed since.
 * Reads only: looking for drift changes nothing.
 * @throws TealformError what AWS says, explained.
 */
export async function verify(clients: Clients, reviewed: Reviewed, options: VerifyOptions): Promise<Verification> {
  const { stackName } = reviewed;
  const root = await readStackTree(clients, stackName);
  if (root === undefined) {
    const nothing = { stacks: [], parameters: [], drifts: [], driftUnchecked: [] };
    return { stackName, isDeployed: false, driftUnknown: undefined, ...nothing };
  }
  const stacks = await compareStacks(clients, reviewed, root, reviewed.root);
  const drift = options.withDrift
    ? await driftOf(clients, root, options.clock)
    : { drifts: [], unchecked: [], unknown: 'it was not asked for' };
  return {
    stackName,
    isDeployed: true,
    stacks,
    parameters: compareParameters(reviewed, root.parameters, options.filled),
    drifts: drift.drifts,
    driftUnknown: drift.unknown,
    driftUnchecked: drift.unchecked,
  };
}

/** Whether everything is as it was reviewed, and was looked at; what a release does is no difference, and drift that no endpoint knows is none. */
export function isAsReviewed(verification: Verification): boolean {
  return !isDifferent(verification) && verification.driftUnchecked.length === 0;
}

/** Whether anything that was looked at is not as it was reviewed. */
export function isDifferent({ isDeployed, stacks, parameters, drifts }: Verification): boolean {
  return !(
    isDeployed &&
    stacks.every(({ verdict }) => verdict === 'same') &&
    parameters.length === 0 &&
    drifts.every(({ isExpected }) => isExpected)
  );
}

async function compareStacks(
  clients: Clients,
  { system }: Reviewed,
  deployed: DeployedStack,
  reviewed: TemplateFile,
): Promise<readonly StackComparison[]> {
  const compare = async (stack: DeployedStack, file: TemplateFile | undefined): Promise<readonly StackComparison[]> => {
    const path = stack.path.join('/');
    if (file === undefined) {
      return [{ path, file: undefined, verdict: 'not-reviewed', diff: '' }];
    }
    const name = `output/${system}/${file.name}.yaml`;
    const text = await readDeployedTemplate(clients, stack);
    const own: StackComparison = {
      path,
      file: name,
      verdict: text === file.text ? 'same' : 'different',
      diff: unifiedDiff(file.text, text, [name, `deployed: ${path}`]),
    };
    const found = [own];
    for (const logicalId of new Set([...Object.keys(file.nested), ...Object.keys(stack.nested)])) {
      const child = stack.nested[logicalId];
      const childFile = file.nested[logicalId];
      if (child) found.push(...(await compare(child, childFile)));
      else {
        const missing = childFile && `output/${system}/${childFile.name}.yaml`;
        found.push({ path: `${path}/${logicalId}`, file: missing, verdict: 'not-deployed', diff: '' });
      }
    }
    return found;
  };
  return compare(deployed, reviewed);
}

async function driftOf(clients: Clients, root: DeployedStack, clock: Clock) {
  const drifts: Drift[] = [];
  const unchecked: Unchecked[] = [];
  const { BlueTargetGroupName, GreenTargetGroupName } = root.outputs;
  const colours = [BlueTargetGroupName, GreenTargetGroupName].filter((name) => name !== undefined);
  const pending = [root];
  for (let stack = pending.shift(); stack; stack = pending.shift()) {
    const report = await detectDrift(clients, stack, colours, clock);
    if ('unknown' in report) return { drifts, unchecked, unknown: report.unknown };
    unchecked.push(...report.unchecked);
    // That a nested stack has changed inside is told of what is in it.
    drifts.push(...report.drifts.filter(({ type, isDeleted }) => isDeleted || type !== 'AWS::CloudFormation::Stack'));
    pending.push(...Object.values(stack.nested));
  }
  return { drifts, unchecked, unknown: undefined };
}
