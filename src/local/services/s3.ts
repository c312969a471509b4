import * as client from '@aws-sdk/client-s3';
import type { StaticOperationSchema } from '@smithy/types';
import type { LocalService } from '../wire/service.ts';
import { bucketOperations } from './s3/buckets.ts';
import { copyOperation } from './s3/copy.ts';
import { listingOperations } from './s3/listings.ts';
import { multipartOperations } from './s3/multipart.ts';
import { objectOperations } from './s3/objects.ts';
import { settingOperations } from './s3/settings.ts';

/**
 * Buckets and what is in them.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
export const s3: LocalService = {
  id: 's3',
  protocols: ['rest-xml'],
  version: '2006-03-01',
  operations: [
    ...bucketOperations,
    ...settingOperations,
    ...objectOperations,
    copyOperation,
    ...multipartOperations,
    ...listingOperations,
  ],
  models: Object.values(client).filter(isOperation),
};

function isOperation(value: unknown): value is StaticOperationSchema {
  return Array.isArray(value) && value.length === 6 && value[0] === 9;
}
