import type { Problem } from '../../dsl/error.ts';
import { isAdoptable, wayRound } from '../adoptable.ts';
import { deleteChangeSet, tryChanges } from '../change-set.ts';
import { faultError } from '../change-set-fault.ts';
import { change } from '../deploy/change.ts';
import { type DeployContext, type DeployInput, type DeployResult, refuse } from '../deploy/context.ts';
import { discardNewStack } from '../deploy/discard.ts';
import type { Hold } from '../deploy/hold.ts';
import { type Standing, withStanding } from '../deploy/standing.ts';
import { packageTarget } from '../package/package.ts';
import { fillParameters } from '../parameters.ts';
import type { Finding } from '../progress.ts';
import { describeStack } from '../stack.ts';
import type { Target } from '../target.ts';
import type { Validation } from '../validation-events.ts';
import { adoptedDrift } from './adopted-drift.ts';
import { type Adoption, type Candidate, candidateOf } from './adoption.ts';
import { deriveTarget } from './derive-target.ts';
import { ownerOf } from './owner.ts';

/**
 * Deploys a system where names that it gives are taken already, and takes what has them into its stacks instead of failing: once with
 * templates in which those names are written out, then with the reviewed ones. Where no name is taken nothing is changed.
 * @throws TealformError as {@link deploy} does.
 * @see docs/adr/0012-adopting.md
 */
export async function adopt(input: DeployInput): Promise<DeployResult> {
  const context: DeployContext = { ...input, steps: [] };
  return withStanding(context, (hold, standing) => adoptInto(context, hold, standing), judge);
}

// What the preflight finds taken is what this is for.
function judge(error: Finding): readonly Problem[] {
  if (error.resource === undefined) return [error];
  return isAdoptable(error.resource.type) ? [] : [{ ...error, message: `${error.message}; it cannot be adopted` }];
}

async function adoptInto(context: DeployContext, hold: Hold, standing: Standing): Promise<DeployResult> {
  const { target, tell, planOnly } = context;
  const { adoptions, problems } = await sortOut(context, await findTaken(context, standing), standing.findings);
  if (adoptions.length > 0) tell({ kind: 'adopting', adoptions });
  if (problems.length > 0) return refuse(context, problems);
  if (adoptions.length === 0) {
    tell({ kind: 'nothing-to-adopt', stackName: target.stackName });
    return 'done';
  }
  const result = await change(adopting(context, adoptions), hold, standing, { importing: true });
  if (result !== 'done' || planOnly) return result;
  return finish(context, hold, standing, adoptions);
}

/** The names that are taken: what a change set of the reviewed templates would fail for. */
async function findTaken(context: DeployContext, { stack, colour }: Standing): Promise<readonly Validation[]> {
  const { clients, clock, target, tell, planOnly } = context;
  const isNew = stack === undefined;
  const parameters = fillParameters(target, colour);
  const source = planOnly ? undefined : context.source;
  const { warnings: problems, ...packaged } = await packageTarget(clients, target, parameters, source);
  tell({ kind: 'uploaded', ...packaged });
  if (problems.length > 0) tell({ kind: 'warned', problems });
  const probe = await tryChanges(clients, clock, target, { isNew, parameters });
  if (probe.kind !== 'failed') await deleteChangeSet(clients, target.stackName, probe.changeSetId);
  if (isNew) await discardNewStack(clients, target.stackName);
  if (probe.kind !== 'failed') return [];
  const { validations, unread } = probe.fault;
  const failing = validations.filter(({ mode }) => mode === 'FAIL');
  const taken = failing.filter(({ name }) => name === 'NAME_CONFLICT_VALIDATION');
  // Anything else would fail the next change set as well.
  if (taken.length === 0 || taken.length < failing.length || unread !== undefined) {
    throw faultError(target, `change ${target.stackName} like this`, probe.fault);
  }
  return taken;
}

async function sortOut(
  { clients, target }: DeployContext,
  taken: readonly Validation[],
  findings: readonly Finding[],
): Promise<{ readonly adoptions: readonly Adoption[]; readonly problems: readonly Problem[] }> {
  const candidates = taken.map((validation) => candidateOf(target, validation));
  const sorted = await Promise.all(
    candidates.map(async (candidate) => {
      if ('problem' in candidate) return candidate;
      const { adoption } = candidate;
      const owner = await ownerOf(clients, adoption);
      return owner === undefined ? candidate : { problem: ownedBy(owner, adoption) };
    }),
  );
  return {
    adoptions: sorted.flatMap((each) => ('adoption' in each ? [each.adoption] : [])),
    problems: [
      ...sorted.flatMap((each) => ('problem' in each ? [each.problem] : [])),
      ...findings.flatMap((finding) => unseen(target, finding, candidates)),
    ],
  };
}

// What CloudFormation does not see, such as a bucket of another account, it does not import either.
function unseen(target: Target, finding: Finding, candidates: readonly Candidate[]): readonly Problem[] {
  const { resource, code, message } = finding;
  if (resource === undefined) return [];
  const { type, name } = resource;
  const isSeen = candidates.some(
    (each) => 'adoption' in each && each.adoption.type === type && each.adoption.name === name,
  );
  if (isSeen) return [];
  const hint = wayRound({ type, target, isRuledOut: true });
  return [{ code, message: `${message}; CloudFormation does not find it, so it cannot be adopted`, hint }];
}

function ownedBy(owner: string, { stack, logicalId, what, name }: Adoption): Problem {
  return {
    code: 'not-adoptable',
    stack,
    logicalId,
    message: `the ${what} ${name} belongs to the stack ${owner}`,
    hint: `let its DeletionPolicy there be Retain, deploy that, take it out of that template and deploy again; then run this again. Or give this system another SystemName in templates/environments.ts`,
  };
}

// The end of the first step is not the end.
function adopting(context: DeployContext, adoptions: readonly Adoption[]): DeployContext {
  return {
    ...context,
    target: deriveTarget(context.target, adoptions),
    tell: (progress) => {
      if (progress.kind === 'done') context.tell({ kind: 'adopted', stackId: progress.stackId, adoptions });
      else context.tell(progress);
    },
  };
}

/** Brings the reviewed templates back, which was agreed to with the first step, and says how what was adopted differs. */
async function finish(
  context: DeployContext,
  hold: Hold,
  standing: Standing,
  adoptions: readonly Adoption[],
): Promise<DeployResult> {
  const { clients, clock, target, tell } = context;
  const { stackName, system, environment } = target;
  const stack = await describeStack(clients, stackName);
  const result = await change({ ...context, ask: async () => true }, hold, { ...standing, stack });
  if (result !== 'done') {
    const message = `what is listed has been adopted, but ${stackName} still has the templates of the adoption`;
    const hint = `make deploy ENV=${environment.name} SYSTEM=${system} brings the reviewed ones`;
    tell({ kind: 'warned', problems: [{ code: 'adoption-unfinished', message, hint }] });
    return result;
  }
  tell({ kind: 'adopted-drift', ...(await adoptedDrift(clients, clock, stackName, adoptions)) });
  return 'done';
}
