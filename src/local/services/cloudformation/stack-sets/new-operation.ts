import { createHash } from 'node:crypto';
import type { DeploymentTargets, Parameter, StackSetOperationPreferences } from '@aws-sdk/client-cloudformation';
import { readTemplate } from '../../../engine/read-template.ts';
import { invalid } from '../../../engine/refusals.ts';
import { newUuid } from '../../../resources/naming.ts';
import { orderedRegions } from '../../../stack-sets/preferences.ts';
import type { StackSets } from '../../../stack-sets/stack-sets.ts';
import type { SetOperationRecord, StackSetRecord } from '../../../stack-sets/state.ts';
import { ServiceError } from '../../../wire/service.ts';
import type { Places } from './targets.ts';

/** What every request that begins an operation has. */
export interface OperationInput {
  readonly OperationId?: string | undefined;
  readonly OperationPreferences?: StackSetOperationPreferences | undefined;
  readonly DeploymentTargets?: DeploymentTargets | undefined;
  readonly Accounts?: readonly string[] | undefined;
}

/** An operation that has not begun. @throws ServiceError `ValidationError` for preferences that do not fit. */
export function newSetOperation(
  { account }: StackSets,
  action: SetOperationRecord['action'],
  input: OperationInput,
  results: Places,
  more: Partial<SetOperationRecord> = {},
): SetOperationRecord {
  const preferences = input.OperationPreferences ?? {};
  const regions = [...new Set(Object.values(results).map(({ region }) => region))];
  const { Accounts: accounts } = input;
  const targets = input.DeploymentTargets ?? (accounts && { Accounts: [...accounts] });
  const { OperationId: id = newUuid(account), ...request } = input;
  return {
    id,
    action,
    status: 'QUEUED',
    request: createHash('sha256')
      .update(JSON.stringify([action, request]))
      .digest('hex'),
    preferences,
    createdAt: account.now().toISOString(),
    regions: orderedRegions(regions, preferences),
    results,
    ...(targets && { targets }),
    ...more,
  };
}

/**
 * The values that a request gives instances of their own.
 * @throws ServiceError `ValidationError` for a parameter that the set's template does not have.
 */
export function readOverrides(
  { definition }: StackSetRecord,
  given: readonly Parameter[] | undefined,
): Pick<SetOperationRecord, 'overrides'> {
  if (given === undefined) return {};
  const declared = readTemplate(definition.templateText).Parameters ?? {};
  const unknown = given.flatMap(({ ParameterKey: name = '' }) => (Object.hasOwn(declared, name) ? [] : [name]));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  if (given.some(({ ResolvedValue }) => ResolvedValue !== undefined))
    throw new ServiceError('NotImplemented', "the local cloud does not look at 'ResolvedValue' of ParameterOverrides");
  const read = given.map(({ ParameterKey: name = '', ParameterValue: value, UsePreviousValue: keeps = false }) => {
    if (keeps && value !== undefined)
      throw invalid(
        `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true and non empty value`,
      );
    return [name, keeps ? null : (value ?? '')] as const;
  });
  return { overrides: Object.fromEntries(read) };
}
