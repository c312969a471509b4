import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { colourOutputs, liveColour, readLiveColour } from './colour.ts';
import { OUTPUTS } from './testing/small-account.ts';
import { standIn } from './testing/stand-in-client.ts';

const outputs = colourOutputs(OUTPUTS, 'small');
const group = (name: string) => `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/${name}/0b1c`;

function forward(...weights: readonly (readonly [name: string, weight?: number])[]): readonly Action[] {
  const TargetGroups = weights.map(([name, Weight]) => ({
    TargetGroupArn: group(name),
    ...(Weight === undefined ? {} : { Weight }),
  }));
  return [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
}

const WORDS = 'ENV=dev SYSTEM=small';

describe('the live colour', () => {
  test('is that of the group which has all the weight', () => {
    assert.equal(liveColour(forward(['small-blue', 1], ['small-green', 0]), outputs, WORDS), 'blue');
    assert.equal(liveColour(forward(['small-blue', 0], ['small-green', 100]), outputs, WORDS), 'green');
    assert.equal(liveColour(forward(['small-green']), outputs, WORDS), 'green');
    assert.equal(liveColour([{ Type: 'forward', TargetGroupArn: group('small-blue') }], outputs, WORDS), 'blue');
  });

  test('is none while both have weight, and says how much each', () => {
    assert.throws(
      () => liveColour(forward(['small-blue', 90], ['small-green', 10]), outputs, WORDS),
      /no-colour: .*small-blue \(90\) and small-green \(10\).*\n {2}-> wait until the release is over, or stop it \(make stop ENV=dev SYSTEM=small\)/,
    );
  });

  test('is none where the listener does something else', () => {
    for (const actions of [
      [],
      [{ Type: 'redirect' as const }],
      forward(['other', 1]),
      forward(['small-blue', 0], ['small-green', 0]),
    ]) {
      assert.throws(() => liveColour(actions, outputs, WORDS), /^TealformError: no-colour/);
    }
  });

  test('is read from the production listener', async () => {
    const clients = standIn({
      DescribeListeners: () => ({ Listeners: [{ DefaultActions: forward(['small-green']) }] }),
    });
    assert.equal(await readLiveColour(clients, outputs, WORDS), 'green');
    assert.deepEqual(clients.inputsOf('DescribeListeners'), [{ ListenerArns: [OUTPUTS.ProductionListenerArn] }]);
  });

  test('cannot be told of a stack without the outputs that say it', () => {
    const { BlueTargetGroupName: _, ...rest } = OUTPUTS;
    assert.throws(() => colourOutputs(rest, 'small'), /no-colour: the stack small has no output BlueTargetGroupName/);
  });
});
