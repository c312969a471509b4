import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { idsUsed } from '../src/dsl/references.ts';
import type { Template } from '../src/dsl/template.ts';
import { LIFECYCLE_EVENTS } from './options/hooks.ts';
import { at, hasPipeline, NAMES, resourceOf, templateOf, VARIANTS, type Variant } from './variants.ts';

const delivered = NAMES.filter(hasPipeline);

describe('the pipeline', () => {
  for (const name of delivered) {
    test(`${name}: releases one version at a time, of those that wait the newest, and keeps artifacts encrypted`, () => {
      const { Stages, Tags, ...rest } = at(resourceOf(name, 'pipeline.yaml', 'Pipeline'), 'Properties') as object & {
        readonly Stages: unknown;
        readonly Tags: unknown;
      };
      assert.ok(Stages && Tags);
      assert.deepEqual(rest, {
        Name: { Ref: 'SystemName' },
        PipelineType: 'V2',
        // PARALLEL would have two deployments of one group, which CodeDeploy refuses.
        ExecutionMode: 'SUPERSEDED',
        RoleArn: { 'Fn::GetAtt': ['PipelineRole', 'Arn'] },
        ArtifactStore: {
          Type: 'S3',
          Location: { Ref: 'ArtifactBucketName' },
          EncryptionKey: { Type: 'KMS', Id: { Ref: 'ArtifactKeyArn' } },
        },
      });
    });
  }

  test('is there where there is a source, and nowhere else', () => {
    assert.equal(delivered.length, 4);
    for (const name of NAMES) {
      assert.equal(templateOf(name, 'pipeline.yaml') !== undefined, delivered.includes(name), name);
    }
  });
});

describe('making the pipeline starts it, so', () => {
  test('it waits for the hooks, where there are any', () => {
    for (const name of delivered) {
      const hasHooks = templateOf(name, 'hooks.yaml') !== undefined;
      assert.equal(at(resourceOf(name, 'root.yaml', 'Pipeline'), 'DependsOn'), hasHooks ? 'Hooks' : undefined, name);
    }
    assert.ok(delivered.some((name) => templateOf(name, 'hooks.yaml')));
  });

  test('in the flat form it comes after every function that the AppSpec names, too', () => {
    for (const name of delivered) {
      const flat = templateOf(name, 'flat.yaml');
      assert.ok(flat);
      const before = reachedFrom('Pipeline', flat);
      const functions = LIFECYCLE_EVENTS.map((event) => `${event}Hook`).filter((id) => id in flat.Resources);
      assert.equal(functions.length, hooksOf(name), name);
      for (const id of [...functions, 'DeploymentGroup', 'TopicPolicy']) assert.ok(before.has(id), `${name}: ${id}`);
    }
  });
});

function hooksOf(name: Variant): number {
  const variant = VARIANTS[name];
  return 'hooks' in variant ? Object.keys(variant.hooks).length : 0;
}

/** What has been made once a resource is: what it refers to and depends on, and so on. */
function reachedFrom(id: string, { Resources }: Template): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const resource = Resources[next];
    if (resource === undefined || reached.has(next)) continue;
    reached.add(next);
    const { DependsOn = [], Properties = {}, Metadata = {} } = resource;
    waiting.push(...[DependsOn].flat(), ...idsUsed([Properties, Metadata]).map((use) => use.name));
  }
  return reached;
}
