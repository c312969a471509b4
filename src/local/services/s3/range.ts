import { ServiceError } from '../../wire/service.ts';

/** A part of a body, and where it lies in the whole. */
export interface Range {
  readonly body: Uint8Array;
  /** `bytes 0-9/100` */
  readonly said: string;
}

/**
 * The part of a body that a `Range` asks for; undefined for one that is not read, which gives all of it, as HTTP has it.
 * @throws ServiceError `InvalidRange` where it begins behind the end; `NotImplemented` for several at once, which S3 has not either.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function cutRange(whole: Uint8Array, range: string): Range | undefined {
  if (range.includes(',')) throw new ServiceError('NotImplemented', 'the local cloud knows one range at a time');
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === '' && last === '') return undefined;
  const size = whole.byteLength;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size) throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { body: whole.subarray(start, end + 1), said: `bytes ${start}-${end}/${size}` };
}
