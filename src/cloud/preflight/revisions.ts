import { TealformError } from '../../dsl/error.ts';
import type { Clients } from '../clients.ts';
import { type DeploymentGroup, deploymentGroupOf, listDeployments } from '../deployments.ts';
import { findRunning } from '../release.ts';
import { completeRevision, revisionName, taskDefinitionOf } from '../revision.ts';
import type { Check } from './check.ts';
import { readRevisions } from './task-definition.ts';

/**
 * Whether the family's latest revision is the one that runs. The service names its task definition by family, which means the
 * latest: where that is not what runs, ECS may refuse any update of the service. While a release runs it is so for a while, and whatever
 * is released must stay.
 */
export const checkRevisions: Check = async ({ clients, stack }) => {
  const { ClusterName: cluster, ServiceName: service } = stack?.outputs ?? {};
  if (cluster === undefined || service === undefined) return [];
  const revisions = await readRevisions(clients, cluster, service);
  if (revisions === undefined || revisions.latest === revisions.running) return [];
  const group = deploymentGroupOf(stack?.outputs ?? {});
  const [latest, running] = [revisionName(revisions.latest), revisionName(revisions.running)];
  const why = group === undefined ? 'somebody has registered it' : await tryToExplain(clients, group, latest);
  if (why === undefined) return [];
  return [
    {
      level: 'warning',
      code: 'latest-not-running',
      message: `the latest revision is ${latest}, and ${running} runs: ${why}; an update of the service may be refused`,
      hint: `release again until one succeeds (make release), or take it away: aws ecs deregister-task-definition --task-definition ${latest}`,
    },
  ];
};

// Whoever may not look at deployments is told of the revision all the same.
async function tryToExplain(clients: Clients, group: DeploymentGroup, latest: string): Promise<string | undefined> {
  try {
    return (await findRunning(clients, group)) ? undefined : await explain(clients, group, latest);
  } catch (error) {
    if (!(error instanceof TealformError) || error.code !== 'access-denied') throw error;
    return UNKNOWN;
  }
}

const UNKNOWN = 'a release has failed since, was gone back from, or was never begun';

/** How many deployments are looked at, the newest first. */
const DEPTH = 10;

/** How it has come that a revision is the latest and does not run, by what deployments say. */
async function explain(clients: Clients, group: DeploymentGroup, latest: string): Promise<string> {
  let newer: string | undefined;
  let isUnread = false;
  let count = 0;
  for await (const { id, status, revision } of listDeployments(clients, group)) {
    count += 1;
    const location = revision && (await completeRevision(clients, group.application, revision));
    const named = location && taskDefinitionOf(location);
    isUnread ||= named === undefined;
    if (named !== undefined && revisionName(named) === latest) {
      if (status !== 'Succeeded') return `${id}, which would have brought it, is ${status}`;
      return newer ? `${newer} has gone back from it` : `${id} has brought it, and something else was put in its place`;
    }
    if (status === 'Succeeded') newer ??= id;
    if (count >= DEPTH) break;
  }
  if (isUnread) return UNKNOWN;
  return count === 0 ? 'nothing has been released yet' : `none of the last ${count} deployments has brought it`;
}
