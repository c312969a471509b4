import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { explained } from '../call.ts';
import type { Clients } from '../clients.ts';

/** How many tasks a service has. */
export interface ServiceStatus {
  readonly name: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
}

/** The tasks of the service that a root stack has, by its outputs; undefined where there is none. */
export async function readService(
  { ecs, region }: Pick<Clients, 'ecs' | 'region'>,
  { ClusterName: cluster, ServiceName: name }: Readonly<Record<string, string>>,
): Promise<ServiceStatus | undefined> {
  if (cluster === undefined || name === undefined) return undefined;
  const { services } = await explained(ecs.send(new DescribeServicesCommand({ cluster, services: [name] })), {
    action: 'ecs:DescribeServices',
    resource: `${cluster}/${name}`,
    region,
  });
  const service = services?.[0];
  return (
    service && {
      name,
      desired: service.desiredCount ?? 0,
      running: service.runningCount ?? 0,
      pending: service.pendingCount ?? 0,
    }
  );
}
