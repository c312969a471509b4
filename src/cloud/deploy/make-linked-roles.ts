import { type Problem, TealformError } from '../../dsl/error.ts';
import { createLinkedRole, findLinkedRoles, type LinkedRole } from '../preflight/linked-roles.ts';
import type { DeployContext } from './context.ts';

/**
 * Has the service-linked roles made that the account does not have, or of which nobody can say. Where that is not allowed it is warned
 * of: most services make theirs by themselves with the first resource.
 */
export async function makeLinkedRoles({ clients, target, tell }: DeployContext): Promise<void> {
  const make = async (role: LinkedRole): Promise<readonly Problem[]> => {
    try {
      await createLinkedRole(clients, role);
      return [];
    } catch (error) {
      return refusalOf(error);
    }
  };
  let problems: readonly Problem[];
  try {
    const { missing, unknown } = await findLinkedRoles(clients, target);
    problems = (await Promise.all([...missing, ...unknown].map(make))).flat();
  } catch (error) {
    problems = refusalOf(error);
  }
  if (problems.length > 0) tell({ kind: 'warned', problems });
}

/** @throws what is no refusal. */
function refusalOf(error: unknown): readonly Problem[] {
  if (error instanceof TealformError && ['access-denied', 'refused'].includes(error.code)) return error.problems;
  throw error;
}
