import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { SourceFile } from '../../source/source-zip.ts';
import type { FleetFile } from '../../synth/fleet-file.ts';
import { readersStatement } from '../../synth/fleet-readers.ts';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import type { OwnedBucket } from '../package/bucket.ts';
import { type Packaged, packageTarget } from '../package/package.ts';
import type { FleetClients } from './clients.ts';
import { desireInstances, parametersOf } from './desired.ts';
import { type FleetTarget, uploadTarget } from './fleet-target.ts';

/** What was uploaded where, and whether the members could not read it before. */
export interface FleetPackage extends Packaged {
  readonly region: string;
  readonly isOpened: boolean;
}

/**
 * Uploads a system's templates, and the archive that its source repositories begin with, into the administrator's bucket in each region
 * of a fleet, and lets the fleet's members read them there. What is there already is left alone.
 * @param accounts the members.
 */
export async function packageFleet(
  clients: FleetClients,
  target: FleetTarget,
  accounts: readonly string[],
  source: () => readonly SourceFile[],
): Promise<readonly FleetPackage[]> {
  const { file } = target;
  let read: readonly SourceFile[] | undefined;
  const once = () => {
    read ??= source();
    return read;
  };
  const packages: FleetPackage[] = [];
  for (const region of file.regions) {
    const there = clients.inRegion(region);
    const bucket = file.templates.buckets[region] ?? '';
    const seed = seedAt(file, region, accounts);
    const seeds = seed.SeedBucket === bucket ? seed : {};
    const packaged = await packageTarget(there, uploadTarget(target, region), seeds, once);
    const owned = { bucket, owner: file.administrator.account };
    packages.push({ ...packaged, region, isOpened: await letMembersRead(there, owned, file) });
  }
  return packages;
}

// Where the stacks of a region look for the archive.
function seedAt(file: FleetFile, region: string, accounts: readonly string[]) {
  const waves = [accounts];
  const here = desireInstances(file, { waves, unitsOf: () => [] }).find((instance) => instance.region === region);
  const { SeedBucket, SeedKey } = { ...parametersOf(file.stackSet.Parameters), ...here?.overrides };
  return { ...(SeedBucket && { SeedBucket }), ...(SeedKey && { SeedKey }) };
}

interface Policy {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Adds to a bucket's policy what the members need, unless it is there. @returns whether it was not. */
async function letMembersRead(
  { s3, region }: Clients,
  { bucket, owner }: OwnedBucket,
  file: FleetFile,
): Promise<boolean> {
  const wanted = readersStatement(file, bucket);
  const common = { Bucket: bucket, ExpectedBucketOwner: owner };
  const answer = await answered(
    s3.send(new GetBucketPolicyCommand(common)),
    { action: 's3:GetBucketPolicy', resource: bucket, region },
    ['NoSuchBucketPolicy'],
  );
  // A policy is a JSON document of this form: S3 takes no other.
  const policy: Policy = answer?.Policy ? JSON.parse(answer.Policy) : { Version: '2012-10-17', Statement: [] };
  const others = policy.Statement.filter(({ Sid }) => Sid !== wanted.Sid);
  const found = policy.Statement.find(({ Sid }) => Sid === wanted.Sid);
  if (JSON.stringify(found) === JSON.stringify(wanted)) return false;
  const text = JSON.stringify({ ...policy, Statement: [...others, wanted] });
  await explained(s3.send(new PutBucketPolicyCommand({ ...common, Policy: text })), {
    action: 's3:PutBucketPolicy',
    resource: bucket,
    region,
  });
  return true;
}
