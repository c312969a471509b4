import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DeploymentGroupInfo$ } from '@aws-sdk/client-codedeploy';
import { type ContainerDefinition, ContainerDefinition$ } from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import { fromProperties, toProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';

describe('properties and structures of the API', () => {
  const text = fc.string({ minLength: 1, maxLength: 12 });
  const container: fc.Arbitrary<ContainerDefinition> = fc.record(
    {
      name: text,
      memory: fc.integer({ min: 4, max: 4096 }),
      essential: fc.boolean(),
      command: fc.array(text),
      environment: fc.array(fc.record({ name: text, value: text })),
      dockerLabels: fc.dictionary(text, text),
      logConfiguration: fc.record({ logDriver: fc.constant('awslogs' as const), options: fc.dictionary(text, text) }),
    },
    { requiredKeys: [] },
  );

  test('say the same: what is written comes back, keys of maps as they were', () => {
    fc.assert(
      fc.property(container, (definition) => {
        const properties = toProperties(ContainerDefinition$, definition);
        assert.ok(Object.keys(properties).every((name) => /^[A-Z]/.test(name)));
        assert.deepEqual(
          JSON.parse(JSON.stringify(fromProperties(ContainerDefinition$, properties))),
          JSON.parse(JSON.stringify(definition)),
        );
      }),
    );
  });

  test('differ in letter case, and in what parameters make text', () => {
    const properties = { ECSServices: [{ ClusterName: 'a' }], AlarmConfiguration: { Enabled: 'true' }, NoMember: 1 };
    const group: object = fromProperties(DeploymentGroupInfo$, properties);
    assert.deepEqual(group, { ecsServices: [{ clusterName: 'a' }], alarmConfiguration: { enabled: true } });
    assert.deepEqual(fromProperties(ContainerDefinition$, { Memory: '128' }), { memory: 128 });
  });
});

test('pages together are the whole list, whatever their size', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), (all, size) => {
      const seen: number[] = [];
      let token: string | undefined;
      do {
        const [page, next] = pageOf(all, token, size);
        assert.ok(page.length <= size);
        seen.push(...page);
        token = next;
      } while (token !== undefined);
      assert.deepEqual(seen, all);
    }),
  );
  assert.throws(() => pageOf([1], 'x', 1), { code: 'InvalidNextTokenException' });
});
