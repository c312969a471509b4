import type { ResolvedTemplate } from '../../check/permissions/resolve.ts';
import type { Template } from '../../dsl/template.ts';
import { ServiceError } from '../wire/service.ts';
import type { Context } from './context.ts';
import type { Outcome } from './resource-step.ts';
import type { StackOutput, StackRecord } from './state.ts';
import { refusing } from './values.ts';

/**
 * Works out a stack's outputs and exports, once all its resources are there.
 * @returns why that fails, or undefined.
 */
export function computeOutputs(
  { state }: Context,
  stack: StackRecord,
  template: Template,
  resolved: ResolvedTemplate,
): Outcome {
  try {
    const outputs = resolvedOutputs(template, resolved);
    const live = state.stacks.filter(({ id, status }) => id !== stack.id && status !== 'DELETE_COMPLETE');
    for (const { exportName } of outputs) {
      if (exportName === undefined) continue;
      const other = live.find((each) => each.outputs.some((output) => output.exportName === exportName));
      if (other) return `Export with name ${exportName} is already exported by stack ${other.name}.`;
    }
    for (const { exportName, value } of stack.outputs) {
      if (exportName === undefined) continue;
      const after = outputs.find((output) => output.exportName === exportName);
      const user = live.find(({ imports }) => imports.includes(exportName));
      if (user && after?.value !== value) {
        const what = after === undefined ? 'deleted' : 'updated';
        return `Export ${exportName} cannot be ${what} as it is in use by ${user.name}`;
      }
    }
    stack.outputs = outputs;
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

/** The outputs that a template comes to: those whose conditions hold. */
export function resolvedOutputs(template: Template, resolved: ResolvedTemplate): StackOutput[] {
  return Object.entries(template.Outputs ?? {})
    .filter(([, { Condition }]) => Condition === undefined || refusing(() => resolved.condition(Condition)))
    .map(([key, { Value, Description, Export }]) => {
      const value = refusing(() => resolved.resolve(Value));
      const exportName = Export && refusing(() => resolved.resolve(Export.Name));
      return {
        key,
        value: Array.isArray(value) ? value.join(',') : String(value ?? ''),
        ...(Description === undefined ? {} : { description: Description }),
        ...(exportName === undefined ? {} : { exportName: String(exportName) }),
      };
    });
}
