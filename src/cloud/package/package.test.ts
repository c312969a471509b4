import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { formatProblem, TealformError } from '../../dsl/error.ts';
import { fillParameters } from '../parameters.ts';
import { clientsOf, deployedAccount, emptyAccount } from '../testing/small-account.ts';
import { smallTarget } from '../testing/small-target.ts';
import { type Answers, refusal, refuses, standIn } from '../testing/stand-in-client.ts';
import { packageTarget } from './package.ts';
import { upload } from './upload.ts';

const OWNED = { bucket: 'templates', owner: '111122223333' };
const BODY = new TextEncoder().encode('Resources: {}\n');
const FILE = { ...OWNED, key: 'a/b.yaml', body: BODY, contentType: 'application/yaml' };
const SHA256 = createHash('sha256').update(BODY).digest('base64');
const MD5 = createHash('md5').update(BODY).digest('hex');

// As CreateBucket leaves it.
const BARE: Answers = {
  GetBucketVersioning: () => ({}),
  GetPublicAccessBlock: refuses('NoSuchPublicAccessBlockConfiguration', 'none', 404),
  GetBucketEncryption: refuses('ServerSideEncryptionConfigurationNotFoundError', 'none', 404),
  GetBucketPolicy: refuses('NoSuchBucketPolicy', 'none', 404),
  GetBucketLifecycleConfiguration: refuses('NoSuchLifecycleConfiguration', 'none', 404),
};

const never = () => assert.fail('the source is not asked for');

describe('packaging a system', () => {
  test('makes the bucket, and uploads each template under the name that pins it', async () => {
    const account = emptyAccount();
    const clients = clientsOf(account);
    const target = smallTarget();
    const packaged = await packageTarget(clients, target, fillParameters(target, 'blue'), never);
    assert.equal(packaged.isNewBucket, true);
    assert.deepEqual(packaged.written, [
      `tealform/small/${target.root.pinned}`,
      `tealform/small/${target.root.nested.Network?.pinned}`,
      `tealform/small/${target.root.nested.Service?.pinned}`,
    ]);
    const [input] = clients.inputsOf('PutObject');
    assert.equal(input?.ExpectedBucketOwner, '111122223333');
    assert.equal(Buffer.from(input?.Body as Uint8Array).toString(), target.root.text);
  });

  test('uploads nothing a second time', async () => {
    const account = emptyAccount();
    const target = smallTarget();
    const parameters = fillParameters(target, 'blue');
    await packageTarget(clientsOf(account), target, parameters, never);
    const again = clientsOf(account);
    const packaged = await packageTarget(again, target, parameters, never);
    assert.deepEqual(packaged, {
      bucket: packaged.bucket,
      isNewBucket: false,
      mended: [],
      warnings: [],
      written: [],
      unchanged: 3,
    });
    assert.deepEqual(again.inputsOf('PutObject'), []);
  });

  test('makes a bucket that is private, encrypted, versioned, over TLS only, and loses old versions', async () => {
    const clients = clientsOf(emptyAccount());
    const target = smallTarget();
    await packageTarget(clients, target, fillParameters(target, 'blue'), never);
    assert.deepEqual(clients.inputsOf('CreateBucket'), [
      {
        Bucket: 'templates-111122223333-eu-central-1',
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      },
    ]);
    assert.match(JSON.stringify(clients.inputsOf('PutPublicAccessBlock')), /"RestrictPublicBuckets":true/);
    assert.match(JSON.stringify(clients.inputsOf('PutBucketEncryption')), /AES256/);
    assert.match(JSON.stringify(clients.inputsOf('PutBucketVersioning')), /"Status":"Enabled"/);
    assert.match(
      String(clients.inputsOf('PutBucketPolicy')[0]?.Policy),
      /"Effect":"Deny".*"aws:SecureTransport":"false"/,
    );
    assert.match(JSON.stringify(clients.inputsOf('PutBucketLifecycleConfiguration')), /"NoncurrentDays":90/);
  });

  test('takes a bucket for made that an attempt has made whose answer was lost, and no other', async () => {
    const target = smallTarget();
    const make = (attempts: number) => {
      const clients = clientsOf(emptyAccount(), {
        CreateBucket: refuses('BucketAlreadyOwnedByYou', 'it is yours', 409, attempts),
      });
      return { clients, packaged: packageTarget(clients, target, fillParameters(target, 'blue'), never) };
    };
    await assert.rejects(make(1).packaged, /^TealformError: refused: s3:CreateBucket/);
    const { clients, packaged } = make(2);
    assert.equal((await packaged).isNewBucket, true);
    assert.equal(clients.inputsOf('PutBucketVersioning').length, 1);
  });

  test('takes a bucket away again that could not be made so', async () => {
    const deleted: unknown[] = [];
    const clients = clientsOf(emptyAccount(), {
      PutBucketPolicy: refuses('AccessDenied', 'Access Denied', 403),
      DeleteBucket: (input) => {
        deleted.push(input);
        return {};
      },
    });
    const target = smallTarget();
    await assert.rejects(
      packageTarget(clients, target, fillParameters(target, 'blue'), never),
      /access-denied: .*PutBucketPolicy/,
    );
    assert.equal(deleted.length, 1);
  });

  test('gives a bucket that a killed run has made what it lacks, and leaves what somebody has set otherwise', async () => {
    const clients = clientsOf(deployedAccount(), { ...BARE, GetBucketPolicy: () => ({ Policy: '{}' }) });
    const target = smallTarget();
    const { mended, warnings } = await packageTarget(clients, target, fillParameters(target, 'blue'), never);
    assert.deepEqual(
      [mended, warnings],
      [['no public access', 'encryption', 'an end for old versions', 'versioning'], []],
    );
    assert.deepEqual(clients.inputsOf('PutBucketPolicy'), []);
    assert.equal(clients.inputsOf('PutBucketLifecycleConfiguration')[0]?.ExpectedBucketOwner, '111122223333');
  });

  test('warns of such a bucket where the caller may not mend it, or where it may be one of somebody else', async () => {
    const denied = clientsOf(deployedAccount(), { ...BARE, PutBucketPolicy: refuses('AccessDenied', 'no', 403) });
    const target = smallTarget();
    const parameters = fillParameters(target, 'blue');
    const { mended, warnings } = await packageTarget(denied, target, parameters, never);
    assert.deepEqual(mended, ['no public access', 'encryption']);
    assert.match(
      formatProblem(warnings[0] ?? assert.fail()),
      /^unfinished-bucket: .*s3:PutBucketPolicy.*\n {2}-> .*administrator/,
    );
    const own = clientsOf(deployedAccount(), BARE);
    const named = { ...target, environment: { ...target.environment, templateBucket: 'ours' } };
    const left = await packageTarget(own, named, parameters, never);
    assert.deepEqual([left.mended, left.warnings.map(({ code }) => code)], [[], ['unfinished-bucket']]);
    assert.deepEqual(own.inputsOf('PutBucketVersioning'), []);
  });

  test('asks one question of a bucket that is there, and takes it as it is where that is not allowed', async () => {
    const target = smallTarget();
    const parameters = fillParameters(target, 'blue');
    for (const more of [{}, { GetBucketVersioning: refuses('AccessDenied', 'no', 403) }]) {
      const clients = clientsOf(deployedAccount(), more);
      const { mended, warnings } = await packageTarget(clients, target, parameters, never);
      assert.deepEqual([mended, warnings], [[], []]);
      assert.equal(clients.inputsOf('GetBucketVersioning').length, 1);
    }
  });

  test('makes no bucket where the source is refused', async () => {
    const clients = clientsOf(emptyAccount());
    const refused = () => {
      throw new TealformError({ code: 'secret-in-source', message: 'app/.env' });
    };
    await assert.rejects(
      packageTarget(clients, smallTarget(), { SeedBucket: 'a', SeedKey: 'b' }, refused),
      /secret-in/,
    );
    assert.deepEqual(clients.inputsOf('CreateBucket'), []);
  });

  test('refuses a bucket of another account, or of another region', async () => {
    const target = smallTarget();
    const parameters = fillParameters(target, 'blue');
    const foreign = clientsOf(emptyAccount(), { GetBucketLocation: refuses('AccessDenied', 'Access Denied', 403) });
    await assert.rejects(
      packageTarget(foreign, target, parameters, never),
      /foreign-bucket: .* is not the account 111122223333's/,
    );
    const elsewhere = clientsOf(emptyAccount(), { GetBucketLocation: () => ({ LocationConstraint: 'eu-west-1' }) });
    await assert.rejects(packageTarget(elsewhere, target, parameters, never), /foreign-bucket: .* is in eu-west-1/);
  });

  test('uploads the archive that the source repository begins with, where the system has one', async () => {
    const clients = clientsOf(emptyAccount());
    const source = () => [{ path: 'Dockerfile', body: BODY, isExecutable: false }];
    const parameters = { SeedBucket: 'seeds', SeedKey: 'x/seed.zip' };
    const { written } = await packageTarget(clients, smallTarget(), parameters, source);
    assert.equal(written.at(-1), 'x/seed.zip');
    const seed = clients.inputsOf('PutObject').find(({ Key }) => Key === 'x/seed.zip');
    assert.equal(seed?.Bucket, 'seeds');
    assert.equal(seed?.ExpectedBucketOwner, '111122223333');
  });

  test('uploads templates alone for a plan, which makes no repository', async () => {
    const clients = clientsOf(emptyAccount());
    const parameters = { SeedBucket: 'seeds', SeedKey: 'x/seed.zip' };
    const { written } = await packageTarget(clients, smallTarget(), parameters, undefined);
    assert.equal(written.length, 3);
    assert.ok(!written.includes('x/seed.zip'));
  });
});

