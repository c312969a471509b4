import { TealformError } from '../../dsl/error.ts';
import { createLinkedRole, missingLinkedRoles } from '../preflight/linked-roles.ts';
import type { DeployContext } from './context.ts';

/**
 * Has the service-linked roles made that the account does not have yet. Where that is not allowed it is warned of: most services
 * make theirs by themselves with the first resource.
 */
export async function makeLinkedRoles({ clients, target, tell }: DeployContext): Promise<void> {
  try {
    for (const role of await missingLinkedRoles(clients, target)) await createLinkedRole(clients, role);
  } catch (error) {
    if (!(error instanceof TealformError) || !['access-denied', 'refused'].includes(error.code)) throw error;
    tell({ kind: 'warned', problems: error.problems });
  }
}
