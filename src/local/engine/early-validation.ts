import { TealformError } from '../../dsl/error.ts';
import type { DataObject, Template } from '../../dsl/template.ts';
import { Objects } from '../objects.ts';
import { ServiceError } from '../wire/service.ts';
import type { Context } from './context.ts';
import { findIdentified, identifierIn, identifierText } from './identifiers.ts';
import { LATER } from './parameters.ts';
import { currentValue } from './resource-step.ts';
import type { ResourceRecord, StackRecord, ValidationRecord } from './state.ts';
import { resolvedTemplate } from './values.ts';

/** The reason of a change set whose early validation has failed. */
export const VALIDATION_FAILED =
  'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';

/** The reason of a stack's operation whose early validation has failed. */
export const OPERATION_INVALID = "Validation failure detected. See the operation's FAILED event for details.";

/**
 * That the name of a resource to be made is taken.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
export function nameConflict(
  { account }: Context,
  logicalId: string,
  type: string,
  properties: DataObject,
): ValidationRecord | undefined {
  const identifier = identifierIn(type, properties);
  const found = identifier && findIdentified(account, type, identifier);
  if (!found) return undefined;
  return {
    logicalId,
    type,
    physicalId: found.id,
    name: 'NAME_CONFLICT_VALIDATION',
    mode: 'FAIL',
    reason: `Resource of type '${type}' with identifier '${identifierText(identifier)}' already exists.`,
    path: `/Resources/${logicalId}`,
  };
}

/** That a bucket which is to go is not empty. */
export function fullBucket({ account }: Context, { logicalId, type, physicalId = '' }: ResourceRecord) {
  if (type !== 'AWS::S3::Bucket' || !account.find(type, physicalId)) return undefined;
  if (new Objects(account).list(physicalId).length === 0) return undefined;
  const found: ValidationRecord = {
    logicalId,
    type,
    physicalId,
    name: 'BUCKET_EMPTINESS_VALIDATION',
    mode: 'WARN',
    reason: `The bucket '${physicalId}' is not empty. You must either delete all objects and versions or use the deletion policy to retain it, otherwise the delete operation will fail.`,
    path: `/Resources/${logicalId}`,
  };
  return found;
}

/** The taken names of one stack that is about to be made what its target says; those that are known before. */
export function validateStack(context: Context, stack: StackRecord, template: Template): readonly ValidationRecord[] {
  const resolved = resolvedTemplate(template, {
    account: context.account,
    state: context.state,
    stack,
    target: stack.target,
    resource: (reference) => currentValue(context, stack, reference) ?? LATER,
    later: LATER,
  });
  return attempt(() => resolved.resources, [])
    .filter(({ logicalId }) => stack.resources[logicalId]?.physicalId === undefined)
    .flatMap(({ logicalId }) => {
      const { Type: type = '' } = template.Resources[logicalId] ?? {};
      // What cannot be resolved fails by itself, with a reason of its own.
      return (
        nameConflict(
          context,
          logicalId,
          type,
          attempt(() => resolved.properties(logicalId), {}),
        ) ?? []
      );
    });
}

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ServiceError || error instanceof TealformError) return otherwise;
    throw error;
  }
}
