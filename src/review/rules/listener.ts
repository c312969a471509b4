import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import { showTokens } from '../resolve/token.ts';
import { own, textOf } from '../resolve/values.ts';
import {
  type ActionsByColour,
  type Facts,
  type JudgedChange,
  NOTHING,
  placeOf,
  type Verdict,
  verdictOf,
} from './verdict.ts';

const TYPES = ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'];

/**
 * A listener that CodeDeploy moves traffic on: any edit writes its actions again, and so sends requests where the template says. That is
 * right only where the template follows the colour that serves.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html
 */
export function guardListener(judged: JudgedChange, { actions }: Facts): Verdict {
  const { change, certain } = judged;
  if (!TYPES.includes(change.type) || change.action !== 'Modify' || change.replacement === 'yes') return NOTHING;
  const known = actions?.(change);
  if (known === undefined || !certain.some(({ attribute }) => attribute === 'Properties')) return NOTHING;
  const { before, after } = known;
  const [was, is] = [targetsOf(before), targetsOf(after)];
  const place = placeOf(judged);
  if (is.blue === is.green) {
    const message = `${change.type} would send requests to ${showTokens(is.blue) || 'no target group'}, whichever colour serves`;
    const hint =
      'have its default action follow the parameter LiveColour, which make deploy fills in from the live listener: !If [GreenIsLive, green, blue]';
    return verdictOf('refused', [{ ...place, code: 'listener-colour', message, hint }]);
  }
  if (was.blue !== was.green && (was.blue !== is.blue || was.green !== is.green)) {
    const colour = was.blue === is.blue ? 'green' : 'blue';
    const message = `${change.type} would send requests to ${showTokens(is[colour])} while ${colour} serves, and not to ${showTokens(was[colour])}`;
    const hint = 'leave which target group belongs to which value of LiveColour: the other one has no tasks';
    return verdictOf('refused', [{ ...place, code: 'listener-colour', message, hint }]);
  }
  const message = `${change.type} is written anew with its actions, for whatever LiveColour says: with a wrong value, users go to a target group without tasks`;
  const hint =
    'deploy it by make deploy or make stackset, which read the live colour and keep releases out; elsewhere pass LiveColour by hand';
  return verdictOf('warned', [{ ...place, code: 'listener-edit', message, hint }]);
}

/** Where most requests go, by colour. */
function targetsOf({ blue, green }: ActionsByColour): { readonly blue: string; readonly green: string } {
  return { blue: targetOf(blue), green: targetOf(green) };
}

function targetOf(actions: Data | undefined): string {
  const forward = [actions ?? []].flat().findLast((action) => isObject(action) && own(action, 'Type') === 'forward');
  if (!isObject(forward)) return '';
  const config = own(forward, 'ForwardConfig');
  const groups = isObject(config) ? [own(config, 'TargetGroups') ?? []].flat().filter(isObject) : [];
  const [first] = groups.toSorted((a, b) => Number(own(b, 'Weight') ?? 1) - Number(own(a, 'Weight') ?? 1));
  const target = first === undefined ? own(forward, 'TargetGroupArn') : own(first, 'TargetGroupArn');
  return typeof target === 'string' ? target : textOf(target);
}
