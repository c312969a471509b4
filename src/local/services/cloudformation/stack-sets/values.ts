import {
  AccountFilterType,
  CallAs,
  ConcurrencyMode,
  PermissionModels,
  RegionConcurrencyType,
  StackSetStatus,
} from '@aws-sdk/client-cloudformation';
import { invalid } from '../../../engine/refusals.ts';

const ENUMS: Readonly<Record<string, object>> = {
  AccountFilterType,
  CallAs,
  ConcurrencyMode,
  PermissionModel: PermissionModels,
  RegionConcurrencyType,
  Status: StackSetStatus,
};

/**
 * The members of a request that take one of a few words have one of them, in structures as well.
 * @throws ServiceError `ValidationError`
 */
export function checkWords(input: object): void {
  for (const [name, value] of Object.entries(input)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) checkWords(value);
    const words = Object.hasOwn(ENUMS, name) ? Object.values(ENUMS[name] ?? {}) : undefined;
    if (typeof value !== 'string' || words === undefined || words.includes(value)) continue;
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    throw invalid(
      `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${words.join(', ')}]`,
    );
  }
}
