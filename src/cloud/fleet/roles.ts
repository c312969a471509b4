import { CreateStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { TealformError } from '../../dsl/error.ts';
import type { RoleStack } from '../../synth/fleet-file.ts';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import { type Clock, poll } from '../clock.ts';
import { inParallel } from '../package/in-parallel.ts';
import type { StackParameters } from '../parameters.ts';
import { describeStack, readDeployedTemplate, type StackFacts, stateOf } from '../stack.ts';
import { type FleetClients, roleArn } from './clients.ts';
import { entriesOf, parametersOf } from './desired.ts';
import type { FleetTarget } from './fleet-target.ts';

/** The role that an organisation makes in every account that is created in it. */
const ACCESS_ROLE = 'OrganizationAccountAccessRole';

const HALF_AN_HOUR = 30 * 60_000;

const AT_ONCE = 8;

/** A stack of a role that is not as it was reviewed. */
export interface PendingRole {
  readonly account: string;
  readonly stackName: string;
  readonly isNew: boolean;
  /** Makes it, or changes it. */
  readonly bring: () => Promise<void>;
}

/**
 * The stacks of roles that a fleet works with and that are not as they were reviewed: the administrator's first, which those of the
 * members trust. Into members it gets by the role that an organisation has in them. What a service-managed fleet has in its members is
 * made by a stack set of its own, and not here.
 * @param leaving accounts that are in the set and no longer in the fleet: CloudFormation is let into them until their stacks are gone.
 * @throws TealformError where a member lets nobody in.
 */
export async function findPendingRoles(
  clients: FleetClients,
  clock: Clock,
  target: FleetTarget,
  accounts: readonly string[],
  leaving: readonly string[] = [],
): Promise<readonly PendingRole[]> {
  const { administration, member, reader, administrator, stackSet } = target.file;
  const { account: own, partition, region } = administrator;
  const look = async (there: Clients, role: RoleStack, account: string) =>
    lookAt(there, clock, { role, account, template: target.roles[role.file] ?? '' });
  const first = administration === undefined ? undefined : await look(clients, alsoInto(administration, leaving), own);
  if (stackSet.PermissionModel === 'SERVICE_MANAGED') return [first].filter((each) => each !== undefined);
  // A reader that is in the member's own stack comes with it.
  const wanted = [member, reader?.stackName === member?.stackName ? undefined : reader].filter(
    (role) => role !== undefined,
  );
  const others = await inParallel(wanted.length === 0 ? [] : accounts, AT_ONCE, async (account) => {
    const there = account === own ? clients : await clients.as(roleArn(partition, { account }, ACCESS_ROLE), region);
    const found: (PendingRole | undefined)[] = [];
    for (const role of wanted) found.push(await look(there, role, account));
    return found;
  });
  return [first, ...others.flat()].filter((each) => each !== undefined);
}

/** Makes them, the first before the others. @throws TealformError `role-failed` */
export async function bringRoles(pending: readonly PendingRole[]): Promise<void> {
  const [first, ...rest] = pending;
  await first?.bring();
  await inParallel(rest, AT_ONCE, ({ bring }) => bring());
}

function alsoInto(role: RoleStack, accounts: readonly string[]): RoleStack {
  if (accounts.length === 0) return role;
  const parameters = role.parameters.map((entry) =>
    entry.ParameterKey === 'MemberAccountIds'
      ? { ...entry, ParameterValue: [entry.ParameterValue, ...accounts].join(',') }
      : entry,
  );
  return { ...role, parameters };
}

/** The values of a role's stack in an account. */
function valuesIn({ parameters, parametersOf: own = {} }: RoleStack, account: string): StackParameters {
  return { ...parametersOf(parameters), ...parametersOf(own[account] ?? []) };
}

interface Wanted {
  readonly role: RoleStack;
  readonly account: string;
  readonly template: string;
}

async function lookAt(clients: Clients, clock: Clock, wanted: Wanted): Promise<PendingRole | undefined> {
  const { stackName } = wanted.role;
  const stack = await describeStack(clients, stackName);
  const state = stateOf(stack);
  if (state !== 'absent' && state !== 'busy' && state !== 'ready') throw lost(stackName, stack, clients.region);
  const isNew = stack === undefined || state === 'absent';
  const isSame = !isNew && state === 'ready' && (await isAsReviewed(clients, stack, wanted));
  if (isSame) return undefined;
  return { account: wanted.account, stackName, isNew, bring: () => bring(clients, clock, wanted, isNew) };
}

async function isAsReviewed(
  clients: Clients,
  stack: StackFacts,
  { role, account, template }: Wanted,
): Promise<boolean> {
  const given = Object.entries(valuesIn(role, account));
  if (given.some(([name, value]) => stack.parameters[name] !== value)) return false;
  return (await readDeployedTemplate(clients, stack)) === template;
}

async function bring(
  clients: Clients,
  clock: Clock,
  { role, account, template }: Wanted,
  isNew: boolean,
): Promise<void> {
  const { stackName: StackName } = role;
  const { cloudFormation, region } = clients;
  const input = {
    StackName,
    TemplateBody: template,
    Parameters: entriesOf(valuesIn(role, account)),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  };
  if (isNew) {
    await answered(
      cloudFormation.send(new CreateStackCommand(input)),
      { action: 'cloudformation:CreateStack', resource: StackName, region },
      // An earlier call of ours, of which the answer was lost.
      ['AlreadyExistsException'],
    );
    return waitFor(clients, clock, StackName);
  }
  if (stateOf(await describeStack(clients, StackName)) === 'busy') await waitFor(clients, clock, StackName);
  await explained(cloudFormation.send(new UpdateStackCommand(input)), {
    action: 'cloudformation:UpdateStack',
    resource: StackName,
    region,
  }).catch((error: unknown) => {
    if (!(error instanceof Error && /No updates are to be performed/.test(error.message))) throw error;
  });
  return waitFor(clients, clock, StackName);
}

async function waitFor(clients: Clients, clock: Clock, name: string): Promise<void> {
  const ended = await poll(
    clock,
    async () => {
      const stack = await describeStack(clients, name);
      return stateOf(stack) === 'busy' ? undefined : { stack };
    },
    HALF_AN_HOUR,
  );
  if (ended?.stack === undefined || !/^(CREATE|UPDATE)_COMPLETE$/.test(ended.stack.status))
    throw lost(name, ended?.stack, clients.region);
}

function lost(name: string, stack: StackFacts | undefined, region: string): TealformError {
  return new TealformError({
    code: 'role-failed',
    message: `the stack ${name} is ${stack?.status ?? 'not there'} in ${region}${stack?.reason ? `: ${stack.reason}` : ''}`,
    hint: `its events say why (aws cloudformation describe-stack-events --stack-name ${name}); delete it, then run this again`,
  });
}
