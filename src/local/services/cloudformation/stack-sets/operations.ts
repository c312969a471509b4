import {
  DescribeStackSetOperation$,
  type DescribeStackSetOperationInput,
  ListStackSetOperationResults$,
  type ListStackSetOperationResultsInput,
  ListStackSetOperations$,
  type ListStackSetOperationsInput,
  StopStackSetOperation$,
  type StopStackSetOperationInput,
} from '@aws-sdk/client-cloudformation';
import { invalid } from '../../../engine/refusals.ts';
import { isOpen, type SetOperationRecord, type StackSetRecord } from '../../../stack-sets/state.ts';
import { type Operation, operation, ServiceError } from '../../../wire/service.ts';
import { notFound, pageOfSets, requireSet } from './access.ts';
import type { AllStackSets } from './all.ts';
import { shownOperation, shownResult, summaryOfOperation } from './shown.ts';

/** The operations on what goes on, or went on, with sets. */
export function stackSetOperationOperations(all: AllStackSets): readonly Operation[] {
  return [
    operation(
      'DescribeStackSetOperation',
      DescribeStackSetOperation$,
      ['StackSetName', 'OperationId', 'CallAs'],
      (input: DescribeStackSetOperationInput, call) => {
        const { sets, set } = requireSet(all, call, input);
        return { StackSetOperation: shownOperation(sets.account, set, requireOperation(set, input.OperationId)) };
      },
    ),
    operation(
      'ListStackSetOperations',
      ListStackSetOperations$,
      ['StackSetName', 'NextToken', 'MaxResults', 'CallAs'],
      (input: ListStackSetOperationsInput, call) => {
        const { set } = requireSet(all, call, input);
        const newestFirst = [...set.operations].reverse();
        const { items, ...next } = pageOfSets(newestFirst, input);
        return { Summaries: items.map(summaryOfOperation), ...next };
      },
    ),
    operation(
      'ListStackSetOperationResults',
      ListStackSetOperationResults$,
      ['StackSetName', 'OperationId', 'NextToken', 'MaxResults', 'Filters', 'CallAs'],
      (input: ListStackSetOperationResultsInput, call) => {
        const { set } = requireSet(all, call, input);
        const filters = input.Filters ?? [];
        const unknown = filters.find(({ Name }) => Name !== 'OPERATION_RESULT_STATUS');
        if (unknown !== undefined) throw invalid(`the filter '${unknown.Name}' is not OPERATION_RESULT_STATUS`);
        const found = Object.values(requireOperation(set, input.OperationId).results).filter(({ status }) =>
          filters.every(({ Values }) => Values === status),
        );
        const { items, ...next } = pageOfSets(found, input);
        return { Summaries: items.map(shownResult), ...next };
      },
    ),
    operation(
      'StopStackSetOperation',
      StopStackSetOperation$,
      ['StackSetName', 'OperationId', 'CallAs'],
      (input: StopStackSetOperationInput, call) => {
        const { sets, set } = requireSet(all, call, input);
        const found = requireOperation(set, input.OperationId);
        if (!isOpen(found))
          throw new ServiceError(
            'InvalidOperationException',
            `Operation ${found.id} is in ${found.status} and cannot be stopped`,
          );
        sets.stop(set, found);
        return {};
      },
    ),
  ];
}

function requireOperation(set: StackSetRecord, operationId: string | undefined): SetOperationRecord {
  const found = set.operations.find(({ id }) => id === operationId);
  if (found) return found;
  throw notFound('OperationNotFoundException', `Operation ${operationId} not found in StackSet ${set.name}`);
}
