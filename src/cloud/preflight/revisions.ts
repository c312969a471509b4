import type { Check } from './check.ts';
import { readRevisions } from './task-definition.ts';

/**
 * Whether the family's latest revision is the one that runs. The service names its task definition by family, which means the
 * latest: where that is not what runs, ECS may refuse any update of the service.
 */
export const checkRevisions: Check = async ({ clients, stack }) => {
  const { ClusterName: cluster, ServiceName: service } = stack?.outputs ?? {};
  if (cluster === undefined || service === undefined) return [];
  const revisions = await readRevisions(clients, cluster, service);
  if (revisions === undefined || revisions.latest === revisions.running) return [];
  return [
    {
      level: 'warning',
      code: 'latest-not-running',
      message: `the latest revision is ${nameOf(revisions.latest)}, and ${nameOf(revisions.running)} runs: a release has failed since; an update of the service may be refused`,
      hint: `release again until one succeeds (make release), or aws ecs deregister-task-definition --task-definition ${nameOf(revisions.latest)}`,
    },
  ];
};

function nameOf(arn: string): string {
  return arn.replace(/^.*\//, '');
}
