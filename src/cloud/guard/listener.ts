import type { JudgedChange } from './certainty.ts';
import { type GuardInput, NOTHING, type Verdict } from './verdict.ts';

const LISTENERS = ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'];

/** Refuses to write a listener with the colour that does not serve: its users would meet an empty target group. */
export function guardListener({ stackName, change }: JudgedChange, { passedColour, liveColour }: GuardInput): Verdict {
  if (!LISTENERS.includes(change.type) || change.action !== 'Modify') return NOTHING;
  if (liveColour === undefined || liveColour === passedColour) return NOTHING;
  const problem = {
    code: 'guarded',
    stack: stackName,
    logicalId: change.logicalId,
    message: `the update would send users to ${passedColour}, and ${liveColour} serves: a release has swapped the colours meanwhile`,
    hint: 'run it again: it reads the live colour anew',
  };
  return { refused: [problem], warned: [] };
}
