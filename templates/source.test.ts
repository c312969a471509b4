import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, outputOf, resourceOf, templateOf, type Variant } from './variants.ts';

const KINDS = {
  'a new repository': 'three zones, a NAT in each',
  'a repository that exists': 'an existing network and cluster, all hooks through two NAT gateways',
  'a connection': 'HTTPS with host name, everything that Fargate can',
  'an image': 'Fargate in public, hooks behind a NAT',
} as const satisfies Record<string, Variant>;
const variants = Object.entries(KINDS);
const images = (name: Variant) => at(resourceOf(name, 'source.yaml', 'ImageRepository'), 'Properties');

describe('the repository of images', () => {
  for (const [kind, name] of variants) {
    test(`${kind}: scans what is pushed, is encrypted by KMS, and goes with the stack, images and all`, () => {
      const { Tags, LifecyclePolicy, ImageTagMutability, ...rest } = images(name) as Record<string, unknown>;
      assert.ok(Tags && LifecyclePolicy && ImageTagMutability);
      assert.deepEqual(rest, {
        RepositoryName: { Ref: 'SystemName' },
        ImageScanningConfiguration: { ScanOnPush: true },
        EncryptionConfiguration: { EncryptionType: 'KMS' },
        EmptyOnDelete: true,
      });
      const repository = resourceOf(name, 'source.yaml', 'ImageRepository');
      assert.equal(at(repository, 'DeletionPolicy'), 'Delete');
    });

    test(`${kind}: nothing is removed for its age or for want of a tag, as what runs may be old and have none`, () => {
      const text = String(at(images(name), 'LifecyclePolicy', 'LifecyclePolicyText'));
      const { rules } = JSON.parse(text);
      assert.deepEqual(rules, [
        {
          rulePriority: 1,
          description: 'all but the newest 1000',
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1000 },
          action: { type: 'expire' },
        },
      ]);
      const template = outputOf(name).templates.find(({ file }) => file === 'source.yaml');
      assert.match(template?.text ?? '', /it is kept as one of the newest 1000/);
    });
  }

  test('has tags that always mean the same image, but where the tag that is released moves', () => {
    assert.deepEqual(
      variants.map(([kind, name]) => [kind, at(images(name), 'ImageTagMutability')]),
      [
        ['a new repository', 'IMMUTABLE'],
        ['a repository that exists', 'IMMUTABLE'],
        ['a connection', 'IMMUTABLE'],
        ['an image', 'MUTABLE'],
      ],
    );
  });
});

describe('the repository of the source', () => {
  const name = KINDS['a new repository'];

  test('begins with the archive of the seed on the branch that is released, and stays when the stack goes', () => {
    const repository = resourceOf(name, 'source.yaml', 'SourceRepository');
    const { Tags, RepositoryDescription, ...rest } = at(repository, 'Properties') as Record<string, unknown>;
    assert.ok(Tags && RepositoryDescription);
    assert.deepEqual(rest, {
      RepositoryName: { Ref: 'SystemName' },
      Code: { BranchName: 'main', S3: { Bucket: { Ref: 'SeedBucket' }, Key: { Ref: 'SeedKey' } } },
    });
    assert.equal(at(repository, 'DeletionPolicy'), 'RetainExceptOnCreate');
    assert.equal(at(repository, 'UpdateReplacePolicy'), 'Retain');
  });

  test('is made where it is new only, and only then is there a seed', () => {
    for (const [kind, each] of variants) {
      const template = templateOf(each, 'source.yaml');
      const isNew = each === name;
      assert.equal('SourceRepository' in (template?.Resources ?? {}), isNew, kind);
      assert.equal('SeedBucket' in (template?.Parameters ?? {}), isNew, kind);
      assert.equal('SeedKey' in (template?.Parameters ?? {}), isNew, kind);
    }
  });

  test('the root tells where to clone it from, and what images are called', () => {
    const outputs = templateOf(name, 'root.yaml')?.Outputs;
    assert.deepEqual(at(outputs, 'SourceCloneUrl', 'Value'), { 'Fn::GetAtt': ['Source', 'Outputs.SourceCloneUrl'] });
    assert.deepEqual(at(templateOf(name, 'source.yaml')?.Outputs, 'SourceCloneUrl', 'Value'), {
      'Fn::GetAtt': ['SourceRepository', 'CloneUrlHttp'],
    });
    for (const [kind, each] of variants) {
      assert.deepEqual(
        at(templateOf(each, 'flat.yaml')?.Outputs, 'ImageRepositoryUri', 'Value'),
        { 'Fn::GetAtt': ['ImageRepository', 'RepositoryUri'] },
        kind,
      );
    }
  });
});
