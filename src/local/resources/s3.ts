import { Objects } from '../objects.ts';
import { findAnywhere } from '../shared-buckets.ts';
import { define } from './define.ts';
import type { ResourceModel } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { textOf } from './read.ts';

const BUCKET = 'AWS::S3::Bucket';

/** Buckets and their policies. */
export const S3: Readonly<Record<string, ResourceModel>> = {
  [BUCKET]: define({
    create: (request) => {
      const { account } = request;
      const { partition, region } = account.whereabouts;
      const id = nameOf(request, 'BucketName', 63, { lower: true });
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(id))
        refuse('InvalidRequest', 'The specified bucket is not valid.');
      refuseTaken(request, id);
      if (findAnywhere(account, id)) refuse('AlreadyExists', `${id} already exists`);
      // The dash before the region is how the first regions write it; the others have a dot.
      const website = DASHED.includes(region) ? `s3-website-${region}` : `s3-website.${region}`;
      const attributes = {
        Arn: `arn:${partition}:s3:::${id}`,
        DomainName: `${id}.s3.${account.urlSuffix}`,
        RegionalDomainName: `${id}.s3.${region}.${account.urlSuffix}`,
        DualStackDomainName: `${id}.s3.dualstack.${region}.${account.urlSuffix}`,
        WebsiteURL: `http://${id}.${website}.${account.urlSuffix}`,
      };
      return { id, attributes };
    },
    remove: ({ id }, account) => {
      if (new Objects(account).list(id).length > 0) {
        refuse('GeneralServiceException', 'The bucket you tried to delete is not empty');
      }
    },
  }),
  'AWS::S3::BucketPolicy': define({
    create: (request) => {
      const id = textOf(request.properties, 'Bucket') ?? '';
      if (!request.account.find(BUCKET, id)) refuse('NotFound', 'The specified bucket does not exist');
      refuseTaken(request, id, `The bucket policy already exists on bucket ${id}.`);
      return { id, attributes: {} };
    },
  }),
};

const DASHED: readonly string[] = [
  'us-east-1',
  'us-west-1',
  'us-west-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'eu-west-1',
  'sa-east-1',
  'us-gov-west-1',
];
