import { ServiceError } from '../wire/service.ts';

/**
 * One page of a list. Tokens are positions.
 * @param size how many at most.
 * @returns the items, and the token of the next page when there is one.
 * @throws ServiceError for a token that no page has given.
 */
export function pageOf<T>(all: readonly T[], token: string | undefined, size: number): [items: T[], next?: string] {
  const start = token === undefined || token === '' ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0 || start > all.length) {
    throw new ServiceError('InvalidNextTokenException', `the token ${token} is not one of this service`);
  }
  const end = start + Math.max(1, size);
  return end < all.length ? [all.slice(start, end), String(end)] : [all.slice(start, end)];
}
