import { randomUUID } from 'node:crypto';
import {
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DeleteStackInstancesCommand,
  UpdateStackInstancesCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import type { FleetFile } from '../../synth/fleet-file.ts';
import { answered } from '../call.ts';
import type { StackParameters } from '../parameters.ts';
import { templateAddress } from '../target.ts';
import { entriesOf } from './desired.ts';
import { type FleetTarget, uploadTarget } from './fleet-target.ts';
import { named, type SetClients } from './stack-set.ts';

/** Which instances an operation is for. */
export interface Reach {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** Names an operation, so that a call that is sent twice begins it once. */
export const newOperationId: () => string = randomUUID;

/** Makes a stack set with no instances. */
export async function createStackSet(clients: SetClients, target: FleetTarget): Promise<void> {
  const { StackSetName } = target.file.stackSet;
  await answered(
    clients.cloudFormation.send(
      new CreateStackSetCommand({
        ...setInput(target),
        ...autoDeploymentOf(target),
        ClientRequestToken: newOperationId(),
      }),
    ),
    { action: 'cloudformation:CreateStackSet', resource: StackSetName, region: clients.region },
    ['NameAlreadyExistsException'],
  );
}

/**
 * Brings a set to what was reviewed, and those instances with it. All others are told to be outdated where the template or parameters
 * are given, and stay as they are.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackSet.html
 */
export async function updateStackSet(
  clients: SetClients,
  target: FleetTarget,
  reach: Reach,
  id: string,
): Promise<void> {
  const command = new UpdateStackSetCommand({
    ...setInput(target),
    ...reachOf(target.file, reach),
    ...preferencesOf(target.file, reach),
    OperationId: id,
  });
  await begin(clients.cloudFormation.send(command), 'UpdateStackSet', clients, target.file);
}

/** Brings a set to what was reviewed, and all of its instances, auto-deployment as well. */
export async function updateWholeSet(clients: SetClients, target: FleetTarget, id: string): Promise<void> {
  const command = new UpdateStackSetCommand({ ...setInput(target), ...autoDeploymentOf(target), OperationId: id });
  await begin(clients.cloudFormation.send(command), 'UpdateStackSet', clients, target.file);
}

/** Has stacks made, with values of their own. */
export async function createInstances(
  clients: SetClients,
  { file }: FleetTarget,
  reach: Reach & { readonly targets?: FleetFile['waves'][number]['targets'] },
  overrides: StackParameters,
  id: string,
): Promise<void> {
  const command = new CreateStackInstancesCommand({
    ...named(file.stackSet),
    ...reachOf(file, reach),
    ...preferencesOf(file, reach),
    ...(Object.keys(overrides).length > 0 ? { ParameterOverrides: entriesOf(overrides) } : {}),
    OperationId: id,
  });
  await begin(clients.cloudFormation.send(command), 'CreateStackInstances', clients, file);
}

/**
 * Brings stacks to what their set has by now: so does CodePipeline with those that are outdated.
 * @param overrides values of their own in the place of those that they have; they keep these unless said.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StackSets.html
 */
export async function updateInstances(
  clients: SetClients,
  { file }: FleetTarget,
  reach: Reach,
  overrides: StackParameters | undefined,
  id: string,
): Promise<void> {
  const command = new UpdateStackInstancesCommand({
    ...named(file.stackSet),
    ...reachOf(file, reach),
    ...preferencesOf(file, reach),
    // What is not in the list goes back to the set's value.
    ...(overrides === undefined ? {} : { ParameterOverrides: entriesOf(overrides) }),
    OperationId: id,
  });
  await begin(clients.cloudFormation.send(command), 'UpdateStackInstances', clients, file);
}

/** Has stacks deleted, or only left alone from now on. */
export async function deleteInstances(
  clients: SetClients,
  { file }: FleetTarget,
  reach: Reach,
  retain: boolean,
  id: string,
): Promise<void> {
  const command = new DeleteStackInstancesCommand({
    ...named(file.stackSet),
    ...reachOf(file, reach),
    ...preferencesOf(file, reach),
    RetainStacks: retain,
    OperationId: id,
  });
  await begin(clients.cloudFormation.send(command), 'DeleteStackInstances', clients, file);
}

// A call of which the answer was lost is sent again by the SDK: its operation is ours.
async function begin(
  call: Promise<unknown>,
  operation: string,
  { region }: SetClients,
  file: FleetFile,
): Promise<void> {
  const about = { action: `cloudformation:${operation}`, resource: file.stackSet.StackSetName, region };
  await answered(call, about, ['OperationIdAlreadyExistsException']);
}

function autoDeploymentOf({ file: { stackSet } }: FleetTarget) {
  const { AutoDeployment } = stackSet;
  return AutoDeployment === undefined ? {} : { AutoDeployment };
}

// Without what is not taken together with accounts: whether new ones are deployed to by themselves.
function setInput(target: FleetTarget) {
  const { file, root } = target;
  const { stackSet, administrator } = file;
  const { AutoDeployment: _, Capabilities, Parameters, Tags, ...rest } = stackSet;
  const home = uploadTarget(target, administrator.region);
  // A template that is read from a bucket is read from one that is there: the administrator's own, or the first region's.
  const near =
    file.templates.buckets[administrator.region] === undefined ? uploadTarget(target, file.regions[0] ?? '') : home;
  return {
    ...rest,
    TemplateURL: templateAddress(near, root),
    Capabilities: [...Capabilities],
    Parameters: [...Parameters],
    Tags: [...Tags],
  };
}

/** Accounts alone, or accounts of units: a service-managed set is not told accounts by themselves. */
function reachOf(
  file: FleetFile,
  { accounts, regions, targets }: Reach & { readonly targets?: FleetFile['waves'][number]['targets'] },
) {
  const Regions = [...regions];
  if (file.stackSet.PermissionModel === 'SELF_MANAGED') return { Accounts: [...accounts], Regions };
  const units = [...new Set(file.waves.flatMap((wave) => wave.targets.OrganizationalUnitIds ?? []))];
  const given = targets ?? {
    OrganizationalUnitIds: units,
    AccountFilterType: 'INTERSECTION' as const,
    Accounts: accounts,
  };
  return {
    DeploymentTargets: {
      OrganizationalUnitIds: [...(given.OrganizationalUnitIds ?? [])],
      ...(given.AccountFilterType ? { AccountFilterType: given.AccountFilterType } : {}),
      ...(given.Accounts ? { Accounts: [...given.Accounts] } : {}),
    },
    Regions,
  };
}

// The order of all regions that the operation is for; one that is taken from may have left the fleet.
function preferencesOf({ preferences }: FleetFile, { regions }: Reach) {
  const known = preferences.RegionOrder.filter((region) => regions.includes(region));
  const RegionOrder = [...known, ...regions.filter((region) => !known.includes(region))];
  return { OperationPreferences: { ...preferences, RegionOrder } };
}
