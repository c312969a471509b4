import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../../src/synth/synthesize.ts';
import { image, type SystemOptions } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base, outputOf, resourceOf, type Variant } from '../variants.ts';

const ofNew = 'three zones, a NAT in each';
const ofExisting = 'an existing network and cluster, all hooks through two NAT gateways';
const ofConnection = 'HTTPS with host name, everything that Fargate can';
const ofImage = 'Fargate in public, hooks behind a NAT';
const all = [ofNew, ofExisting, ofConnection, ofImage] as const satisfies readonly Variant[];

interface Stage {
  readonly Name: string;
  readonly Actions: readonly object[];
}

const stagesOf = (name: Variant) =>
  at(resourceOf(name, 'pipeline.yaml', 'Pipeline'), 'Properties', 'Stages') as readonly Stage[];
const action = (name: Variant, stage: string) => stagesOf(name).find(({ Name }) => Name === stage)?.Actions[0];
const type = (Category: string, Provider: string) => ({ Category, Owner: 'AWS', Provider, Version: '1' });

describe('the stages', () => {
  test('are source, build and release, one action each; an approval comes before the release where it is asked for', () => {
    const names = (name: Variant) => stagesOf(name).map(({ Name }) => Name);
    assert.deepEqual(names(ofNew), ['Source', 'Build', 'Approve', 'Deploy']);
    for (const name of [ofExisting, ofConnection, ofImage] as const) {
      assert.deepEqual(names(name), ['Source', 'Build', 'Deploy'], name);
    }
    for (const name of all) assert.ok(stagesOf(name).every(({ Actions }) => Actions.length === 1));
  });

  test('the source: a repository of CodeCommit by name and branch, which is not asked again and again', () => {
    const source = (branch: string) => ({
      Name: 'Source',
      Namespace: 'Source',
      OutputArtifacts: [{ Name: 'Source' }],
      ActionTypeId: type('Source', 'CodeCommit'),
      Configuration: {
        RepositoryName: { Ref: 'SourceRepositoryName' },
        BranchName: branch,
        OutputArtifactFormat: 'CODE_ZIP',
        PollForSourceChanges: 'false',
      },
    });
    assert.deepEqual(action(ofNew, 'Source'), source('main'));
    assert.deepEqual(action(ofExisting, 'Source'), source('release/next'));
  });

  test('the source: a connection, which itself sees changes', () => {
    assert.deepEqual(action(ofConnection, 'Source'), {
      Name: 'Source',
      Namespace: 'Source',
      OutputArtifacts: [{ Name: 'Source' }],
      ActionTypeId: type('Source', 'CodeStarSourceConnection'),
      Configuration: {
        ConnectionArn: { Ref: 'ConnectionArn' },
        FullRepositoryId: 'example/variant',
        BranchName: 'main',
        OutputArtifactFormat: 'CODE_ZIP',
        DetectChanges: 'true',
      },
    });
  });

  test('the source: the image that has the tag', () => {
    assert.deepEqual(action(ofImage, 'Source'), {
      Name: 'Source',
      Namespace: 'Source',
      OutputArtifacts: [{ Name: 'Source' }],
      ActionTypeId: type('Source', 'ECR'),
      Configuration: { RepositoryName: { Ref: 'ImageRepositoryName' }, ImageTag: 'release' },
    });
  });

  test('the build makes a release of the source', () => {
    for (const name of all) {
      assert.deepEqual(action(name, 'Build'), {
        Name: 'Build',
        ActionTypeId: type('Build', 'CodeBuild'),
        Configuration: { ProjectName: { Ref: 'BuildProject' } },
        InputArtifacts: [{ Name: 'Source' }],
        OutputArtifacts: [{ Name: 'Release' }],
      });
    }
  });
});

describe('the release', () => {
  const release = (imageArtifact: string, inputs: readonly string[]) => ({
    Name: 'Deploy',
    ActionTypeId: type('Deploy', 'CodeDeployToECS'),
    Configuration: {
      ApplicationName: { Ref: 'ApplicationName' },
      DeploymentGroupName: { Ref: 'DeploymentGroupName' },
      TaskDefinitionTemplateArtifact: 'Release',
      TaskDefinitionTemplatePath: 'taskdef.json',
      AppSpecTemplateArtifact: 'Release',
      AppSpecTemplatePath: 'appspec.yaml',
      Image1ArtifactName: imageArtifact,
      Image1ContainerName: 'IMAGE1_NAME',
    },
    InputArtifacts: inputs.map((Name) => ({ Name })),
  });

  test('takes files and image from the build', () => {
    for (const name of [ofNew, ofExisting, ofConnection] as const) {
      assert.deepEqual(action(name, 'Deploy'), release('Release', ['Release']), name);
    }
  });

  test('takes the image from the source where nothing is built', () => {
    assert.deepEqual(action(ofImage, 'Deploy'), release('Source', ['Release', 'Source']));
  });

  test('puts the image in where the task definition has its placeholder, once', () => {
    for (const name of all) {
      const text = outputOf(name).files.find(({ path }) => path === 'release/taskdef.json')?.text ?? '';
      const placeholder = `<${at(action(name, 'Deploy'), 'Configuration', 'Image1ContainerName')}>`;
      assert.deepEqual(text.match(/<\w+>/g), [placeholder], name);
    }
  });
});

describe('the approval', () => {
  test('is asked for by the topic, and says which commit of which branch it is about', () => {
    assert.deepEqual(action(ofNew, 'Approve'), {
      Name: 'Approve',
      ActionTypeId: type('Approval', 'Manual'),
      Configuration: {
        NotificationArn: { Ref: 'TopicArn' },
        CustomData: {
          'Fn::Sub':
            '${SystemName} is about to be released: commit #{Source.CommitId} of main. Once approved, CodeDeploy starts it and moves traffic.',
        },
      },
    });
  });

  test('of an image says its digest, as the tag moves', () => {
    const options: SystemOptions = { ...base, source: image({ tag: 'release' }), approveDeploy: true };
    const { templates } = synthesize(blueGreenSystem(options));
    const text = templates.find(({ file }) => file === 'pipeline.yaml')?.text ?? '';
    assert.match(text, /is about to be released: image #\{Source\.ImageDigest\}, tagged release\./);
  });
});
