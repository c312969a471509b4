import type { Data, DataObject } from '../template.ts';

/** Is it a list? `Array.isArray` does not narrow a readonly list out of a union; this does. */
export function isList(data: Data | undefined): data is readonly Data[] {
  return Array.isArray(data);
}

/** Is it a map, an intrinsic function's among them? */
export function isMap(data: Data | undefined): data is DataObject {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
