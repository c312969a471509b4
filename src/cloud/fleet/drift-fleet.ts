import { DetectStackSetDriftCommand } from '@aws-sdk/client-cloudformation';
import { TealformError } from '../../dsl/error.ts';
import { explained } from '../call.ts';
import type { FleetContext } from './context.ts';
import { runOperation } from './run-operation.ts';
import { listInstances, named } from './stack-set.ts';
import { newOperationId } from './start-operation.ts';
import { problemsOf } from './waves.ts';

/** What drift was found in one stack. */
export interface DriftOfInstance {
  readonly account: string;
  readonly region: string;
  /** `IN_SYNC`, `DRIFTED`, `NOT_CHECKED`, `UNKNOWN` */
  readonly drift: string;
}

/**
 * Has CloudFormation compare every stack of a set with its template, and waits for it. A release moves the weights of listeners: a stack
 * that has been released since counts as drifted.
 * @returns undefined where whoever watches leaves before the end.
 * @throws TealformError what went wrong, where not every stack could be looked at.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-drift.html
 */
export async function detectFleetDrift(context: FleetContext): Promise<readonly DriftOfInstance[] | undefined> {
  const { clients, target, tell } = context;
  const { stackSet, regions, preferences } = target.file;
  const id = newOperationId();
  const instances = await listInstances(clients, stackSet);
  const present = [...new Set(instances.map(({ Region = '' }) => Region))];
  const RegionOrder = [
    ...regions.filter((each) => present.includes(each)),
    ...present.filter((each) => !regions.includes(each)),
  ];
  const command = new DetectStackSetDriftCommand({
    ...named(stackSet),
    OperationPreferences: { ...preferences, RegionOrder },
    OperationId: id,
  });
  const about = {
    action: 'cloudformation:DetectStackSetDrift',
    resource: stackSet.StackSetName,
    region: clients.region,
  };
  const accounts = [...new Set(instances.map(({ Account = '' }) => Account))];
  const ended = await runOperation(
    context,
    id,
    async () => void (await explained(clients.cloudFormation.send(command), about)),
    () => tell({ kind: 'operation', id, purpose: 'drift', accounts, regions: RegionOrder }),
  );
  if (ended.kind === 'left') {
    tell({ kind: 'left-running', operationId: ended.operationId });
    return undefined;
  }
  const { operation, results } = ended;
  if (operation.status !== 'SUCCEEDED')
    throw new TealformError(problemsOf(operation.status, operation.reason, results));
  const after = await listInstances(clients, stackSet);
  return after.map(({ Account: account = '', Region: region = '', DriftStatus: drift = 'NOT_CHECKED' }) => ({
    account,
    region,
    drift,
  }));
}
