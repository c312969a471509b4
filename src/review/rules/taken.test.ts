import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { filesTree } from '../generation/file-tree.ts';
import { planFiles } from '../plan-files.ts';

function listener(id: string, port: number): string {
  return `
  ${id}:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref LoadBalancer
      Port: ${port}
      DefaultActions: [{ Type: fixed-response, FixedResponseConfig: { StatusCode: "200" } }]`;
}

function say(before: string, after: string): readonly string[] {
  const tree = (label: string, resources: string) =>
    filesTree(label, {
      'shop/root.yaml': `Parameters:\n  LoadBalancer: { Type: String }\nResources:${resources}\n`,
    });
  const { systems } = planFiles(tree('before', before), tree('after', after), { reserved: [] });
  return systems.flatMap(({ refused, warned }) =>
    Object.entries({ refused, warned }).flatMap(([level, all]) =>
      all.filter(({ code }) => code === 'name-taken').map(({ logicalId }) => `${level} ${logicalId}`),
    ),
  );
}

describe('a place that only one resource can have', () => {
  test('is not free for another one while the old one is only to go', () => {
    assert.deepEqual(say(listener('Users', 80), listener('Clients', 80)), ['refused Clients']);
  });

  test('is free where the old one has another', () => {
    assert.deepEqual(say(listener('Users', 80), listener('Clients', 81)), []);
  });

  test('may not be free yet where the old one leaves it in the same update', () => {
    const after = listener('Users', 443) + listener('Redirect', 80);
    assert.deepEqual(say(listener('Users', 80), after), ['warned Redirect']);
  });

  test('is free for neither of two that change places', () => {
    const [before, after] = [
      listener('Users', 80) + listener('Testers', 8080),
      listener('Users', 8080) + listener('Testers', 80),
    ];
    assert.deepEqual(say(before, after), ['refused Users', 'refused Testers']);
  });
});
