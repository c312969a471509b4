import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { skipWithoutCli as skip, startCli } from './testing/aws-cli.ts';

// Each call starts Python anew: two at a time.
describe('the AWS CLI', { skip, concurrency: 2 }, () => {
  test('speaks with a service of the query protocol, and shows the code of an error', async (context) => {
    const { aws } = await startCli(context);
    assert.equal(JSON.parse((await aws('sts', 'get-caller-identity')).stdout).Account, '111122223333');
    const { stderr } = await aws('iam', 'get-role', '--role-name', 'nobody');
    assert.match(
      stderr,
      /An error occurred \(NoSuchEntity\) when calling the GetRole operation: The role with name nobody/,
    );
  });

  test('speaks with a service of the JSON protocol, and shows the code of an error', async (context) => {
    const { aws } = await startCli(context);
    const name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';
    const { stdout } = await aws('ssm', 'get-parameter', '--name', name, '--query', 'Parameter.Value');
    assert.match(stdout, /^"ami-[0-9a-f]{17}"\n$/);
    assert.match((await aws('ssm', 'get-parameter', '--name', 'x')).stderr, /\(ParameterNotFound\)/);
    const { stderr } = await aws('ssm', 'delete-parameter', '--name', 'x');
    assert.match(stderr, /\(NotImplemented\).*the local cloud does not know ssm:DeleteParameter/);
  });

  test('makes, finds and deletes what has a name, and finds connections under both names of their service', async (context) => {
    const { aws } = await startCli(context);
    const of = ['--repository-name', 'shop'];
    assert.match((await aws('codecommit', 'create-repository', ...of)).stdout, /"repositoryName": "shop"/);
    assert.match((await aws('codecommit', 'delete-repository', ...of)).stdout, /"repositoryId": "/);
    assert.match((await aws('codecommit', 'get-repository', ...of)).stderr, /\(RepositoryDoesNotExistException\)/);
    assert.match((await aws('ecr', 'create-repository', ...of)).stdout, /"repositoryUri": ".*\/shop"/);
    assert.match((await aws('ecr', 'create-repository', ...of)).stderr, /\(RepositoryAlreadyExistsException\)/);
    assert.equal((await aws('logs', 'create-log-group', '--log-group-name', '/shop')).stderr, '');
    assert.match((await aws('logs', 'describe-log-groups')).stdout, /"logGroupName": "\/shop"/);
    for (const service of ['codeconnections', 'codestar-connections']) {
      const named = ['--connection-name', 'hub', '--provider-type', 'GitHub'];
      const { stdout } = await aws(
        service,
        'create-connection',
        ...named,
        '--query',
        'ConnectionArn',
        '--output',
        'text',
      );
      assert.match(stdout, new RegExp(`^arn:aws:${service}:`));
      const found = await aws(service, 'get-connection', '--connection-arn', stdout.trim());
      assert.match(found.stdout, /"ConnectionStatus": "PENDING"/);
    }
  });

  test('puts files into a bucket, lists them, gets them, and removes all of it', async (context) => {
    const { aws, folder } = await startCli(context);
    const file = join(folder, 'file');
    writeFileSync(file, Buffer.alloc(2_000_000, 'tealform'));
    assert.match((await aws('s3', 'mb', 's3://bucket')).stdout, /make_bucket: bucket/);
    assert.equal((await aws('s3', 'cp', file, 's3://bucket/a b/file', '--quiet')).stderr, '');
    assert.match((await aws('s3', 'ls', 's3://bucket')).stdout, /PRE a b\//);
    assert.match((await aws('s3', 'ls', 's3://bucket', '--recursive')).stdout, / 2000000 a b\/file/);
    await aws('s3', 'cp', 's3://bucket/a b/file', `${file}.back`, '--quiet');
    assert.deepEqual(readFileSync(`${file}.back`), readFileSync(file));
    assert.match((await aws('s3', 'rb', 's3://bucket')).stderr, /\(BucketNotEmpty\)/);
    assert.match((await aws('s3', 'rb', 's3://bucket', '--force')).stdout, /remove_bucket: bucket/);
    assert.match((await aws('s3api', 'head-bucket', '--bucket', 'bucket')).stderr, /\(404\)/);
  });

  test('says things about a bucket in XML', async (context) => {
    const { aws } = await startCli(context);
    await aws('s3', 'mb', 's3://bucket');
    const of = ['--bucket', 'bucket'];
    const tags = 'TagSet=[{Key=a,Value=b}]';
    assert.equal((await aws('s3api', 'put-bucket-tagging', ...of, '--tagging', tags)).stderr, '');
    assert.deepEqual(JSON.parse((await aws('s3api', 'get-bucket-tagging', ...of)).stdout).TagSet, [
      { Key: 'a', Value: 'b' },
    ]);
    const rules = JSON.stringify({
      Rules: [{ ID: 'x', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 3 } }],
    });
    const put = await aws('s3api', 'put-bucket-lifecycle-configuration', ...of, '--lifecycle-configuration', rules);
    assert.equal(put.stderr, '');
    const location = await aws('s3api', 'get-bucket-location', ...of);
    assert.equal(JSON.parse(location.stdout).LocationConstraint, 'eu-central-1');
  });

  test('uploads what is large in parts, copies it, and downloads it in ranges', async (context) => {
    const { done, folder, json } = await startCli(context);
    // Each MB is another one, so that parts cannot change places unseen.
    const large = Buffer.concat(Array.from({ length: 18 }, (_, index) => Buffer.alloc(1024 * 1024, index + 1)));
    writeFileSync(join(folder, 'large'), large);
    await done('s3', 'mb', 's3://bucket');
    await done('s3', 'cp', 'large', 's3://bucket/large', '--quiet');
    const head = await json('s3api', 'head-object', '--bucket', 'bucket', '--key', 'large');
    assert.deepEqual([head.ContentLength, /-3"$/.test(head.ETag)], [large.length, true]);
    await done('s3', 'cp', 's3://bucket/large', 'large.back', '--quiet');
    assert.ok(readFileSync(join(folder, 'large.back')).equals(large));
    writeFileSync(join(folder, 'small'), 'x');
    await done('s3', 'cp', 'small', 's3://bucket/a/small', '--quiet');
    await done('s3', 'mv', 's3://bucket/a/small', 's3://bucket/b/small', '--quiet');
    const keys = await json('s3api', 'list-objects', '--bucket', 'bucket', '--query', 'Contents[].Key');
    assert.deepEqual(keys, ['b/small', 'large']);
  });

  test('brings a folder and a bucket to be the same, and signs addresses for others', async (context) => {
    const { done, folder } = await startCli(context);
    await done('s3', 'mb', 's3://bucket');
    for (const name of ['one', 'two']) writeFileSync(join(folder, name), name);
    const sync = ['s3', 'sync', '.', 's3://bucket/x', '--delete'] as const;
    assert.match(await done(...sync), /upload: .*(one|two)[\s\S]*upload: .*(one|two)/);
    assert.equal(await done(...sync), '');
    writeFileSync(join(folder, 'one'), 'changed');
    rmSync(join(folder, 'two'));
    assert.match(await done(...sync), /delete: .*two[\s\S]*upload: .*one|upload: .*one[\s\S]*delete: .*two/);
    const address = (await done('s3', 'presign', 's3://bucket/x/one')).trim();
    assert.equal(await (await fetch(address)).text(), 'changed');
    await done('s3', 'rm', 's3://bucket/x', '--recursive', '--quiet');
    assert.equal(await done('s3', 'ls', 's3://bucket', '--recursive').catch(() => ''), '');
  });
});
