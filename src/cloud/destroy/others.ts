import { ListServicesCommand, type ListServicesCommandOutput } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  type DescribeListenersCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Problem, TealformError } from '../../dsl/error.ts';
import { answered } from '../call.ts';
import type { Clients } from '../clients.ts';
import { deploymentGroupOf } from '../deployments.ts';
import { findRunning } from '../release.ts';
import type { DestructionPlan } from './plan.ts';

type LookClients = Pick<Clients, 'codeDeploy' | 'ecs' | 'elb' | 'region'>;

/** What is gone already, as half of a stack may be. */
const GONE = ['ClusterNotFoundException', 'LoadBalancerNotFound', 'LoadBalancerNotFoundException'];

/**
 * Holds that nobody else is hurt by a deletion: no listener on a load balancer that goes and no service in a cluster that goes is another
 * system's, and no release runs. CloudFormation would take the load balancer with all its listeners before it failed at the cluster. Reads
 * only; what cannot be looked at keeps nothing from going.
 * @returns what could not be looked at, and why.
 * @throws TealformError `refused-by-guard` with what there is and what to do first.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
 */
export async function checkOthers(clients: LookClients, plan: DestructionPlan): Promise<readonly Problem[]> {
  const { root, goes, stays, snapshots } = plan;
  const unseen: Problem[] = [];
  const group = deploymentGroupOf(root.outputs);
  const running =
    group && (await seen(unseen, `a release of ${root.name} that runs`, () => findRunning(clients, group)));
  if (running !== undefined) {
    throw new TealformError({
      code: 'refused-by-guard',
      message: `the deployment ${running.id} of ${root.name} is ${running.status}`,
      hint: 'wait until it is over (make status), or stop it: make stop',
    });
  }
  const own = new Set([...goes, ...stays, ...snapshots].map(({ id }) => id));
  const others: string[] = [];
  const look = async (
    type: string,
    what: string,
    list: (clients: LookClients, id: string) => AsyncIterable<string>,
  ) => {
    for (const { id, path } of goes.filter((each) => each.type === type))
      await seen(unseen, `${what} ${path} of another system`, async () => {
        for await (const found of list(clients, id)) if (!own.has(found)) others.push(`${what} ${path}: ${found}`);
      });
  };
  await look('AWS::ElasticLoadBalancingV2::LoadBalancer', 'a listener on', listListeners);
  await look('AWS::ECS::Cluster', 'a service in', listServices);
  if (others.length === 0) return unseen;
  throw new TealformError({
    code: 'refused-by-guard',
    message: `what is not of ${root.name} stands on it, and would go or hold it up:${others.map((each) => `\n  ${each}`).join('')}`,
    hint: 'take down first the system that it belongs to: make destroy SYSTEM=..., or aws by hand where no stack has made it',
  });
}

// What the caller may not look at, or an emulator does not know, is remembered.
async function seen<T>(unseen: Problem[], what: string, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const [problem] = error instanceof TealformError ? error.problems : [];
    if (problem === undefined) throw error;
    const isUnknown = problem.code === 'access-denied' || /Unauthorized|UnknownOperation/.test(problem.message);
    if (!isUnknown) throw error;
    unseen.push({
      code: 'not-checked',
      message: `whether there is ${what}: not checked, ${problem.message}`,
      hint: problem.hint,
    });
    return undefined;
  }
}

async function* listListeners({ elb, region }: LookClients, loadBalancer: string): AsyncGenerator<string, void> {
  let marker: string | undefined;
  do {
    const page: DescribeListenersCommandOutput | undefined = await answered(
      elb.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancer, ...(marker && { Marker: marker }) })),
      { action: 'elasticloadbalancing:DescribeListeners', resource: loadBalancer, region },
      GONE,
    );
    for (const { ListenerArn } of page?.Listeners ?? []) if (ListenerArn) yield ListenerArn;
    marker = page?.NextMarker;
  } while (marker);
}

async function* listServices({ ecs, region }: LookClients, cluster: string): AsyncGenerator<string, void> {
  let token: string | undefined;
  do {
    const page: ListServicesCommandOutput | undefined = await answered(
      ecs.send(new ListServicesCommand({ cluster, maxResults: 100, ...(token && { nextToken: token }) })),
      { action: 'ecs:ListServices', resource: cluster, region },
      GONE,
    );
    yield* page?.serviceArns ?? [];
    token = page?.nextToken;
  } while (token);
}
