import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  CreateRepositoryOutput,
  DeleteRepositoryOutput,
  GetRepositoryOutput,
  ListRepositoriesOutput,
} from '@aws-sdk/client-codecommit';
import type {
  CreateRepositoryResponse,
  DescribeImagesResponse,
  DescribeRepositoriesResponse,
} from '@aws-sdk/client-ecr';
import { Account } from '../account.ts';
import { WHEREABOUTS } from '../fixtures.ts';
import { Objects } from '../objects.ts';
import { pushImage } from '../resources/ecr-images.ts';
import { modelOf } from '../resources/index.ts';
import { codecommit } from './codecommit.ts';
import { ecr } from './ecr.ts';
import { caller, make } from './small-system.ts';

describe('repositories of source', () => {
  test('that stacks make are found by name, with what is known of them', async () => {
    const account = Account.empty(WHEREABOUTS);
    const made = make(account, 'AWS::CodeCommit::Repository', 'Source', {
      RepositoryName: 'shop',
      RepositoryDescription: 'a shop',
    });
    const call = caller(codecommit, account);
    const { repositoryMetadata } = await call<GetRepositoryOutput>('GetRepository', { repositoryName: 'shop' });
    const { creationDate, lastModifiedDate, ...rest } = repositoryMetadata ?? {};
    assert.deepEqual([creationDate, lastModifiedDate], Array(2).fill(new Date(made.createdAt)));
    assert.deepEqual(rest, {
      accountId: '111122223333',
      repositoryId: made.id,
      repositoryName: 'shop',
      repositoryDescription: 'a shop',
      Arn: 'arn:aws:codecommit:eu-central-1:111122223333:shop',
      cloneUrlHttp: 'https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/shop',
      cloneUrlSsh: 'ssh://git-codecommit.eu-central-1.amazonaws.com/v1/repos/shop',
    });
    const missing = call('GetRepository', { repositoryName: 'other' });
    await assert.rejects(missing, { code: 'RepositoryDoesNotExistException', message: 'other does not exist' });
  });

  test('have a default branch where a stack has put something into them', async () => {
    const account = Account.empty(WHEREABOUTS);
    account.put({ type: 'AWS::S3::Bucket', id: 'seeds', properties: {}, attributes: {} });
    new Objects(account).put('seeds', 'seed.zip', Buffer.from('zip'));
    make(account, 'AWS::CodeCommit::Repository', 'Source', {
      RepositoryName: 'shop',
      Code: { BranchName: 'trunk', S3: { Bucket: 'seeds', Key: 'seed.zip' } },
    });
    const answer = await caller(codecommit, account)<GetRepositoryOutput>('GetRepository', { repositoryName: 'shop' });
    assert.equal(answer.repositoryMetadata?.defaultBranch, 'trunk');
  });

  test('that calls make keep their name from stacks, until a call deletes them', async () => {
    const account = Account.empty(WHEREABOUTS);
    const call = caller(codecommit, account);
    const input = { repositoryName: 'shop', tags: { stage: 'dev' } };
    const { repositoryMetadata } = await call<CreateRepositoryOutput>('CreateRepository', input);
    await assert.rejects(call('CreateRepository', input), { code: 'RepositoryNameExistsException' });
    const byStack = () => make(account, 'AWS::CodeCommit::Repository', 'Source', { RepositoryName: 'shop' });
    assert.throws(byStack, { code: 'AlreadyExists' });
    const gone = await call<DeleteRepositoryOutput>('DeleteRepository', { repositoryName: 'shop' });
    assert.equal(gone.repositoryId, repositoryMetadata?.repositoryId);
    assert.deepEqual(await call('DeleteRepository', { repositoryName: 'shop' }), {});
    byStack();
  });

  test('are listed in the order that is asked for', async () => {
    const account = Account.empty(WHEREABOUTS);
    const call = caller(codecommit, account);
    for (const repositoryName of ['b', 'c', 'a']) await call('CreateRepository', { repositoryName });
    const names = async (input: object) => {
      const { repositories = [] } = await call<ListRepositoriesOutput>('ListRepositories', input);
      return repositories.map(({ repositoryName }) => repositoryName);
    };
    assert.deepEqual(await names({}), ['a', 'b', 'c']);
    assert.deepEqual(await names({ order: 'descending' }), ['c', 'b', 'a']);
  });

  test('take the names that CodeCommit takes', async () => {
    const call = caller(codecommit, Account.empty(WHEREABOUTS));
    for (const repositoryName of ['a b', 'shop.git', 'x'.repeat(101)])
      await assert.rejects(call('CreateRepository', { repositoryName }), { code: 'InvalidRepositoryNameException' });
  });
});

