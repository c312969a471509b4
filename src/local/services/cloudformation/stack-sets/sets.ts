import {
  CreateStackSet$,
  type CreateStackSetInput,
  DeleteStackSet$,
  type DeleteStackSetInput,
  DescribeStackSet$,
  type DescribeStackSetInput,
  DetectStackSetDrift$,
  type DetectStackSetDriftInput,
  ListStackSets$,
  type ListStackSetsInput,
  UpdateStackSet$,
  type UpdateStackSetInput,
} from '@aws-sdk/client-cloudformation';
import { isLookedUp } from '../../../../dsl/parameter-type.ts';
import type { Template } from '../../../../dsl/template.ts';
import type { Account } from '../../../account.ts';
import { requireCapabilities } from '../../../engine/capabilities.ts';
import { readParameters } from '../../../engine/parameters.ts';
import { readTemplate } from '../../../engine/read-template.ts';
import { invalid } from '../../../engine/refusals.ts';
import { interned } from '../../../interned.ts';
import { findRole } from '../../../resources/iam.ts';
import { newUuid } from '../../../resources/naming.ts';
import { ADMINISTRATION_ROLE, administrationRoleOf, EXECUTION_ROLE } from '../../../stack-sets/gate.ts';
import type { StackSets } from '../../../stack-sets/stack-sets.ts';
import type { Definition, StackSetRecord } from '../../../stack-sets/state.ts';
import { type Operation, operation, ServiceError } from '../../../wire/service.ts';
import { givenTemplate } from '../common.ts';
import { pageOfSets, requireActiveSet, requireSet, requireTrust, setsFor } from './access.ts';
import type { AllStackSets } from './all.ts';
import { newSetOperation } from './new-operation.ts';
import { shownSet, summaryOfSet } from './shown.ts';
import { placesAmong, placesOfAll, requireInstances } from './targets.ts';

const SHARED = [
  'StackSetName',
  'Description',
  'TemplateBody',
  'TemplateURL',
  'Parameters',
  'Capabilities',
  'Tags',
  'AdministrationRoleARN',
  'ExecutionRoleName',
  'PermissionModel',
  'AutoDeployment',
  'CallAs',
  'ManagedExecution',
] as const;

/** The operations on whole sets. */
export function stackSetOperations(all: AllStackSets): readonly Operation[] {
  return [
    operation(
      'CreateStackSet',
      CreateStackSet$,
      [...SHARED, 'ClientRequestToken'],
      (input: CreateStackSetInput, call) => {
        const sets = setsFor(all, call, input.CallAs);
        const name = input.StackSetName ?? '';
        if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) throw invalidName(name);
        const known = sets.all.find((each) => each.name === name && each.status === 'ACTIVE');
        if (known !== undefined) {
          const token = input.ClientRequestToken;
          if (token !== undefined && token === known.token) return { StackSetId: known.id };
          throw new ServiceError('NameAlreadyExistsException', `The Stackset ${name} already exists`, 409);
        }
        const set = newSet(sets, name, input, call.account);
        sets.all.push(set);
        sets.save();
        return { StackSetId: set.id };
      },
    ),
    operation(
      'UpdateStackSet',
      UpdateStackSet$,
      [
        ...SHARED,
        'UsePreviousTemplate',
        'OperationPreferences',
        'DeploymentTargets',
        'OperationId',
        'Accounts',
        'Regions',
      ],
      (input: UpdateStackSetInput, call) => {
        const { sets, set } = requireActiveSet(all, call, input);
        const begun = changeOf(sets, set, input, call.account);
        if (!set.operations.some(({ id }) => id === begun.id)) {
          sets.requireRest(set);
          settle(sets, set, input);
        }
        return { OperationId: sets.begin(set, begun) };
      },
    ),
    operation('DeleteStackSet', DeleteStackSet$, ['StackSetName', 'CallAs'], (input: DeleteStackSetInput, call) => {
      const { sets, set } = requireActiveSet(all, call, input);
      sets.requireRest(set, { always: true });
      if (Object.keys(set.instances).length > 0)
        throw new ServiceError('StackSetNotEmptyException', 'StackSet is not empty', 409);
      set.status = 'DELETED';
      sets.save();
      return {};
    }),
    operation(
      'DescribeStackSet',
      DescribeStackSet$,
      ['StackSetName', 'CallAs'],
      (input: DescribeStackSetInput, call) => {
        const { sets, set } = requireSet(all, call, input);
        return { StackSet: shownSet(sets.account, set) };
      },
    ),
    operation(
      'ListStackSets',
      ListStackSets$,
      ['NextToken', 'MaxResults', 'Status', 'CallAs'],
      (input: ListStackSetsInput, call) => {
        const { Status: status, CallAs: callAs } = input;
        const found = setsFor(all, call, callAs).all.filter(
          (set) =>
            (status === undefined || set.status === status) &&
            (callAs !== 'DELEGATED_ADMIN' || set.permissionModel === 'SERVICE_MANAGED'),
        );
        const { items, ...next } = pageOfSets(found, input);
        return { Summaries: items.map(summaryOfSet), ...next };
      },
    ),
    operation(
      'DetectStackSetDrift',
      DetectStackSetDrift$,
      ['StackSetName', 'OperationPreferences', 'OperationId', 'CallAs'],
      (input: DetectStackSetDriftInput, call) => {
        const { sets, set } = requireActiveSet(all, call, input);
        return { OperationId: sets.begin(set, newSetOperation(sets, 'DETECT_DRIFT', input, placesOfAll(set))) };
      },
    ),
  ];
}

