import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import fc from 'fast-check';
import { readTemplate } from './engine/read-template.ts';
import { WHEREABOUTS } from './services/cloudformation/in-process.ts';
import { openStore } from './store.ts';
import { spoiltTemplate } from './testing/requests.ts';
import { startTarget } from './testing/target.ts';
import { ServiceError } from './wire/service.ts';

describe('thousands of requests that are wrong in every way that a generator finds', () => {
  for (const seed of [1_000, 2_000, 3_000])
    test(`are answered or hung up on, and what is kept can be opened again: from seed ${seed}`, async (context) => {
      const { bombard, config, folder, close } = await startTarget(context);
      await bombard({ batches: 6, size: 250, seed });
      // Whatever has become of the stacks, they can be told of.
      await new CloudFormationClient(config).send(new DescribeStacksCommand({}));
      await close();
      assert.ok((await openStore(folder, WHEREABOUTS)).account.everything().length > 0);
    });
});

test('templates that are spoilt anywhere are read, or refused in words', () => {
  const texts = ['root', 'service', 'load-balancer', 'deployment'].map((name) =>
    readFileSync(`output/hello-server/${name}.yaml`, 'utf8'),
  );
  const refused = new Set<string>();
  fc.assert(
    fc.property(spoiltTemplate([[/^TemplateBody$/, texts]]), (text) => {
      try {
        readTemplate(text);
      } catch (error) {
        assert.ok(error instanceof ServiceError, error instanceof Error ? error.stack : String(error));
        refused.add(error.message);
      }
    }),
    { numRuns: 400, seed: 1 },
  );
  assert.ok(refused.size > 50);
});
