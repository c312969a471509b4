import { randomBytes } from 'node:crypto';
import {
  Capability,
  ChangeSetType,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { TealformError } from '../dsl/error.ts';
import type { ChangeTree } from '../review/compare/changes.ts';
import { answered, isEcho } from './call.ts';
import { type ChangeSetFault, faultError, faultOf } from './change-set-fault.ts';
import type { Clients } from './clients.ts';
import { type Clock, poll } from './clock.ts';
import { compareNested } from './compare-templates.ts';
import { type ChangeSetFacts, describeChangeSet } from './describe-change-set.ts';
import { listChangeSets } from './list-change-sets.ts';
import type { StackParameters } from './parameters.ts';
import { plannedChange, resourceChanges } from './read-changes.ts';
import { allTemplates, type Target, templateAddress } from './target.ts';
import { readValidations, type Validations } from './validation-events.ts';
import { STACK } from './watch/event.ts';

/** How change sets of these commands are known. */
const PREFIX = 'tealform-';

const A_MINUTE = 60_000;

/** A change set that can be executed, or what is to be said instead. */
export type Plan =
  | {
      readonly kind: 'changes';
      readonly changeSetId: string;
      readonly stackId: string;
      readonly tree: ChangeTree;
      /** Why CloudFormation did not look into nested stacks; then what changes in them is worked out from templates alone. */
      readonly blindFor: string | undefined;
      /** What early validation warns of. */
      readonly warnings: Validations;
    }
  | { readonly kind: 'nothing-to-change'; readonly changeSetId: string };

interface PlanOptions {
  readonly isNew: boolean;
  readonly parameters: StackParameters;
  /** Whether resources that are there already, by names written out in the templates, are taken into the stack. */
  readonly importing?: boolean;
}

/**
 * Has CloudFormation work out what a deployment would change, nested stacks included, and waits for it. Nothing is changed yet.
 *
 * Where a nested template does more with a value that is not known yet than pass it on (`Fn::Select`, a pattern), CloudFormation is
 * reported to refuse to look into nested stacks. Then the change set is made without, and the nested templates are compared here.
 * @throws TealformError `change-set-failed` with the reason of the stack that it failed for, and all that early validation found.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/change-sets-for-nested-stacks.html
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/759
 */
export async function planChanges(clients: Clients, clock: Clock, target: Target, options: PlanOptions): Promise<Plan> {
  const plan = await tryChanges(clients, clock, target, options);
  if (plan.kind !== 'failed') return plan;
  throw faultError(target, `change ${target.stackName} like this`, plan.fault);
}

/** The same where a change set that fails is an answer; it has been taken away then. */
export async function tryChanges(
  clients: Clients,
  clock: Clock,
  target: Target,
  options: PlanOptions,
): Promise<Plan | { readonly kind: 'failed'; readonly fault: ChangeSetFault }> {
  const { stackName } = target;
  const whole = await makeChangeSet(clients, clock, changeSetInput(target, changeSetName(clock), options, true));
  const wholeFault = await faultOf(clients, whole);
  const isBlind = wholeFault !== undefined && needsKnownValues(wholeFault.reason);
  if (isBlind) await deleteChangeSet(clients, stackName, whole.id);
  const made = isBlind
    ? await makeChangeSet(clients, clock, changeSetInput(target, changeSetName(clock, '-root'), options, false))
    : whole;
  const fault = isBlind ? await faultOf(clients, made) : wholeFault;
  if (made.status === 'FAILED' && fault === undefined) return { kind: 'nothing-to-change', changeSetId: made.id };
  if (fault !== undefined) {
    await deleteChangeSet(clients, stackName, made.id);
    return { kind: 'failed', fault };
  }
  const inside =
    isBlind && !options.isNew ? await compareNested(clients, stackName, target.root, options.parameters) : undefined;
  const asked: ChangeSetOf[] = [];
  const changes = await readTree(clients, { id: made.id, path: [stackName] }, made.changes, asked, inside);
  const warnings = await readValidations(clients, asked);
  const blindFor = isBlind ? wholeFault.reason : undefined;
  return {
    kind: 'changes',
    changeSetId: made.id,
    stackId: made.stackId,
    tree: { stackName, changes },
    blindFor,
    warnings,
  };
}

/** The name of a change set, by which a later run knows it for one of these commands. */
export function changeSetName(clock: Clock, ending = ''): string {
  const time = clock
    .now()
    .toISOString()
    .replace(/[^0-9]/g, '');
  // Two runs may begin in the same moment.
  return `${PREFIX}${time}-${randomBytes(3).toString('hex')}${ending}`;
}

/**
 * Makes a change set and waits until it can be executed, or cannot.
 * @throws TealformError `change-set-failed` where neither has come in half an hour.
 */
export async function makeChangeSet(
  clients: Clients,
  clock: Clock,
  input: CreateChangeSetCommandInput & { readonly StackName: string },
): Promise<ChangeSetFacts> {
  const { cloudFormation, region } = clients;
  const { StackName, ChangeSetName } = input;
  // Nobody else gives a change set this name: where there is one already, an attempt has made it whose answer was lost.
  const { Id: id = String(ChangeSetName) } =
    (await answered(
      cloudFormation.send(new CreateChangeSetCommand({ ...input, ClientToken: ChangeSetName })),
      { action: 'cloudformation:CreateChangeSet', resource: StackName, region },
      isEcho('AlreadyExistsException'),
    )) ?? {};
  const finished = await poll(
    clock,
    async () => {
      const answer = await describeChangeSet(clients, id, StackName);
      return answer.status === 'CREATE_COMPLETE' || answer.status === 'FAILED' ? answer : undefined;
    },
    30 * A_MINUTE,
  );
  // Its ARN, also where only the name was known.
  if (finished !== undefined) return finished;
  throw new TealformError({
    code: 'change-set-failed',
    message: `CloudFormation has not worked out the changes of ${StackName} in half an hour`,
    hint: 'look at the change set in the console, then run this again',
  });
}

// As people have reported it; AWS documents no list. What is really wrong with the templates fails without nested stacks as well.
function needsKnownValues(fault: string): boolean {
  return /Template error: .*Fn::(Select|Split|FindInMap)|\{\{(IntrinsicFunction|changeSet):|must match pattern|failed to satisfy constraint/i.test(
    fault,
  );
}

/** Has a change set's changes made. It goes on by itself from here. */
export async function executeChangeSet(clients: Clients, stackName: string, id: string): Promise<void> {
  const { cloudFormation, region } = clients;
  const ClientRequestToken = `execute-${id.replace(/^.*\//, '')}`;
  const command = new ExecuteChangeSetCommand({ ChangeSetName: id, StackName: stackName, ClientRequestToken });
  const about = { action: 'cloudformation:ExecuteChangeSet', resource: stackName, region };
  // It was never executed before: where it is now, an attempt has begun whose answer was lost.
  const answer = await answered(cloudFormation.send(command), about, isEcho(...EXECUTED));
  if (answer !== undefined) return;
  const { status, execution } = await describeChangeSet(clients, id, stackName);
  if (execution.startsWith('EXECUTE_')) return;
  throw new TealformError({
    code: 'refused',
    message: `the change set ${id} of ${stackName} could not be executed: it is ${status}, ${execution}`,
    hint: 'run it again',
  });
}

/** Says of a change set that it may have been executed. */
const EXECUTED = ['InvalidChangeSetStatus', 'InvalidChangeSetStatusException', 'TokenAlreadyExistsException'];

/** Takes a change set away, those of its nested stacks with it. */
export async function deleteChangeSet(
  { cloudFormation, region }: Clients,
  stackName: string,
  id: string,
): Promise<void> {
  await answered(
    cloudFormation.send(new DeleteChangeSetCommand({ ChangeSetName: id, StackName: stackName })),
    { action: 'cloudformation:DeleteChangeSet', resource: stackName, region },
    ['ChangeSetNotFound', 'ChangeSetNotFoundException'],
  );
}

/**
 * Takes away what runs before this one have left: change sets that were made and never executed.
 * @returns their names.
 */
export async function cleanChangeSets(clients: Clients, stackName: string): Promise<readonly string[]> {
  const left = (await listChangeSets(clients, stackName)).filter(
    // What somebody else has made is theirs, and what is being executed goes away by itself.
    ({ ChangeSetName: name = '', ExecutionStatus, Status }) =>
      name.startsWith(PREFIX) && !ExecutionStatus?.startsWith('EXECUTE') && !Status?.startsWith('DELETE_'),
  );
  const names = left.map(({ ChangeSetName: name = '' }) => name);
  for (const name of names) await deleteChangeSet(clients, stackName, name);
  return names;
}

function changeSetInput(
  target: Target,
  name: string,
  { isNew, parameters, importing = false }: PlanOptions,
  IncludeNestedStacks: boolean,
) {
  const { environment, root, stackName, system } = target;
  const { account, partition, region, serviceRole, tags } = environment;
  const role = serviceRole?.(system, region);
  const needsExpansion = allTemplates(root).some(({ template }) => 'Transform' in template);
  return {
    StackName: stackName,
    ChangeSetName: name,
    ChangeSetType: isNew ? ChangeSetType.CREATE : ChangeSetType.UPDATE,
    Description: `${system} to ${environment.name}`,
    TemplateURL: templateAddress(target, root),
    IncludeNestedStacks,
    ...(importing ? { ImportExistingResources: true } : {}),
    Capabilities: [Capability.CAPABILITY_NAMED_IAM, ...(needsExpansion ? [Capability.CAPABILITY_AUTO_EXPAND] : [])],
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(role === undefined ? {} : { RoleARN: `arn:${partition}:iam::${account}:role/${role}` }),
  };
}

/** A change set, and the stack that it is of. */
interface ChangeSetOf {
  readonly id: string;
  readonly path: readonly string[];
}

/** @param asked gets those in which something comes or goes: early validation has warnings for no others. */
async function readTree(
  clients: Clients,
  changeSet: ChangeSetOf,
  changes: Parameters<typeof resourceChanges>[0],
  asked: ChangeSetOf[],
  inside: ReadonlyMap<string, ChangeTree> = new Map(),
): Promise<ChangeTree['changes']> {
  const own = resourceChanges(changes);
  const comesOrGoes = own.some(
    ({ Action, Replacement, ResourceType }) =>
      ResourceType !== STACK && (Action === 'Add' || Action === 'Remove' || (Replacement ?? 'False') !== 'False'),
  );
  if (comesOrGoes) asked.push(changeSet);
  return Promise.all(
    own.map(async (change) => {
      const { ChangeSetId: id, LogicalResourceId: logicalId = '' } = change;
      if (id === undefined) return plannedChange(change, inside.get(logicalId));
      const inner = await describeChangeSet(clients, id);
      const nested = { id, path: [...changeSet.path, logicalId] };
      return plannedChange(change, {
        stackName: inner.stackName,
        changes: await readTree(clients, nested, inner.changes, asked),
      });
    }),
  );
}
