import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildStack, TealformError } from '../../src/dsl/index.ts';
import { completeOptions } from '../options/complete.ts';
import { codeCommit, connection, image, type SystemOptions } from '../options.ts';
import { root } from '../root.ts';
import { blueGreenSystem } from '../system.ts';
import { base } from '../variants.ts';
import { checkAvailability } from './availability.ts';
import { environment } from './environment.ts';

const inChina = environment({
  name: 'prod',
  account: '444455556666',
  region: 'cn-north-1',
  parameters: {
    ImageId: 'ami-0a1b2c3d4e5f60718',
    ConnectionArn: 'arn:aws-cn:codeconnections:cn-north-1:444455556666:connection/0b1c2d3e',
  },
});
const elsewhere = environment({ name: 'dev', account: '111122223333', region: 'eu-central-1' });
const byConnection: SystemOptions = { ...base, source: connection({ repository: 'example/shop', branch: 'main' }) };

describe('a system whose source is a connection', () => {
  test('is not deployed to China, where there are none: the problem says so, and what to do instead', () => {
    for (const region of ['cn-north-1', 'cn-northwest-1']) {
      const [problem, ...others] = checkAvailability('shop', built(byConnection), { ...inChina, region });
      assert.deepEqual(others, []);
      assert.equal(problem?.code, 'invalid-environment');
      assert.equal(problem?.path, 'prod.systems');
      assert.equal(problem?.message, `the source of shop is a connection, and ${region} has none`);
      assert.match(problem?.hint ?? '', /^list the systems that are deployed there without shop, or /);
      assert.match(String(problem?.place), /availability\.test\.ts:\d+/);
    }
  });

  test('is found out when the files of its environments are made', () => {
    const system = blueGreenSystem({ ...byConnection, environments: [inChina] });
    assert.throws(
      () => system.files?.(system.build()),
      (error) =>
        error instanceof TealformError &&
        error.problems.length === 1 &&
        error.problems[0]?.path === 'prod.systems' &&
        error.problems[0].stack === base.name,
    );
  });

  test('is deployed elsewhere, and to China one with another source or none', () => {
    assert.deepEqual(checkAvailability('shop', built(byConnection), elsewhere), []);
    for (const source of [codeCommit({ branch: 'main' }), image({ tag: 'release' })]) {
      assert.deepEqual(checkAvailability('shop', built({ ...base, source }), inChina), []);
    }
    assert.deepEqual(checkAvailability('shop', built(base), inChina), []);
  });
});

function built(options: SystemOptions) {
  return buildStack(root(completeOptions(options, inChina.place)));
}
