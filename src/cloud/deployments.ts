import {
  type DeploymentInfo,
  DeploymentStatus,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  type ListDeploymentsInput,
  type RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { answered, explained } from './call.ts';
import type { Clients } from './clients.ts';

/** A deployment of CodeDeploy, as far as commands look at it. */
export interface Deployment {
  /** `d-ABCDEF123` */
  readonly id: string;
  /** `InProgress`, `Succeeded` */
  readonly status: string;
  readonly since: Date | undefined;
  readonly description: string | undefined;
  /** Who began it: `user`, `autoscaling`, `codeDeployRollback`. */
  readonly creator: string | undefined;
  /** What went wrong, where something did. */
  readonly error: string | undefined;
  /** What it deploys: the AppSpec. */
  readonly revision: RevisionLocation | undefined;
  /** Whose it is; undefined where CodeDeploy does not say. */
  readonly application: string | undefined;
  readonly group: string | undefined;
}

/** What CodeDeploy calls a system's service. */
export interface DeploymentGroup {
  readonly application: string;
  readonly group: string;
}

/** Those in which something can still happen. */
export const RUNNING: readonly DeploymentStatus[] = [
  DeploymentStatus.CREATED,
  DeploymentStatus.QUEUED,
  DeploymentStatus.IN_PROGRESS,
  DeploymentStatus.BAKING,
  DeploymentStatus.READY,
];

type DeployClients = Pick<Clients, 'codeDeploy' | 'region'>;

/** The group of a root stack, by its outputs; undefined where it releases nothing. */
export function deploymentGroupOf(outputs: Readonly<Record<string, string>>): DeploymentGroup | undefined {
  const { ApplicationName: application, DeploymentGroupName: group } = outputs;
  return application === undefined || group === undefined ? undefined : { application, group };
}

/** A stretch of time: deployments that were made in it. */
type Stretch = Pick<ListDeploymentsInput, 'createTimeRange'>;

/** How many are read at the same time. */
const AT_ONCE = 10;

const DAY = 86_400_000;

/**
 * Deployments of a group, newest first by when they were made; none where the group is not there. The API promises no order, so that all
 * of a stretch of time are read before the first is given: the last week, then the last 90 days, then what is older, each only if it is
 * asked for.
 * @param statuses those that are wanted; all unless said.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeployments.html
 */
export async function* listDeployments(
  clients: DeployClients,
  group: DeploymentGroup,
  statuses?: readonly DeploymentStatus[],
): AsyncGenerator<Deployment, void> {
  const seen = new Set<string>();
  for (const stretch of stretchesFor(statuses)) {
    // One that was made right between two is in both.
    const ids = (await listIds(clients, group, statuses, stretch)).filter((id) => !seen.has(id));
    for (const id of ids) seen.add(id);
    yield* await readNewestFirst(clients, ids);
  }
}

// Of those that run there is hardly ever more than one, whenever it was made.
function stretchesFor(statuses: readonly DeploymentStatus[] | undefined): readonly Stretch[] {
  if (statuses?.every((status) => RUNNING.includes(status))) return [{}];
  const ago = (days: number) => new Date(Date.now() - days * DAY);
  const [week, quarter] = [ago(7), ago(90)];
  return [
    { createTimeRange: { start: week } },
    { createTimeRange: { start: quarter, end: week } },
    { createTimeRange: { end: quarter } },
  ];
}

async function listIds(
  { codeDeploy, region }: DeployClients,
  { application, group }: DeploymentGroup,
  statuses: readonly DeploymentStatus[] | undefined,
  stretch: Stretch,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const command = new ListDeploymentsCommand({
      applicationName: application,
      deploymentGroupName: group,
      ...(statuses && { includeOnlyStatuses: [...statuses] }),
      ...stretch,
      ...(token && { nextToken: token }),
    });
    const page = await answered(
      codeDeploy.send(command),
      { action: 'codedeploy:ListDeployments', resource: `${application}/${group}`, region },
      ['ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException'],
    );
    ids.push(...(page?.deployments ?? []));
    token = page?.nextToken;
  } while (token);
  return ids;
}

async function readNewestFirst(clients: DeployClients, ids: readonly string[]): Promise<readonly Deployment[]> {
  const read: { readonly id: string; readonly info: DeploymentInfo }[] = [];
  for (let index = 0; index < ids.length; index += AT_ONCE) {
    const some = ids.slice(index, index + AT_ONCE);
    read.push(...(await Promise.all(some.map(async (id) => ({ id, info: await readInfo(clients, id) })))));
  }
  const madeAt = ({ createTime }: DeploymentInfo) => createTime?.getTime() ?? 0;
  return read.sort((one, other) => madeAt(other.info) - madeAt(one.info)).map(({ id, info }) => factsOf(id, info));
}

/** The deployment of that id; undefined where there is none. */
export async function readDeployment(
  { codeDeploy, region }: DeployClients,
  id: string,
): Promise<Deployment | undefined> {
  const answer = await answered(
    codeDeploy.send(new GetDeploymentCommand({ deploymentId: id })),
    { action: 'codedeploy:GetDeployment', resource: id, region },
    ['DeploymentDoesNotExistException'],
  );
  return answer?.deploymentInfo && factsOf(id, answer.deploymentInfo);
}

async function readInfo({ codeDeploy, region }: DeployClients, id: string): Promise<DeploymentInfo> {
  const { deploymentInfo = {} } = await explained(codeDeploy.send(new GetDeploymentCommand({ deploymentId: id })), {
    action: 'codedeploy:GetDeployment',
    resource: id,
    region,
  });
  return deploymentInfo;
}

/** The first deployment of a list, if it has any. */
export async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

function factsOf(id: string, info: DeploymentInfo): Deployment {
  return {
    id,
    status: info.status ?? 'unknown',
    since: info.startTime ?? info.createTime,
    description: info.description,
    creator: info.creator,
    error: info.errorInformation?.message,
    revision: info.revision,
    application: info.applicationName,
    group: info.deploymentGroupName,
  };
}
