import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { specOf } from '../../src/aws/spec.ts';
import { idsUsed } from '../../src/dsl/references.ts';
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
  test('on instances is the same whatever containers, scaling and rights the service has', () => {
    const before = bootstrapOf(base);
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '1', ' ', '"', '$', '{', '}', '\n') });
    const changes = fc.record(
      {
        container: fc.record({
          port: fc.constant(8000),
          healthCheck: fc.constantFrom('/', '/ping', '/health'),
          memory: fc.integer({ min: 6, max: 1000 }),
          cpu: fc.integer({ min: 2, max: 256 }),
          environment: fc.dictionary(fc.constantFrom('A', 'B', 'C'), text),
          secrets: fc.constantFrom({}, { TOKEN: parameterStore('/token') }),
          user: fc.constantFrom('node', '1000'),
          command: fc.array(text, { minLength: 1 }),
          readonlyRootFilesystem: fc.boolean(),
        }),
        sidecars: fc.constantFrom([], [{ name: 'proxy', image: 'nginx:1', memory: 64 }]),
        count: fc.oneof(
          fc.record({ desiredCount: fc.integer({ min: 0, max: 5 }) }),
          fc.record({ scaling: fc.constant({ min: 1, max: 3, cpuPercent: 50 }) }),
        ),
        service: fc.record({
          gracePeriodSeconds: fc.integer({ min: 0, max: 300 }),
          logRetention: fc.constantFrom(7, 90),
        }),
        permissions: fc.constantFrom([], [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:x' }]),
        approval: fc.constantFrom(undefined, { waitMinutes: 5 }),
        containerInsights: fc.constantFrom('enabled', 'enhanced'),
        permissionsBoundary: fc.boolean(),
        hooks: fc.constantFrom({}, base.hooks),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, ({ count, ...options }) => {
        assert.deepEqual(bootstrapOf({ ...base, ...options, ...count }), before);
      }),
      { numRuns: 40 },
    );
  });

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
      const asked = idsUsed(bootstrapOf(options)).map(({ name }) => name);
      const own = ['ExecutionRole', 'LogGroup', 'TaskRole'];
      assert.deepEqual([...new Set(asked)].sort(), ['BootstrapImage', ...own, 'SystemName'].sort());
    }
  });

  test('follows what ECS could not change either: port, container name, architecture', () => {
    const port = { ...base, container: { ...base.container, port: 8001 } };
    const name = { ...base, container: { ...base.container, name: 'other' } };
    for (const options of [port, name]) assert.notDeepEqual(bootstrapOf(options), bootstrapOf(base));
    const arm = { ...onFargate, capacity: fargate({ cpu: 256, memory: 512, architecture: 'arm64' }) };
    assert.deepEqual(at(bootstrapOf(arm), 'RuntimePlatform', 'CpuArchitecture'), 'ARM64');
  });

  test('answers 200 to the health check and to every other path, and ends when it is told to', async (context) => {
    const [container] = bootstrapOf(base).ContainerDefinitions as readonly object[];
    const command = at(container, 'Command');
    assert.ok(Array.isArray(command));
    const [program, flag, code] = command;
    assert.deepEqual([program, flag], ['node', '-e']);
    assert.match(code, /\.listen\(8000\);\n$/);
    // The port that the system gives, told to the test.
    const onFreePort = code.replace('.listen(8000);', '.listen(0, function () { console.log(this.address().port); });');
    const child = spawn(process.execPath, ['-e', onFreePort], { stdio: ['ignore', 'pipe', 'inherit'] });
    context.after(() => child.kill('SIGKILL'));
    const [line] = await once(child.stdout, 'data');
    for (const path of ['/health', '/', '/hello/anybody?x=1']) {
      const answer = await fetch(`http://127.0.0.1:${Number(line)}${path}`);
      assert.equal(answer.status, 200, path);
      await answer.text();
    }
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});

function bootstrapOf(options: object) {
  const { templates } = synthesize(blueGreenSystem(options as SystemOptions));
  const service = templates.find(({ file }) => file === 'service.yaml');
  const properties = service?.stack.template.Resources.BootstrapTask?.Properties;
  assert.ok(properties);
  return properties;
}
