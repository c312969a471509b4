import { DescribeClustersCommand } from '@aws-sdk/client-ecs';
import { explained } from '../call.ts';
import { targetResources } from '../target-resources.ts';
import { type Check, notChecked } from './check.ts';

/** Whether there are container insights: a cluster of the system's own says so in its template, one that exists is asked. */
export const checkInsights: Check = async ({ clients: { ecs, region }, target, parameters }) => {
  if (targetResources(target).some(({ type }) => type === 'AWS::ECS::Cluster')) return [];
  const cluster = parameters.ClusterName;
  if (cluster === undefined) return [];
  if (target.environment.emulator) return [notChecked('cluster', 'an emulator need not have one that exists')];
  const answer = await explained(
    ecs.send(new DescribeClustersCommand({ clusters: [cluster], include: ['SETTINGS'] })),
    { action: 'ecs:DescribeClusters', resource: cluster, region },
  );
  const found = answer.clusters?.find(({ status }) => status === 'ACTIVE');
  if (found === undefined) {
    return [
      {
        level: 'error',
        code: 'no-cluster',
        message: `there is no cluster ${cluster} in ${region}`,
        hint: 'deploy the system that makes it first, or write another ClusterName in templates/environments.ts',
      },
    ];
  }
  const setting = found.settings?.find(({ name }) => name === 'containerInsights')?.value;
  if (setting === 'enabled' || setting === 'enhanced') return [];
  return [
    {
      level: 'note',
      code: 'no-insights',
      message: `the cluster ${cluster} has no container insights; it is not this system's to change`,
      hint: `aws ecs update-cluster-settings --cluster ${cluster} --settings name=containerInsights,value=enabled`,
    },
  ];
};
