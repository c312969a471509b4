import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';

/** The revision of a task definition that runs, and the latest one that could. */
export interface Revisions {
  readonly running: string;
  readonly latest: string;
}

/** Both revisions of a service; undefined where there is no such service. */
export async function readRevisions(
  { ecs, region }: Clients,
  cluster: string,
  service: string,
): Promise<Revisions | undefined> {
  const answer = await answered(
    ecs.send(new DescribeServicesCommand({ cluster, services: [service] })),
    { action: 'ecs:DescribeServices', resource: `${cluster}/${service}`, region },
    ['ClusterNotFoundException'],
  );
  const found = answer?.services?.find(({ status }) => status !== 'INACTIVE');
  const primary = found?.taskSets?.find(({ status }) => status === 'PRIMARY');
  const running = primary?.taskDefinition ?? found?.taskDefinition;
  if (running === undefined) return undefined;
  const family = running.replace(/^.*\//, '').replace(/:\d+$/, '');
  const described = await explained(ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family })), {
    action: 'ecs:DescribeTaskDefinition',
    resource: family,
    region,
  });
  const latest = described.taskDefinition?.taskDefinitionArn;
  return latest === undefined ? undefined : { running, latest };
}
