import { malformed } from './faults.ts';

/** A request as it came over HTTP, its body read to the end and freed of chunks. */
export interface WireRequest {
  readonly method: string;
  /** As it stood in the request, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What goes back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Goes back where nothing does: the connection is cut. */
export const CUT: WireAnswer = { status: 0, headers: {}, body: '' };

/** The body as text. @throws ServiceError `MalformedInput` where it is none in UTF-8. */
export function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw malformed('the body', 'text in UTF-8', '...');
  }
}