describe('an upload', () => {
  for (const [title, there, isWritten] of [
    ['what is there with the same checksum is left', { ContentLength: BODY.length, ChecksumSHA256: SHA256 }, false],
    ['what is there with the same ETag is left', { ContentLength: BODY.length, ETag: `"${MD5}"` }, false],
    ['another length is written over', { ContentLength: 1, ChecksumSHA256: SHA256 }, true],
    ['another checksum is written over', { ContentLength: BODY.length, ChecksumSHA256: 'x', ETag: MD5 }, true],
    ['another ETag is written over', { ContentLength: BODY.length, ETag: '"x-2"' }, true],
  ] as const) {
    test(title, async () => {
      const clients = standIn({ HeadObject: () => there, PutObject: () => ({}) });
      assert.equal(await upload(clients, FILE), isWritten);
    });
  }

  test('is written where nobody may say whether it is there', async () => {
    const clients = standIn({
      HeadObject: () => {
        throw refusal('Unknown', 'UnknownError', 403);
      },
      PutObject: () => ({ ChecksumSHA256: SHA256 }),
    });
    assert.equal(await upload(clients, FILE), true);
    assert.equal(clients.inputsOf('PutObject')[0]?.ChecksumSHA256, SHA256);
  });

  test('that arrives as something else is an error', async () => {
    const clients = standIn({ HeadObject: refuses('NotFound'), PutObject: () => ({ ChecksumSHA256: 'x' }) });
    await assert.rejects(upload(clients, FILE), /corrupted-upload/);
  });
});
