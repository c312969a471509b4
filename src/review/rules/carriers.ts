import type { ResolvedTree } from '../resolve/resolve.ts';
import { tokensIn } from '../resolve/token.ts';
import { own } from '../resolve/values.ts';

/** The paths of the listeners that CodeDeploy moves traffic on: those that deployment groups name. */
export function listenersOfReleases({ resources }: ResolvedTree): readonly string[] {
  const types = new Map(resources.map(({ path, type }) => [path, type]));
  const named = resources
    .filter(({ type }) => type === 'AWS::CodeDeploy::DeploymentGroup')
    .flatMap(({ properties }) => tokensIn(own(properties, 'LoadBalancerInfo')).map(({ of }) => of))
    .filter((path) => types.get(path) === 'AWS::ElasticLoadBalancingV2::Listener');
  return [...new Set(named)];
}

/** The same, and the rules of those. */
export function carriersIn(tree: ResolvedTree): readonly string[] {
  const listeners = listenersOfReleases(tree);
  const rules = tree.resources.filter(
    ({ type, properties }) =>
      type === 'AWS::ElasticLoadBalancingV2::ListenerRule' &&
      tokensIn(own(properties, 'ListenerArn')).some(({ of }) => listeners.includes(of)),
  );
  return [...listeners, ...rules.map(({ path }) => path)];
}
