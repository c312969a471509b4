import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, resourceOf, templateOf, type Variant } from '../variants.ts';

const ofNew = 'three zones, a NAT in each';
const ofExisting = 'an existing network and cluster, all hooks through two NAT gateways';
const ofConnection = 'HTTPS with host name, everything that Fargate can';
const ofImage = 'Fargate in public, hooks behind a NAT';
const all = [ofNew, ofExisting, ofConnection, ofImage] as const satisfies readonly Variant[];
const rule = (name: Variant, id: string) => at(resourceOf(name, 'pipeline.yaml', id), 'Properties');

describe('a new version', () => {
  test('is a branch of the repository that is made or moved', () => {
    const pattern = (branch: string) => ({
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      resources: [
        { 'Fn::Sub': 'arn:${AWS::Partition}:codecommit:${AWS::Region}:${AWS::AccountId}:${SourceRepositoryName}' },
      ],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: [branch],
      },
    });
    assert.deepEqual(at(rule(ofNew, 'NewVersionRule'), 'EventPattern'), pattern('main'));
    assert.deepEqual(at(rule(ofExisting, 'NewVersionRule'), 'EventPattern'), pattern('release/next'));
  });

  test('is an image that has been pushed with the tag', () => {
    assert.deepEqual(at(rule(ofImage, 'NewVersionRule'), 'EventPattern'), {
      source: ['aws.ecr'],
      'detail-type': ['ECR Image Action'],
      detail: {
        'action-type': ['PUSH'],
        result: ['SUCCESS'],
        'repository-name': [{ Ref: 'ImageRepositoryName' }],
        'image-tag': ['release'],
      },
    });
  });

  test('starts the pipeline, with a role for that; a connection does so by itself', () => {
    for (const name of [ofNew, ofExisting, ofImage] as const) {
      const Arn = { 'Fn::Sub': 'arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}' };
      assert.deepEqual(at(rule(name, 'NewVersionRule'), 'Targets'), [
        { Id: 'pipeline', Arn, RoleArn: { 'Fn::GetAtt': ['StartRole', 'Arn'] } },
      ]);
      assert.deepEqual(at(rule(name, 'NewVersionRule'), 'Name'), { 'Fn::Sub': '${SystemName}-new-version' });
      assert.equal(at(rule(name, 'NewVersionRule'), 'State'), undefined, 'rules are enabled unless said');
    }
    const { Resources } = templateOf(ofConnection, 'pipeline.yaml') ?? {};
    assert.ok(Resources && !('NewVersionRule' in Resources) && !('StartRole' in Resources));
  });
});

describe('a failure', () => {
  test('of this pipeline goes to the topic, and no other state does', () => {
    for (const name of all) {
      const failure = rule(name, 'PipelineFailureRule');
      assert.deepEqual(at(failure, 'EventPattern'), {
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Pipeline Execution State Change'],
        detail: { pipeline: [{ Ref: 'Pipeline' }], state: ['FAILED'] },
      });
      assert.deepEqual(at(failure, 'Targets', '0', 'Arn'), { Ref: 'TopicArn' });
      assert.equal((at(failure, 'Targets') as readonly unknown[]).length, 1);
      // The topic's policy lets the rule of this name in.
      assert.deepEqual(at(failure, 'Name'), { 'Fn::Sub': '${SystemName}-pipeline-failed' });
    }
  });

  test('is told in words: which pipeline, where, what became of it, and a command that says why', () => {
    const transformer = at(rule(ofNew, 'PipelineFailureRule'), 'Targets', '0', 'InputTransformer');
    assert.equal(
      filledIn(transformer, {
        account: '111122223333',
        region: 'cn-north-1',
        detail: { pipeline: 'hello-server', state: 'FAILED', 'execution-id': '01234567-89ab' },
      }),
      `The pipeline hello-server in cn-north-1, account 111122223333: FAILED. Its execution is 01234567-89ab.
Which action failed, and why:
aws codepipeline list-action-executions --region cn-north-1 --pipeline-name hello-server --filter pipelineExecutionId=01234567-89ab`,
    );
  });

  test('names no host: that of a console is another in each partition', () => {
    const transformer = at(rule(ofNew, 'PipelineFailureRule'), 'Targets', '0', 'InputTransformer');
    assert.doesNotMatch(JSON.stringify(transformer), /https?:|amazon/);
  });
});

/** As EventBridge fills a template in: values by their paths, then each line read as a JSON string. */
function filledIn(transformer: unknown, event: unknown): string {
  const template = String(at(transformer, 'InputTemplate')).replace(/<([^>]*)>/g, (_, name) => {
    const path = String(at(transformer, 'InputPathsMap', name));
    assert.match(path, /^\$(\.[\w-]+)+$/, name);
    const value = at(event, ...path.split('.').slice(1));
    assert.ok(value !== undefined, path);
    return String(value);
  });
  return template
    .split('\n')
    .map((line) => String(JSON.parse(line)))
    .join('\n');
}
