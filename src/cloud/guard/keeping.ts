import type { Problem } from '../../dsl/error.ts';
import type { JudgedChange } from './certainty.ts';
import { type GuardInput, NOTHING, type Verdict } from './verdict.ts';

/** Types that must neither be replaced nor go, why, and how to come to the same end without it. */
interface Keeping {
  readonly types: readonly string[];
  readonly reason: string;
  readonly wayRound: string;
  /** Whether it does no harm when the old one is kept. */
  readonly mayBeLeft: boolean;
}

const KEPT: readonly Keeping[] = [
  {
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
    reason: 'users reach the service through it: another one has another address, and none of the listeners',
    wayRound:
      'leave its name, scheme and type as they are, or build a second system beside this one and move the host name over',
    mayBeLeft: false,
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
    reason: 'CodeDeploy moves traffic on it, and knows it by its ARN',
    wayRound: 'leave it on its load balancer under its logical id; protocol, port and certificate can change in place',
    mayBeLeft: false,
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::TargetGroup'],
    reason: 'the tasks are registered in one of the two, and only a release registers any',
    wayRound:
      'leave its name, port, protocol, target type and network as they are; health checks and attributes can change in place',
    mayBeLeft: false,
  },
  {
    types: ['AWS::ECS::Service'],
    reason: 'it is what runs: another one would begin with the bootstrap task, and CodeDeploy would not know it',
    wayRound:
      'what a release can change belongs into the release files; all else needs a second system beside this one',
    mayBeLeft: false,
  },
  {
    types: ['AWS::ECS::Cluster'],
    reason: 'every task runs in it',
    wayRound: 'leave its name as it is; settings and capacity providers can change in place',
    mayBeLeft: false,
  },
  {
    types: ['AWS::EC2::VPC', 'AWS::EC2::Subnet'],
    reason: 'load balancer, tasks and hooks are in it, and CodeDeploy lets no update move a service to another network',
    wayRound:
      'leave its address range and zone as they are, or build a second system in the other network beside this one',
    mayBeLeft: false,
  },
  {
    types: ['AWS::ECS::TaskDefinition'],
    reason:
      'another revision of the bootstrap task would be the latest of its family, and updates of the service would be refused',
    wayRound:
      'leave SystemName, BootstrapImage, container name and port as they were at creation; releases register what runs',
    mayBeLeft: false,
  },
  {
    types: [
      'AWS::S3::Bucket',
      'AWS::ECR::Repository',
      'AWS::CodeCommit::Repository',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
    ],
    reason: 'what is in it would be lost, or out of reach',
    wayRound:
      'keep it under its logical id and name, or give it DeletionPolicy and UpdateReplacePolicy Retain in one update and let it go in the next',
    mayBeLeft: true,
  },
];

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Refuses that what carries traffic or holds data is replaced or taken away. */
export function guardKeeping(judged: JudgedChange, { removedStacks }: GuardInput): Verdict {
  const { change } = judged;
  if (change.type === NESTED_STACK) return guardNestedStack(judged, removedStacks.get(change.logicalId) ?? []);
  const kept = KEPT.find(({ types }) => types.includes(change.type));
  if (kept === undefined) return NOTHING;
  const fate = fateOf(judged);
  if (fate === undefined) return NOTHING;
  const problem = problemOf(judged, `${fate.how}: ${kept.reason}`, kept.wayRound);
  const isLeft = kept.mayBeLeft && /Retain|Snapshot/.test(change.policy ?? '');
  return fate.isCertain && !isLeft ? { refused: [problem], warned: [] } : { refused: [], warned: [problem] };
}

function guardNestedStack(judged: JudgedChange, types: readonly string[]): Verdict {
  const { change } = judged;
  const isGone = change.action === 'Remove' || (change.replacement === 'yes' && judged.certain.length > 0);
  const kept = types.filter((type) => KEPT.some((each) => each.types.includes(type)));
  if (!isGone || kept.length === 0) return NOTHING;
  const what = `would go with ${[...new Set(kept)].join(', ')} in it`;
  const hint = 'leave the nested stack under its logical id: what is in it belongs to it and cannot move to another';
  return { refused: [problemOf(judged, what, hint)], warned: [] };
}

function fateOf({ change, certain, uncertain }: JudgedChange): { how: string; isCertain: boolean } | undefined {
  if (change.action === 'Remove') return { how: 'would be taken away', isCertain: true };
  if (change.action !== 'Modify' || change.replacement === 'no') return undefined;
  const replacing = (all: JudgedChange['certain']) => all.filter(({ recreation }) => recreation !== 'Never');
  const causes = replacing(certain);
  const names = (causes.length > 0 ? causes : replacing(uncertain)).map(
    ({ property, attribute }) => property ?? attribute,
  );
  const because = names.length > 0 ? ` because of ${names.join(', ')}` : '';
  // Without any cause there is nothing that could turn out to be as it was.
  if (causes.length > 0 || uncertain.length === 0) return { how: `would be replaced${because}`, isCertain: true };
  return { how: `may be replaced${because}, which is known at the update only`, isCertain: false };
}

function problemOf({ stackName, change }: JudgedChange, message: string, hint: string): Problem {
  return { code: 'guarded', stack: stackName, logicalId: change.logicalId, message: `${change.type} ${message}`, hint };
}
