import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Place } from '../src/dsl/index.ts';
import { completeOptions } from './options/complete.ts';
import { codeCommit, parameterStore, toolsAccount } from './options.ts';
import { renderTools } from './tools.ts';
import { at, base, outputOf, problemsOf, resourceOf, templateOf, VARIANTS } from './variants.ts';

const AFAR = 'released from a tools account';
const tools = renderTools(completeOptions(VARIANTS[AFAR], Place.ofCallerOf(completeOptions)));
const resource = (id: string) => {
  const found = tools.find(({ stack }) => id in stack.template.Resources);
  assert.ok(found, id);
  return found.stack.template.Resources[id];
};

describe('a system whose pipeline is in a tools account', () => {
  test('has artifacts, source and pipeline as templates of their own, and not among its stacks', () => {
    assert.deepEqual(
      outputOf(AFAR)
        .files.map(({ path }) => path)
        .filter((path) => path.startsWith('tools/')),
      ['tools/artifacts.yaml', 'tools/source.yaml', 'tools/pipeline.yaml'],
    );
    const root = Object.keys(templateOf(AFAR, 'root.yaml')?.Resources ?? {});
    assert.ok(root.includes('ReleaseAccess'));
    for (const id of ['Artifacts', 'Source', 'Pipeline']) assert.ok(!root.includes(id), id);
    const types = Object.values(templateOf(AFAR, 'flat.yaml')?.Resources ?? {}).map(({ Type }) => Type);
    for (const type of ['CodePipeline::Pipeline', 'CodeBuild::Project', 'ECR::Repository', 'CodeCommit::Repository']) {
      assert.ok(!types.includes(`AWS::${type}`), type);
    }
  });

  test('is told of the bucket and the key, and tells the role that releases', () => {
    const { Parameters = {}, Outputs = {} } = templateOf(AFAR, 'root.yaml') ?? {};
    for (const name of ['ToolsAccountId', 'ArtifactBucketName', 'ArtifactKeyArn']) assert.ok(name in Parameters, name);
    for (const name of ['SeedBucket', 'SeedKey']) assert.ok(!(name in Parameters), name);
    assert.ok('ReleaseRoleArn' in Outputs);
    const asked = tools.at(-1)?.stack.template.Parameters ?? {};
    assert.ok('ReleaseRoleArn' in asked);
  });

  test('is released by an action with that role, and by nothing else of the pipeline', () => {
    const stages = at(resource('Pipeline')?.Properties, 'Stages');
    assert.ok(Array.isArray(stages));
    const roles = stages.flatMap((stage) =>
      [at(stage, 'Actions')].flat().map((action) => [at(action, 'Name'), at(action, 'RoleArn')]),
    );
    assert.deepEqual(roles, [
      ['Source', undefined],
      ['Build', undefined],
      ['Approve', undefined],
      ['Deploy', { Ref: 'ReleaseRoleArn' }],
    ]);
  });

  test('lets the account of the service read artifacts, through the key, and pull images', () => {
    const workload = { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${WorkloadAccountId}:root' } };
    const allowed = (id: string, document: string) =>
      [at(resource(id)?.Properties, document, 'Statement')]
        .flat()
        .filter((statement) => JSON.stringify(at(statement, 'Principal')) === JSON.stringify(workload))
        .map((statement) => at(statement, 'Action'));
    assert.deepEqual(allowed('ArtifactBucketPolicy', 'PolicyDocument'), [['s3:GetObject', 's3:GetObjectVersion']]);
    assert.deepEqual(allowed('ArtifactKey', 'KeyPolicy'), [['kms:Decrypt', 'kms:DescribeKey']]);
    assert.deepEqual(allowed('ImageRepository', 'RepositoryPolicyText'), [
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    ]);
    // The topic of its own account tells of its pipeline, not that of the service's.
    assert.doesNotMatch(JSON.stringify(resourceOf(AFAR, 'deployment.yaml', 'TopicPolicy')), /events\.amazonaws/);
  });

  test('reads the secrets of the account that its tasks run in', () => {
    const secrets = { TOKEN: parameterStore('/shop/token') };
    const options = { ...base, container: { ...base.container, secrets }, source: codeCommit({ branch: 'main' }) };
    const complete = completeOptions({ ...options, pipelineIn: toolsAccount() }, Place.ofCallerOf(completeOptions));
    const project = renderTools(complete).at(-1)?.stack.template.Resources.BuildProject;
    assert.match(
      JSON.stringify(project?.Properties),
      /"Fn::Select":\[4,\{"Fn::Split":\[":",\{"Ref":"ReleaseRoleArn"\}\]\}\]/,
    );
  });

  test('must have a source', () => {
    assert.deepEqual(
      problemsOf({ ...base, pipelineIn: toolsAccount() }).map(({ path, message }) => [path, message]),
      [['pipelineIn', 'has no effect without a source']],
    );
  });
});
