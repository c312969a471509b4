import type { Account } from '../account.ts';
import { Objects } from '../objects.ts';
import { invalid } from './refusals.ts';

/** Where in S3 an address points: virtual-hosted, path-style, or the local endpoint's own path-style form. */
export function objectAt(url: string): { readonly bucket: string; readonly key: string } | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) return undefined;
  const path = decoded(parsed.pathname.slice(1));
  if (path === undefined) return undefined;
  const hosted = /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/.exec(parsed.hostname);
  if (hosted?.[1] !== undefined) return { bucket: hosted[1], key: path };
  const slash = path.indexOf('/');
  const isOurs = ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname);
  if (slash < 1 || !(isOurs || /^s3[.-]/.test(parsed.hostname))) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/**
 * The text of the template at an address of S3.
 * @throws ServiceError `ValidationError` where there is none.
 */
export function fetchTemplate(account: Account, url: string): string {
  const at = objectAt(url);
  if (!at) throw invalid('TemplateURL must be a supported URL.');
  const found = new Objects(account).get(at.bucket, at.key);
  if (!found) throw invalid('S3 error: Access Denied');
  return Buffer.from(found.body).toString('utf8');
}
