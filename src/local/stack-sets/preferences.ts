import type { StackSetOperationPreferences } from '@aws-sdk/client-cloudformation';
import { invalid } from '../engine/refusals.ts';

const LIMITS = {
  FailureToleranceCount: [0, Number.POSITIVE_INFINITY],
  FailureTolerancePercentage: [0, 100],
  MaxConcurrentCount: [1, Number.POSITIVE_INFINITY],
  MaxConcurrentPercentage: [1, 100],
} as const;

/**
 * The regions of an operation in the order that it works through them; checks the rest of its preferences.
 * @throws ServiceError `ValidationError`
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
 */
export function orderedRegions(regions: readonly string[], preferences: StackSetOperationPreferences): string[] {
  for (const [name, [least, most]] of Object.entries(LIMITS)) {
    const value = preferences[name as keyof typeof LIMITS];
    if (value !== undefined && (value < least || value > most))
      throw invalid(`${name} must be between ${least} and ${most}, not ${value}`);
  }
  const { FailureToleranceCount, FailureTolerancePercentage, MaxConcurrentCount, MaxConcurrentPercentage } =
    preferences;
  if (FailureToleranceCount !== undefined && FailureTolerancePercentage !== undefined)
    throw invalid('FailureToleranceCount and FailureTolerancePercentage cannot be specified at the same time');
  if (MaxConcurrentCount !== undefined && MaxConcurrentPercentage !== undefined)
    throw invalid('MaxConcurrentCount and MaxConcurrentPercentage cannot be specified at the same time');
  const { RegionOrder: order = [] } = preferences;
  if (order.length === 0) return [...regions];
  const differs = order.find((each) => !regions.includes(each)) ?? regions.find((each) => !order.includes(each));
  if (differs !== undefined || new Set(order).size !== order.length)
    throw invalid(`RegionOrder must name each region of the operation once${differs ? `: ${differs}` : ''}`);
  return [...order];
}

/** In how many accounts of a region an operation may fail before it stops there. */
export function toleranceOf(preferences: StackSetOperationPreferences, accounts: number): number {
  const { FailureToleranceCount: count, FailureTolerancePercentage: share = 0 } = preferences;
  return count ?? Math.floor((share * accounts) / 100);
}

/**
 * In how many accounts of a region an operation may be at work at once.
 * @param failures in how many it has failed already: the stricter mode goes slower with each.
 */
export function concurrencyOf(preferences: StackSetOperationPreferences, accounts: number, failures: number): number {
  const { MaxConcurrentCount: count, MaxConcurrentPercentage: share, ConcurrencyMode: mode } = preferences;
  const most = count ?? (share === undefined ? 1 : Math.max(1, Math.floor((share * accounts) / 100)));
  if (mode === 'SOFT_FAILURE_TOLERANCE') return most;
  return Math.max(1, Math.min(most, toleranceOf(preferences, accounts) + 1 - failures));
}
