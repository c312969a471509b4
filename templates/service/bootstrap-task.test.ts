import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { specOf } from '../../src/aws/spec.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { ec2, fargate, parameterStore, type SystemOptions } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base } from '../variants.ts';

const onFargate = {
  ...base,
  capacity: fargate({ cpu: 256, memory: 512 }),
  container: { port: 8000, healthCheck: '/' },
};

describe('the bootstrap task', () => {
  test('on Fargate is the same whatever size, Spot share, containers, scaling, shell and rights the service has', () => {
    const before = bootstrapOf(onFargate);
    const changes = fc.record(
      {
        capacity: fc.constantFrom(
          fargate({ cpu: 1024, memory: 4096 }),
          fargate({ cpu: 512, memory: 1024, spotWeight: 3, onDemandBase: 1 }),
          fargate({ cpu: 256, memory: 512, cluster: 'existing' }),
        ),
        container: fc.constantFrom(
          { port: 8000, healthCheck: '/ping', environment: { A: 'anything' } },
          { port: 8000, healthCheck: '/', secrets: { TOKEN: parameterStore('/token') }, user: 'node' },
        ),
        sidecars: fc.constantFrom([], [{ name: 'proxy', image: 'nginx:1' }]),
        service: fc.record({ exec: fc.boolean(), secretsKey: fc.boolean() }),
        scaling: fc.constantFrom(undefined, { min: 1, max: 3, memoryPercent: 50 }),
        permissions: fc.constantFrom([], [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:x' }]),
        loadBalancer: fc.constantFrom({}, { scheme: 'internal' }, { accessLogs: false }),
        permissionsBoundary: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, (options) => {
        assert.deepEqual(bootstrapOf({ ...onFargate, ...options }), before);
      }),
      { numRuns: 25 },
    );
  });

  test('is the same on instances of any type, number and disk', () => {
    const larger = ec2({ instanceType: 'm7i.xlarge', memory: 16384, cpu: 4096, min: 0, max: 9, diskGiB: 60 });
    assert.deepEqual(bootstrapOf({ ...base, capacity: larger }), bootstrapOf(base));
  });

  test("differs by the system's tags in its own tags alone, which change without a new revision", () => {
    const tagged = bootstrapOf({ ...base, tags: { team: 'platform' } });
    const plain = bootstrapOf(base);
    assert.notDeepEqual(tagged.Tags, plain.Tags);
    assert.deepEqual({ ...tagged, Tags: plain.Tags }, plain);
    assert.equal(specOf('AWS::ECS::TaskDefinition')?.properties.Tags?.replacement, 'no');
  });

  test('asks of the root nothing but names and the image, so no other parameter can replace it', () => {
    for (const options of [base, onFargate]) {
      const asked = [...JSON.stringify(bootstrapOf(options)).matchAll(/"Ref":"(\w+)"/g)].map(([, name]) => name);
      assert.deepEqual([...new Set(asked)].sort(), ['BootstrapImage', 'LogGroup', 'SystemName']);
    }
  });

  test('follows what ECS could not change either: port, container name, architecture', () => {
    const port = { ...base, container: { ...base.container, port: 8001 } };
    const name = { ...base, container: { ...base.container, name: 'other' } };
    for (const options of [port, name]) assert.notDeepEqual(bootstrapOf(options), bootstrapOf(base));
    const arm = { ...onFargate, capacity: fargate({ cpu: 256, memory: 512, architecture: 'arm64' }) };
    assert.deepEqual(at(bootstrapOf(arm), 'RuntimePlatform', 'CpuArchitecture'), 'ARM64');
  });
});

function bootstrapOf(options: object): Readonly<Record<string, unknown>> {
  const { templates } = synthesize(blueGreenSystem(options as SystemOptions));
  const service = templates.find(({ file }) => file === 'service.yaml');
  const properties = service?.stack.template.Resources.BootstrapTask?.Properties;
  assert.ok(properties);
  return properties;
}
