import type { FleetFile } from './fleet-file.ts';

/** A statement of the policy of a bucket. */
export interface ReadersStatement {
  /** Of this system and fleet alone: the bucket has statements of others beside it. */
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*' | { readonly AWS: readonly string[] };
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Who reads a system's templates in the administrator's bucket of a region: what CloudFormation works with in the accounts of the fleet.
 * AWS says that the template of a set must be readable for whoever makes the set, and is silent on the members. They read what is
 * nested in it, and the archive that a repository begins with.
 *
 * For an organisation anybody in it may read; for accounts, their execution role. A bucket that blocks public policies takes both. That
 * it takes the first is what people report: the list of what S3 does not call public lacks `aws:PrincipalOrgID`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function readersStatement(file: FleetFile, bucket: string): ReadersStatement {
  const { administrator, stackSet, templates, waves } = file;
  const { partition, organisation } = administrator;
  const common = {
    Sid: `Read${[file.system, file.fleet].map(words).join('')}`,
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: `arn:${partition}:s3:::${bucket}/${templates.prefix}/*`,
  } as const;
  if (organisation !== undefined) {
    return { ...common, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': organisation } } };
  }
  const accounts = [...new Set(waves.flatMap(({ targets }) => targets.Accounts ?? []))];
  return {
    ...common,
    Principal: { AWS: accounts.map((account) => `arn:${partition}:iam::${account}:root`) },
    Condition: {
      ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:role/${stackSet.ExecutionRoleName ?? ''}` },
    },
  };
}

// `hello-server` is HelloServer: a Sid takes letters and digits.
function words(name: string): string {
  return name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