describe('repositories of images', () => {
  test('that stacks make are described, all or by name', async () => {
    const account = Account.empty(WHEREABOUTS);
    make(account, 'AWS::ECR::Repository', 'Images', {
      RepositoryName: 'shop',
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
    });
    const call = caller(ecr, account);
    const all = await call<DescribeRepositoriesResponse>('DescribeRepositories', {});
    const named = await call<DescribeRepositoriesResponse>('DescribeRepositories', { repositoryNames: ['shop'] });
    assert.deepEqual(all, named);
    const [{ createdAt, ...rest } = {}] = all.repositories ?? [];
    assert.ok(createdAt instanceof Date);
    assert.deepEqual(rest, {
      repositoryArn: 'arn:aws:ecr:eu-central-1:111122223333:repository/shop',
      registryId: '111122223333',
      repositoryName: 'shop',
      repositoryUri: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'AES256' },
    });
    const missing = call('DescribeRepositories', { repositoryNames: ['shop', 'other'] });
    await assert.rejects(missing, { code: 'RepositoryNotFoundException', message: /'other' does not exist/ });
    const both = call('DescribeRepositories', { repositoryNames: ['shop'], maxResults: 1 });
    await assert.rejects(both, { code: 'InvalidParameterException' });
  });

  test('that calls make keep their name from stacks, until a call deletes them', async () => {
    const account = Account.empty(WHEREABOUTS);
    const call = caller(ecr, account);
    const input = { repositoryName: 'shop/web', imageTagMutability: 'IMMUTABLE' };
    const { repository } = await call<CreateRepositoryResponse>('CreateRepository', input);
    assert.equal(repository?.imageTagMutability, 'IMMUTABLE');
    await assert.rejects(call('CreateRepository', input), { code: 'RepositoryAlreadyExistsException' });
    const byStack = () => make(account, 'AWS::ECR::Repository', 'Images', { RepositoryName: 'shop/web' });
    assert.throws(byStack, { code: 'AlreadyExists' });
    await call('DeleteRepository', { repositoryName: 'shop/web', force: true });
    const again = call('DeleteRepository', { repositoryName: 'shop/web' });
    await assert.rejects(again, { code: 'RepositoryNotFoundException' });
    byStack();
  });

  test('take the names that ECR takes', async () => {
    const call = caller(ecr, Account.empty(WHEREABOUTS));
    for (const repositoryName of ['Shop', 'a', 'shop-', 'a//b'])
      await assert.rejects(call('CreateRepository', { repositoryName }), { code: 'InvalidParameterException' });
  });

  test('tell of the images that were pushed to them: by tag, by digest, all of them', async () => {
    const account = Account.empty(WHEREABOUTS);
    const repository = make(account, 'AWS::ECR::Repository', 'Images', { RepositoryName: 'shop' });
    const call = caller(ecr, account);
    const ask = async (input: object) => {
      const of = { repositoryName: 'shop', ...input };
      const { imageDetails = [] } = await call<DescribeImagesResponse>('DescribeImages', of);
      return imageDetails.map(({ imageDigest = '', imageTags }) => [imageDigest.slice(-1), imageTags]);
    };
    assert.deepEqual(await ask({}), []);
    const [a = '', b = ''] = ['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`);
    pushImage(account, repository, a, 'one');
    pushImage(account, repository, a, 'two');
    assert.deepEqual(await ask({ imageIds: [{ imageTag: 'two' }, { imageDigest: a }] }), [
      ['a', ['one', 'two']],
      ['a', ['one', 'two']],
    ]);
    // A tag means one image.
    pushImage(account, repository, b, 'one');
    pushImage(account, repository, b, 'two');
    assert.deepEqual(await ask({}), [
      ['a', undefined],
      ['b', ['one', 'two']],
    ]);
    assert.deepEqual(await ask({ filter: { tagStatus: 'UNTAGGED' } }), [['a', undefined]]);
    assert.deepEqual(await ask({ filter: { tagStatus: 'TAGGED' } }), [['b', ['one', 'two']]]);
    for (const id of [{ imageTag: 'three' }, { imageDigest: a, imageTag: 'one' }, {}]) {
      await assert.rejects(ask({ imageIds: [id] }), { code: 'ImageNotFoundException' });
    }
    await assert.rejects(ask({ imageIds: [{ imageTag: 'one' }], maxResults: 1 }), {
      code: 'InvalidParameterException',
    });
    await assert.rejects(ask({ filter: { imageStatus: 'ACTIVE' } }), {
      code: 'NotImplemented',
      message: /imageStatus/,
    });
  });

  test('with images in them stay, unless they are to go with them', async () => {
    const account = Account.empty(WHEREABOUTS);
    const call = caller(ecr, account);
    const images = (name: string, more = {}) => {
      const made = make(account, 'AWS::ECR::Repository', name, { RepositoryName: name, ...more });
      pushImage(account, made, `sha256:${'a'.repeat(64)}`, 'one');
      return account.find(made.type, made.id) ?? assert.fail();
    };
    const kept = images('kept');
    const emptied = images('emptied', { EmptyOnDelete: 'true' });
    assert.throws(() => modelOf(kept.type).remove(kept, account), /'kept' .* still contains images$/);
    modelOf(emptied.type).remove(emptied, account);
    await assert.rejects(call('DeleteRepository', { repositoryName: 'kept' }), { code: 'RepositoryNotEmptyException' });
    await call('DeleteRepository', { repositoryName: 'kept', force: true });
    assert.equal(account.find(kept.type, kept.id), undefined);
  });
});
