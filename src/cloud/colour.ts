import { type Action, DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { TealformError } from '../dsl/error.ts';
import { explained } from './call.ts';
import type { Clients } from './clients.ts';

/** The two target groups of a system. One serves; a release brings the new version up on the other. */
export type Colour = 'blue' | 'green';

/** What says which colour is which: outputs of a system's root stack. */
export interface ColourOutputs {
  readonly ProductionListenerArn: string;
  readonly BlueTargetGroupName: string;
  readonly GreenTargetGroupName: string;
}

/**
 * What is needed to tell colours apart, from the outputs of a root stack.
 * @throws TealformError `no-colour` where an output is missing.
 */
export function colourOutputs(outputs: Readonly<Record<string, string>>, stack: string): ColourOutputs {
  const read = (name: keyof ColourOutputs) => {
    const value = outputs[name];
    if (value !== undefined) return value;
    throw new TealformError({
      code: 'no-colour',
      message: `the stack ${stack} has no output ${name}, so nobody can say which colour serves`,
      hint: 'see that it is a system of this repository; a stack of another origin needs another name',
    });
  };
  return {
    ProductionListenerArn: read('ProductionListenerArn'),
    BlueTargetGroupName: read('BlueTargetGroupName'),
    GreenTargetGroupName: read('GreenTargetGroupName'),
  };
}

/**
 * Which colour serves users now, by what the production listener does with a request.
 * @throws TealformError `no-colour` where it forwards to both, or to something else.
 */
export async function readLiveColour({ elb, region }: Clients, outputs: ColourOutputs, words: string): Promise<Colour> {
  const arn = outputs.ProductionListenerArn;
  const answer = await explained(elb.send(new DescribeListenersCommand({ ListenerArns: [arn] })), {
    action: 'elasticloadbalancing:DescribeListeners',
    resource: arn,
    region,
  });
  return liveColour(answer.Listeners?.[0]?.DefaultActions ?? [], outputs, words);
}

/** The same from the listener's default actions. */
export function liveColour(actions: readonly Action[], outputs: ColourOutputs, words: string): Colour {
  const serving = actions.flatMap(targetsOf).filter(({ weight }) => weight > 0);
  const names = serving.map(({ arn }) => nameOf(arn));
  const [only] = names;
  if (names.length === 1 && only === outputs.BlueTargetGroupName) return 'blue';
  if (names.length === 1 && only === outputs.GreenTargetGroupName) return 'green';
  const what = serving.map(({ arn, weight }) => `${nameOf(arn)} (${weight})`).join(' and ') || 'no target group';
  throw new TealformError({
    code: 'no-colour',
    message: `the production listener forwards to ${what}, not to one of ${outputs.BlueTargetGroupName} and ${outputs.GreenTargetGroupName}`,
    hint:
      names.length > 1
        ? `wait until the release is over, or stop it (make stop ${words}); after an edit by hand, set the weights of one colour to 0`
        : `let the default action of ${outputs.ProductionListenerArn} forward to the colour that has the tasks`,
  });
}

/** Where an action forwards to, by target group; nowhere where it does something else. */
export function targetsOf({ Type, TargetGroupArn, ForwardConfig }: Action): readonly { arn: string; weight: number }[] {
  if (Type !== 'forward') return [];
  const groups = ForwardConfig?.TargetGroups ?? [];
  // Both forms are given back where there is one group: the list is the one with weights.
  if (groups.length === 0) return TargetGroupArn === undefined ? [] : [{ arn: TargetGroupArn, weight: 1 }];
  return groups.map(({ TargetGroupArn: arn = '', Weight: weight = 1 }) => ({ arn, weight }));
}

/** The name of a target group, from `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/NAME/0b1c2d3e4f506172`. */
export function nameOf(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