// The template is read by who asks, who may be somebody else than the account that the set is in.
function newSet(sets: StackSets, name: string, input: CreateStackSetInput, reader: Account): StackSetRecord {
  const { account } = sets;
  const permissionModel = input.PermissionModel ?? 'SELF_MANAGED';
  checkModel(account, permissionModel, input);
  if (permissionModel === 'SERVICE_MANAGED' && input.AutoDeployment === undefined)
    throw invalid('AutoDeployment must be specified for StackSets with SERVICE_MANAGED permission model');
  const id = `${name}:${newUuid(account)}`;
  const { AdministrationRoleARN: administrationRole } = input;
  const set: StackSetRecord = {
    id,
    arn: account.arn('cloudformation', `stackset/${id}`),
    name,
    status: 'ACTIVE',
    definition: definitionOf(reader, input),
    permissionModel,
    executionRole: input.ExecutionRoleName ?? EXECUTION_ROLE,
    ...(administrationRole !== undefined && { administrationRole }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...deploymentOf(input),
    unitRegions: {},
    isManaged: input.ManagedExecution?.Active ?? false,
    ...(input.ClientRequestToken !== undefined && { token: input.ClientRequestToken }),
    instances: {},
    operations: [],
  };
  if (permissionModel === 'SELF_MANAGED' && !findRole(account, administrationRoleOf(account, set)))
    throw invalid(
      administrationRole === undefined
        ? `Account ${account.whereabouts.accountId} should have '${ADMINISTRATION_ROLE}' role`
        : `Role ${administrationRole} is invalid or cannot be assumed`,
    );
  return set;
}

/** @throws ServiceError `ValidationError` where the permission model does not go with the account or the rest of the request. */
function checkModel(account: Account, model: string, input: CreateStackSetInput | UpdateStackSetInput): void {
  if (model === 'SELF_MANAGED') {
    if (input.CallAs === 'DELEGATED_ADMIN') throw invalid('CallAs DELEGATED_ADMIN is valid only with SERVICE_MANAGED');
    if (input.AutoDeployment !== undefined) throw invalid('AutoDeployment is valid only with SERVICE_MANAGED');
    return;
  }
  requireTrust(account);
  if (input.AdministrationRoleARN !== undefined || input.ExecutionRoleName !== undefined)
    throw invalid('AdministrationRoleARN and ExecutionRoleName are valid only with SELF_MANAGED');
}

function deploymentOf({ AutoDeployment: given }: CreateStackSetInput | UpdateStackSetInput) {
  if (given === undefined) return {};
  const { Enabled = false, RetainStacksOnAccountRemoval: retain, DependsOn } = given;
  if (DependsOn?.length)
    throw new ServiceError('NotImplemented', "the local cloud does not look at 'DependsOn' of AutoDeployment");
  if (!Enabled && retain !== undefined)
    throw invalid('RetainStacksOnAccountRemoval can be specified only if AutoDeployment is enabled');
  return { autoDeployment: { Enabled, ...(retain !== undefined && { RetainStacksOnAccountRemoval: retain }) } };
}

function definitionOf(
  account: Account,
  input: CreateStackSetInput | UpdateStackSetInput,
  previous?: Definition,
): Definition {
  const keeps = 'UsePreviousTemplate' in input && input.UsePreviousTemplate === true;
  if (keeps && (input.TemplateBody !== undefined || input.TemplateURL !== undefined))
    throw invalid('Either Template URL or Template Body must be specified.');
  const { TemplateBody, TemplateURL } = input;
  const text = keeps && previous ? previous.templateText : givenTemplate(account, { TemplateBody, TemplateURL });
  const template = readTemplate(text);
  const { parameters } = readParameters(unlooked(template), input.Parameters ?? [], previous?.parameters, account);
  const capabilities = [...(input.Capabilities ?? [])];
  requireCapabilities(template, capabilities);
  const tags = input.Tags?.map(({ Key = '', Value = '' }) => ({ Key, Value })) ?? previous?.tags ?? [];
  if (tags.some(({ Key }) => Key.startsWith('aws:')))
    throw invalid('aws: prefixed tag key names are not allowed for external use.');
  return { templateText: interned(text), parameters, capabilities, tags };
}

// What a parameter of a type of SSM stands for is looked up in each account and region.
function unlooked(template: Template): Template {
  const declared = Object.entries(template.Parameters ?? {}).map(([name, each]) =>
    isLookedUp(each.Type) ? [name, { ...each, Type: 'String' }] : [name, each],
  );
  return { ...template, Parameters: Object.fromEntries(declared) };
}

function changeOf(sets: StackSets, set: StackSetRecord, input: UpdateStackSetInput, reader: Account) {
  checkModel(sets.account, input.PermissionModel ?? set.permissionModel, input);
  if (input.PermissionModel !== undefined && input.PermissionModel !== set.permissionModel)
    throw new ServiceError('NotImplemented', "the local cloud does not change the 'PermissionModel' of a stack set");
  if (set.administrationRole !== undefined && input.AdministrationRoleARN === undefined)
    throw invalid('AdministrationRoleARN must be specified for a StackSet that was created with one');
  const isSome = input.DeploymentTargets !== undefined || input.Accounts !== undefined;
  if (isSome !== (input.Regions !== undefined)) throw invalid('Accounts and Regions must be specified together');
  if (isSome && input.AutoDeployment !== undefined)
    throw invalid('AutoDeployment cannot be specified together with DeploymentTargets or Regions');
  if (isSome) requireInstances(set, input);
  const definition = definitionOf(reader, input, set.definition);
  const outdates =
    input.TemplateBody !== undefined || input.TemplateURL !== undefined || input.Parameters !== undefined;
  const places = isSome ? placesAmong(sets, set, input) : placesOfAll(set);
  return newSetOperation(sets, 'UPDATE', input, places, { change: { definition, outdates } });
}

// What an update says of the set itself, and not of its stacks.
function settle(sets: StackSets, set: StackSetRecord, input: UpdateStackSetInput): void {
  if (input.ManagedExecution !== undefined) manage(sets, set, input.ManagedExecution.Active ?? false);
  if (input.Description !== undefined) set.description = input.Description;
  if (input.AdministrationRoleARN !== undefined) set.administrationRole = input.AdministrationRoleARN;
  if (input.ExecutionRoleName !== undefined) set.executionRole = input.ExecutionRoleName;
  Object.assign(set, deploymentOf(input));
}

// Documented: not while operations are running or queued.
function manage(sets: StackSets, set: StackSetRecord, isManaged: boolean): void {
  if (isManaged !== set.isManaged) sets.requireRest(set, { always: true });
  set.isManaged = isManaged;
}

function invalidName(name: string): ServiceError {
  return invalid(
    `1 validation error detected: Value '${name}' at 'stackSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}
