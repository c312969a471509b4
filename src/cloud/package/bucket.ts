import {
  BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
} from '@aws-sdk/client-s3';
import { TealformError } from '../../dsl/error.ts';
import { answered, explained, isEcho } from '../call.ts';
import type { Clients } from '../clients.ts';
import type { DeployEnvironment } from '../target.ts';
import { bucketSettings } from './bucket-settings.ts';

/** Where things are uploaded to, and whose it must be. */
export interface OwnedBucket {
  readonly bucket: string;
  /** The account that must own it: any other's requests are refused by S3. */
  readonly owner: string;
}

/**
 * Whether the bucket is there. It is asked for its region, which is the one question about a bucket that `deployer.yaml` allows.
 * @throws TealformError `foreign-bucket` where it is another account's, or in another region.
 */
export async function hasBucket({ s3, region }: Clients, { bucket, owner }: OwnedBucket): Promise<boolean> {
  const about = { action: 's3:GetBucketLocation', resource: bucket, region };
  const call = s3.send(new GetBucketLocationCommand({ Bucket: bucket, ExpectedBucketOwner: owner }));
  let location: string;
  try {
    location = (await call).LocationConstraint ?? 'us-east-1';
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return false;
    if (error instanceof Error && error.name === 'PermanentRedirect') throw elsewhere(bucket, 'another region', region);
    if (error instanceof Error && ['AccessDenied', 'Forbidden', '403'].includes(error.name)) {
      throw new TealformError({
        code: 'foreign-bucket',
        message: `the bucket ${bucket} is not the account ${owner}'s, or the caller may not s3:GetBucketLocation on it`,
        hint: 'names of buckets are taken once for all accounts: give the environment another templateBucket, or grant s3:GetBucketLocation',
      });
    }
    return explained(Promise.reject(error), about);
  }
  const actual = location === 'EU' ? 'eu-west-1' : location;
  if (actual === region) return true;
  throw elsewhere(bucket, actual, region);
}

function elsewhere(bucket: string, actual: string, region: string): TealformError {
  return new TealformError({
    code: 'foreign-bucket',
    message: `the bucket ${bucket} is in ${actual}, not in ${region}, where CloudFormation would look for it`,
    hint: 'give the environment a templateBucket of another name',
  });
}

/**
 * Makes a bucket that nobody else sees: private, encrypted, versioned, over TLS only; old versions go after 90 days. One that cannot
 * be made so is taken away again.
 */
export async function createBucket(
  clients: Clients,
  owned: OwnedBucket,
  environment: DeployEnvironment,
): Promise<void> {
  const { s3, region } = clients;
  const { bucket } = owned;
  const at = (action: string) => ({ action: `s3:${action}`, resource: bucket, region });
  const place = bucketLocation(region);
  await answered(
    s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        ...(place === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: place } }),
      }),
    ),
    at('CreateBucket'),
    isEcho('BucketAlreadyOwnedByYou', 'OperationAborted'),
  );
  try {
    for (const setting of bucketSettings(clients, owned, environment)) await setting.put();
  } catch (error) {
    // What went wrong first is told, not this.
    await s3.send(new DeleteBucketCommand({ Bucket: bucket })).catch(() => {});
    throw error;
  }
}

// The oldest region has no name here.
function bucketLocation(region: string): BucketLocationConstraint | undefined {
  if (region === 'us-east-1') return undefined;
  const found = Object.values(BucketLocationConstraint).find((name) => name === region);
  if (found !== undefined) return found;
  throw new TealformError({
    code: 'unknown-region',
    message: `the SDK cannot make a bucket in ${region}, which is younger than it`,
    hint: 'make the bucket by hand (private, encrypted, versioned, TLS only), then run this again',
  });
}
