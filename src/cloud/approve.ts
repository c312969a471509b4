import {
  ContinueDeploymentCommand,
  type LifecycleEventStatus,
  PutLifecycleEventHookExecutionStatusCommand,
} from '@aws-sdk/client-codedeploy';
import { type Problem, TealformError, throwIfAny } from '../dsl/error.ts';
import { answered, isEcho } from './call.ts';
import type { Clients } from './clients.ts';
import { type Deployment, type DeploymentGroup, readDeployment } from './deployments.ts';

type DeployClients = Pick<Clients, 'codeDeploy' | 'region'>;

/** What somebody says for a hook that does not say it itself. */
export interface HookReport {
  readonly deployment: string;
  /** `LifecycleEventHookExecutionId`, as the hook was given it: its log has it. */
  readonly execution: string;
  readonly status: string;
}

/**
 * What is wrong with a report, all at once; else it as CodeDeploy takes it.
 * @throws TealformError `usage`
 */
export function readReport({ deployment, execution, status }: Partial<HookReport>): HookReport & {
  readonly status: LifecycleEventStatus;
} {
  const problem = (message: string): Problem => ({ code: 'usage', message });
  const statuses = ['Succeeded', 'Failed'] as const;
  const known = statuses.find((each) => each === status);
  throwIfAny([
    ...(/^d-[A-Z0-9]+$/.test(deployment ?? '')
      ? []
      : [problem(`--deployment takes an id: d-..., not ${shown(deployment)}`)]),
    ...(execution ? [] : [problem('--execution takes the lifecycleEventHookExecutionId from the log of the hook')]),
    ...(known ? [] : [problem(`--status takes ${statuses.join(' or ')}, not ${shown(status)}`)]),
  ]);
  return { deployment: deployment ?? '', execution: execution ?? '', status: known ?? 'Failed' };
}

/**
 * The deployment that somebody speaks for.
 * @throws TealformError `no-deployment`, and `refused-by-guard` where it is another system's.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html
 */
export async function findOwnDeployment(
  clients: DeployClients,
  { application, group }: DeploymentGroup,
  id: string,
): Promise<Deployment> {
  const found = await readDeployment(clients, id);
  if (found === undefined) throw noDeployment(id);
  if (found.application === application && found.group === group) return found;
  throw new TealformError({
    code: 'refused-by-guard',
    message: `${id} is a deployment of ${found.application}/${found.group}, not of ${application}/${group}`,
    hint: 'name the system that it is of: SYSTEM=...',
  });
}

/**
 * Reports for a hook. CodeDeploy takes the first report that it gets.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html
 */
export async function reportHook(
  { codeDeploy, region }: DeployClients,
  report: HookReport & { readonly status: LifecycleEventStatus },
): Promise<void> {
  const { deployment, execution, status } = report;
  const command = new PutLifecycleEventHookExecutionStatusCommand({
    deploymentId: deployment,
    lifecycleEventHookExecutionId: execution,
    status,
  });
  const about = { action: 'codedeploy:PutLifecycleEventHookExecutionStatus', resource: deployment, region };
  const sent = taken(codeDeploy.send(command), 'LifecycleEventAlreadyCompletedException');
  if ((await answered(sent, about, NO_DEPLOYMENT)) === undefined) throw noDeployment(deployment);
}

/** Lets a deployment go on that waits for somebody to say that traffic may move. */
export async function continueDeployment({ codeDeploy, region }: DeployClients, id: string): Promise<void> {
  const command = new ContinueDeploymentCommand({ deploymentId: id, deploymentWaitType: 'READY_WAIT' });
  const about = { action: 'codedeploy:ContinueDeployment', resource: id, region };
  const sent = taken(codeDeploy.send(command), ...GOES_ON);
  if ((await answered(sent, about, NO_DEPLOYMENT)) === undefined) throw noDeployment(id);
}

/** Said of a deployment that does not wait any more. */
const GOES_ON = ['DeploymentIsNotInReadyStateException', 'DeploymentAlreadyCompletedException'];

// The answer may have been lost, and what it was about been taken.
function taken(call: Promise<object>, ...echoes: readonly string[]): Promise<object> {
  return call.catch((error: unknown) => {
    if (error instanceof Error && isEcho(...echoes)(error)) return {};
    throw error;
  });
}

const NO_DEPLOYMENT = ['DeploymentDoesNotExistException'];

function noDeployment(id: string): TealformError {
  const hint = 'make status lists those that run; see that ENV says where it does';
  return new TealformError({ code: 'no-deployment', message: `CodeDeploy has no deployment ${id}`, hint });
}

function shown(value: string | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
