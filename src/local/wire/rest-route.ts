import type { StaticOperationSchema } from '@smithy/types';
import type { WireRequest } from './message.ts';
import { inputOf, membersOf, requiredOf } from './schema.ts';

/** A path-style address of S3, taken apart. */
export interface S3Path {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** `/bucket/folder/key`, decoded. The bucket is never in the host: clients put it into the path where the host is an address. */
export function readPath(path: string): S3Path {
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/([\s\S]*))?$/.exec(path) ?? [];
  return { bucket: decode(bucket) || undefined, key: decode(key) || undefined };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The operation whose HTTP binding fits a request best: of those whose method, path and fixed query do, the one that asks for most.
 * @see https://smithy.io/2.0/spec/http-bindings.html
 */
export function findRoute(
  request: WireRequest,
  operations: readonly StaticOperationSchema[],
): StaticOperationSchema | undefined {
  const path = readPath(request.path);
  return operations
    .map((operation) => ({ operation, asked: countAsked(request, path, operation) }))
    .filter(({ asked }) => asked >= 0)
    .sort((a, b) => b.asked - a.asked)[0]?.operation;
}

/** The fixed part of an operation's query: `list-type=2`. What only names the operation is left out: not every client sends it. */
export function fixedQuery(operation: StaticOperationSchema): readonly (readonly [name: string, value: string])[] {
  const [, path = ''] = httpOf(operation) ?? [];
  return [...new URLSearchParams(path.split('?')[1] ?? '')].filter(([name]) => name !== 'x-id');
}

/** Method, path and status of an operation. */
export function httpOf(operation: StaticOperationSchema): readonly [string, string, number] | undefined {
  const traits = operation[3];
  return typeof traits === 'object' ? traits.http : undefined;
}

// Negative where it does not fit.
function countAsked({ method, query, headers }: WireRequest, path: S3Path, operation: StaticOperationSchema): number {
  const [wantedMethod, wantedPath = ''] = httpOf(operation) ?? [];
  if (method !== wantedMethod || wantedPath.includes('{Key+}') !== (path.key !== undefined)) return -1;
  const input = inputOf(operation);
  const members = new Map(membersOf(input));
  if (members.has('Bucket') !== (path.bucket !== undefined)) return -1;
  const fixed = fixedQuery(operation);
  if (fixed.some(([name, value]) => !query.has(name) || (value !== '' && query.get(name) !== value))) return -1;
  const bound = requiredOf(input).flatMap((name) => {
    const { httpQuery, httpHeader } = members.get(name)?.getMergedTraits() ?? {};
    return [
      ...(httpQuery === undefined ? [] : [query.has(httpQuery)]),
      ...(httpHeader === undefined ? [] : [headers[httpHeader.toLowerCase()] !== undefined]),
    ];
  });
  return bound.every(Boolean) ? fixed.length + bound.length : -1;
}
