// For tests only: a way to break a rule, and ways to change what is emitted.
import type { Variant } from '../../variants.ts';
import { type Change, changeBuildSpec } from '../broken.ts';

export { changeBuildSpec };

/** A way to break a rule: the code, what somebody did, the resource they did it to, and what they are told. */
export type Break = readonly [code: string, what: string, variant: Variant, id: string, change: Change, told: RegExp];

export const onInstances: Variant = 'three zones, a NAT in each';
export const onFargate: Variant = 'HTTPS with host name, everything that Fargate can';
export const onExisting: Variant = 'on a load balancer that exists, HTTPS with host name';

/** Changes the deploy action of a pipeline. */
export function changeDeployAction(change: (action: Parameters<Change>[0]) => void): Change {
  return (pipeline) => change(pipeline.Stages.at(-1).Actions[0]);
}

/** Takes a policy of that name from a role. */
export function withoutPolicyNamed(name: string): Change {
  return (role) => {
    role.Policies = role.Policies.filter(({ PolicyName }: { PolicyName: string }) => PolicyName !== name);
  };
}

/** Gives a role one statement more. */
export function allow(statement: object): Change {
  return (role) => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
    role.Policies = [...(role.Policies ?? []), { PolicyName: 'more', PolicyDocument: document }];
  };
}
