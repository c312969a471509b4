import {
  CreateStackInstances$,
  type CreateStackInstancesInput,
  DeleteStackInstances$,
  type DeleteStackInstancesInput,
  DescribeStackInstance$,
  type DescribeStackInstanceInput,
  ListStackInstanceResourceDrifts$,
  type ListStackInstanceResourceDriftsInput,
  ListStackInstances$,
  type ListStackInstancesInput,
  type StackInstanceFilter,
  UpdateStackInstances$,
  type UpdateStackInstancesInput,
} from '@aws-sdk/client-cloudformation';
import { invalid } from '../../../engine/refusals.ts';
import { findStack } from '../../../engine/state.ts';
import { type InstanceRecord, keyOf, type StackSetRecord } from '../../../stack-sets/state.ts';
import { type Operation, operation } from '../../../wire/service.ts';
import { resourceDrifts } from '../drift.ts';
import { notFound, pageOfSets, requireActiveSet, requireSet } from './access.ts';
import type { AllStackSets } from './all.ts';
import { newSetOperation, readOverrides } from './new-operation.ts';
import { shownInstance, summaryOfInstance } from './shown.ts';
import { placesAmong, placesToCreate, requireInstances } from './targets.ts';

const SHARED = [
  'StackSetName',
  'Accounts',
  'DeploymentTargets',
  'Regions',
  'OperationPreferences',
  'OperationId',
  'CallAs',
] as const;

/** The operations on the instances of sets. */
export function stackInstanceOperations(all: AllStackSets): readonly Operation[] {
  return [
    operation(
      'CreateStackInstances',
      CreateStackInstances$,
      [...SHARED, 'ParameterOverrides'],
      (input: CreateStackInstancesInput, call) => {
        const { sets, set } = requireActiveSet(all, call, input);
        const places = placesToCreate(sets, set, input);
        const overrides = readOverrides(set, input.ParameterOverrides);
        const id = sets.begin(set, newSetOperation(sets, 'CREATE', input, places, overrides));
        rememberUnits(set, input);
        sets.save();
        return { OperationId: id };
      },
    ),
    operation(
      'UpdateStackInstances',
      UpdateStackInstances$,
      [...SHARED, 'ParameterOverrides'],
      (input: UpdateStackInstancesInput, call) => {
        const { sets, set } = requireActiveSet(all, call, input);
        requireInstances(set, input);
        const places = placesAmong(sets, set, input);
        const overrides = readOverrides(set, input.ParameterOverrides);
        return { OperationId: sets.begin(set, newSetOperation(sets, 'UPDATE', input, places, overrides)) };
      },
    ),
    operation(
      'DeleteStackInstances',
      DeleteStackInstances$,
      [...SHARED, 'RetainStacks'],
      (input: DeleteStackInstancesInput, call) => {
        const { sets, set } = requireActiveSet(all, call, input);
        const retain = input.RetainStacks ?? false;
        const places = placesAmong(sets, set, input);
        const id = sets.begin(set, newSetOperation(sets, 'DELETE', input, places, { retain }));
        forgetUnits(set, input);
        sets.save();
        return { OperationId: id };
      },
    ),
    operation(
      'DescribeStackInstance',
      DescribeStackInstance$,
      ['StackSetName', 'StackInstanceAccount', 'StackInstanceRegion', 'CallAs'],
      (input: DescribeStackInstanceInput, call) => {
        const { set } = requireSet(all, call, input);
        return { StackInstance: shownInstance(set, requireInstance(set, input)) };
      },
    ),
    operation(
      'ListStackInstanceResourceDrifts',
      ListStackInstanceResourceDrifts$,
      [
        'StackSetName',
        'NextToken',
        'MaxResults',
        'StackInstanceResourceDriftStatuses',
        'StackInstanceAccount',
        'StackInstanceRegion',
        'OperationId',
        'CallAs',
      ],
      (input: ListStackInstanceResourceDriftsInput, call) => {
        const { sets, set } = requireSet(all, call, input);
        const instance = requireInstance(set, input);
        requireDriftOperation(set, input.OperationId);
        const account = sets.account.at({ accountId: instance.account, region: instance.region });
        const engine = account && all.engineOf(account);
        const stack = engine && findStack(engine.context.state, instance.stackId ?? '');
        const drifts = engine && stack ? resourceDrifts(engine, stack, input.StackInstanceResourceDriftStatuses) : [];
        const { items, ...next } = pageOfSets(drifts, input);
        // What was expected and what is there is told in the account only.
        const shown = items.map(({ ExpectedProperties: _, ActualProperties: __, ...drift }) => drift);
        return { Summaries: shown, ...next };
      },
    ),
    operation(
      'ListStackInstances',
      ListStackInstances$,
      ['StackSetName', 'NextToken', 'MaxResults', 'Filters', 'StackInstanceAccount', 'StackInstanceRegion', 'CallAs'],
      (input: ListStackInstancesInput, call) => {
        const { set } = requireSet(all, call, input);
        const { StackInstanceAccount: account, StackInstanceRegion: region, Filters: filters = [] } = input;
        const found = Object.values(set.instances).filter(
          (instance) =>
            (account === undefined || instance.account === account) &&
            (region === undefined || instance.region === region) &&
            filters.every((filter) => fits(instance, filter)),
        );
        const { items, ...next } = pageOfSets(found, input);
        return { Summaries: items.map((instance) => summaryOfInstance(set, instance)), ...next };
      },
    ),
  ];
}

function requireInstance(set: StackSetRecord, input: DescribeStackInstanceInput): InstanceRecord {
  const { StackInstanceAccount: account = '', StackInstanceRegion: region = '' } = input;
  const found = set.instances[keyOf({ account, region })];
  if (found) return found;
  throw notFound(
    'StackInstanceNotFoundException',
    `StackInstance not found for StackSet ${set.name}: account ${account}, region ${region}`,
  );
}

// Documented: of a drift operation. Only the last one's findings are kept.
function requireDriftOperation({ operations }: StackSetRecord, operationId: string | undefined): void {
  const last = operations.findLast(({ action }) => action === 'DETECT_DRIFT');
  if (last === undefined || last.id !== operationId)
    throw notFound('OperationNotFoundException', `${operationId} is not the last operation that has looked for drift`);
}

function fits(instance: InstanceRecord, { Name: name, Values: value }: StackInstanceFilter): boolean {
  if (name === 'DETAILED_STATUS') return instance.detailed === value;
  if (name === 'LAST_OPERATION_ID') return instance.lastOperation === value;
  if (name === 'DRIFT_STATUS') return instance.drift === value;
  throw invalid(`the filter '${name}' is none of DETAILED_STATUS, LAST_OPERATION_ID, DRIFT_STATUS`);
}

// New accounts of a unit get instances in the regions that it was asked for in.
function rememberUnits(set: StackSetRecord, { DeploymentTargets, Regions = [] }: CreateStackInstancesInput): void {
  for (const unit of DeploymentTargets?.OrganizationalUnitIds ?? [])
    set.unitRegions[unit] = [...new Set([...(set.unitRegions[unit] ?? []), ...Regions])];
}

function forgetUnits(set: StackSetRecord, { DeploymentTargets, Regions = [] }: DeleteStackInstancesInput): void {
  const { OrganizationalUnitIds: units = [], Accounts } = DeploymentTargets ?? {};
  if (Accounts !== undefined) return;
  for (const unit of units) {
    const left = (set.unitRegions[unit] ?? []).filter((region) => !Regions.includes(region));
    if (left.length > 0) set.unitRegions[unit] = left;
    else delete set.unitRegions[unit];
  }
}
