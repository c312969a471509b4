import type { Account } from '../account.ts';
import { workerOf } from '../caller.ts';
import { findAnywhere, readAnywhere } from '../shared-buckets.ts';
import { invalid } from './refusals.ts';

/** Where in S3 an address points. */
export interface S3Place {
  readonly bucket: string;
  readonly key: string;
  /** Undefined where the address names none. */
  readonly region?: string;
}

/** Where in S3 an address points: virtual-hosted, path-style, or the local endpoint's own path-style form. */
export function objectAt(url: string): S3Place | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) return undefined;
  const path = decoded(parsed.pathname.slice(1));
  if (path === undefined) return undefined;
  const [, hosted, region] =
    /^(?:(.+)\.)?s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(?:\.cn)?$/.exec(parsed.hostname) ?? [];
  const where = region === undefined ? {} : { region };
  if (hosted !== undefined) return { bucket: hosted, key: path, ...where };
  const slash = path.indexOf('/');
  const isOurs = ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname);
  if (slash < 1 || !(isOurs || /^s3[.-]/.test(parsed.hostname))) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1), ...where };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/**
 * The text of the template at an address of S3, in whichever account, where the bucket's policy lets this one read it.
 * @param roleArn of the stack that it is for, where that has one.
 * @throws ServiceError `ValidationError` where there is none.
 */
export function fetchTemplate(account: Account, url: string, roleArn?: string): string {
  const at = objectAt(url);
  if (!at) throw invalid('TemplateURL must be a supported URL.');
  const where = findAnywhere(account, at.bucket)?.account.whereabouts.region;
  if (at.region !== undefined && where !== undefined && at.region !== where)
    throw invalid(
      'S3 error: The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    );
  const found = readAnywhere(account, workerOf(account, roleArn), at, {
    'aws:CalledVia': 'cloudformation.amazonaws.com',
  });
  if (!found) throw invalid('S3 error: Access Denied');
  return Buffer.from(found.body).toString('utf8');
}
