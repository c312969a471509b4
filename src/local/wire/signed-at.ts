import type { Scope } from './credentials.ts';
import type { WireRequest } from './message.ts';
import { ServiceError } from './service.ts';

const A_MINUTE = 60_000;

/**
 * Holds that a request was signed about now: S3 takes what is up to 15 minutes off, the others what is up to 5. That of a presigned
 * address is not looked at.
 * @throws ServiceError with the words that clients set their clocks by.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
export function checkSignedAt({ headers }: WireRequest, scope: Scope | undefined, now: Date): void {
  const signed = timeOf(headers['x-amz-date'] ?? '');
  if (signed === undefined) return;
  const ahead = signed - now.getTime();
  if (scope?.service === 's3') {
    if (Math.abs(ahead) <= 15 * A_MINUTE) return;
    const message = 'The difference between the request time and the current time is too large.';
    throw new ServiceError('RequestTimeTooSkewed', message, 403);
  }
  if (Math.abs(ahead) <= 5 * A_MINUTE) return;
  const [said, limit] = [stamp(signed), stamp(now.getTime() + Math.sign(ahead) * 5 * A_MINUTE)];
  const message =
    ahead < 0
      ? `Signature expired: ${said} is now earlier than ${limit} (${stamp(now.getTime())} - 5 min.)`
      : `Signature not yet current: ${said} is still later than ${limit} (${stamp(now.getTime())} + 5 min.)`;
  const code = headers['x-amz-target'] === undefined ? 'SignatureDoesNotMatch' : 'InvalidSignatureException';
  throw new ServiceError(code, message, 403);
}

function timeOf(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function stamp(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
