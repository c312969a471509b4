import type { LocalCall } from '../interference.ts';
import { ServiceError } from '../wire/service.ts';

/** The three ways in which services word what is common to all of them. */
type Wording = 's3' | 'json' | 'query';

type Said = readonly [code: string, message: string, status: number];

const WORDS: Readonly<Record<'throttle' | 'error' | 'unavailable' | 'expired', Readonly<Record<Wording, Said>>>> = {
  throttle: {
    s3: ['SlowDown', 'Please reduce your request rate.', 503],
    json: ['ThrottlingException', 'Rate exceeded', 400],
    query: ['Throttling', 'Rate exceeded', 400],
  },
  error: {
    s3: ['InternalError', 'We encountered an internal error. Please try again.', 500],
    json: [
      'InternalFailure',
      'The request processing has failed because of an unknown error, exception or failure.',
      500,
    ],
    query: [
      'InternalFailure',
      'The request processing has failed because of an unknown error, exception or failure.',
      500,
    ],
  },
  unavailable: {
    s3: ['ServiceUnavailable', 'Service is unable to handle request.', 503],
    json: ['ServiceUnavailableException', 'Service is unable to handle request.', 503],
    query: ['ServiceUnavailable', 'Service is unable to handle request.', 503],
  },
  expired: {
    s3: ['ExpiredToken', 'The provided token has expired.', 400],
    json: ['ExpiredTokenException', 'The security token included in the request is expired', 400],
    query: ['ExpiredToken', 'The security token included in the request is expired', 403],
  },
};

/**
 * What the service that is called says to it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function refusal(kind: keyof typeof WORDS, { service, request }: LocalCall): ServiceError {
  const wording = service === 's3' ? 's3' : request.headers['x-amz-target'] === undefined ? 'query' : 'json';
  const [code, message, status] = WORDS[kind][wording];
  return new ServiceError(code, message, status);
}

/** What S3 says of a bucket that is another account's: it tells nobody whether there is something in it. */
export function foreignBucket({ operation }: LocalCall, isElsewhere: boolean): ServiceError {
  if (operation === 'CreateBucket') {
    const message =
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.';
    return new ServiceError('BucketAlreadyExists', message, 409);
  }
  if (!isElsewhere) return new ServiceError('AccessDenied', 'Access Denied', 403);
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
  return new ServiceError('PermanentRedirect', message, 301);
}
