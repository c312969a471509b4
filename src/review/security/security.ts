import type { ReviewedResource } from '../resource.ts';

export interface SecurityChange {
  readonly effect: 'opens' | 'closes';
  readonly code: string;
  readonly path: string;
  readonly at: string;
  readonly message: string;
}

export function compareSecurity(
  _before: readonly ReviewedResource[],
  _after: readonly ReviewedResource[],
): readonly SecurityChange[] {
  return [];
}
