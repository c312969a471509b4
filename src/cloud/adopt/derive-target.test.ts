import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readOutput } from '../output-reader.ts';
import { readTarget } from '../read-target.ts';
import { allTemplates } from '../target.ts';
import { ENVIRONMENT, sha256 } from '../testing/small-target.ts';
import { deriveTarget, type Fixed } from './derive-target.ts';

const SYSTEM = 'hello-server';
const LOCAL = { ...ENVIRONMENT, name: 'local', systems: undefined };

const IMAGES: Fixed = {
  path: ['Source'],
  logicalId: 'ImageRepository',
  nameProperty: 'RepositoryName',
  name: 'hello-server',
};

const LOGS: Fixed = {
  path: ['Pipeline'],
  logicalId: 'BuildLogGroup',
  nameProperty: 'LogGroupName',
  name: '/codebuild/hello-server',
};

/** The lines of `after` that `before` does not have, in the place that it has others. */
function changed(before: string, after: string): readonly (readonly [string, string])[] {
  const [one, other] = [before.split('\n'), after.split('\n')];
  assert.equal(one.length, other.length);
  return one.flatMap((line, index) =>
    line === other[index] ? [] : [[line.trim(), String(other[index]).trim()] as const],
  );
}

describe('templates for an adoption', () => {
  const target = readTarget(readOutput('output'), SYSTEM, LOCAL);

  test('have the name written out and the policy Retain, and are byte for byte as reviewed but for that', () => {
    const derived = deriveTarget(target, [IMAGES]);
    assert.deepEqual(changed(target.root.nested.Source?.text ?? '', derived.root.nested.Source?.text ?? ''), [
      ['DeletionPolicy: Delete', 'DeletionPolicy: Retain'],
      ['RepositoryName: !Ref SystemName', 'RepositoryName: "hello-server"'],
    ]);
    const urls = changed(target.root.text, derived.root.text);
    assert.equal(urls.length, 1);
    assert.match(urls[0]?.[1] ?? '', new RegExp(`/${derived.root.nested.Source?.pinned.replaceAll('.', '\\.')}$`));
  });

  test('are known by their content, each and the root', () => {
    const derived = deriveTarget(target, [IMAGES, LOGS]);
    const known = new Set(allTemplates(target.root).map(({ pinned }) => pinned));
    const fresh = allTemplates(derived.root).filter(({ pinned }) => !known.has(pinned));
    assert.deepEqual(
      fresh.map(({ name }) => name),
      ['root', 'source', 'pipeline'],
    );
    for (const { name, pinned, sha256: digest, text } of fresh) {
      assert.equal(digest, sha256(text));
      assert.equal(pinned, `${name}.${digest.slice(0, 12)}.yaml`);
    }
    assert.equal(readFileSync(`output/${SYSTEM}/source.yaml`, 'utf8'), target.root.nested.Source?.text);
  });

  test('get a policy where they have none, below the type', () => {
    const text = 'Resources:\n  A:\n    Type: AWS::S3::Bucket # why\n    Properties:\n      BucketName: !Ref X\n';
    const root = { name: 'root', pinned: 'root.1.yaml', text, sha256: '', template: {}, nested: {} };
    const derived = deriveTarget({ ...target, root }, [
      { path: [], logicalId: 'A', nameProperty: 'BucketName', name: 'x-a' },
    ]);
    assert.equal(
      derived.root.text,
      'Resources:\n  A:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain # why\n    Properties:\n      BucketName: "x-a"\n',
    );
  });

  test('are not made for what is not in them', () => {
    assert.throws(
      () => deriveTarget(target, [{ ...IMAGES, logicalId: 'Nothing' }]),
      /not-in-template: .*source\.yaml has no Nothing/,
    );
  });
});
