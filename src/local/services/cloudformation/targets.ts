import type { Capability } from '@aws-sdk/client-cloudformation';
import type { Engine } from '../../engine/begin.ts';
import { requireCapabilities } from '../../engine/capabilities.ts';
import { type GivenParameter, readParameters } from '../../engine/parameters.ts';
import { readTemplate } from '../../engine/read-template.ts';
import { invalid } from '../../engine/refusals.ts';
import { assertRules } from '../../engine/rules.ts';
import type { StackRecord, Target } from '../../engine/state.ts';
import { givenTemplate } from './common.ts';

/** What requests that make or change a stack have in common. */
export interface TargetInput {
  /** In place of a template that is given or fetched: that of a stack set. */
  readonly templateText?: string;
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly GivenParameter[] | undefined;
  readonly Capabilities?: readonly Capability[] | undefined;
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
}

/**
 * What a request wants a stack to be, checked as far as CloudFormation checks before it begins.
 * @param previous the stack as it is, where there is one.
 * @throws ServiceError `ValidationError`, `InsufficientCapabilitiesException`
 */
export function readTarget(engine: Engine, name: string, input: TargetInput, previous?: StackRecord): Target {
  const { account, state } = engine.context;
  const templateText = input.templateText ?? givenTemplate(account, input, previous);
  const template = readTemplate(templateText);
  const isUpdate = previous !== undefined && previous.status !== 'REVIEW_IN_PROGRESS';
  const read = readParameters(
    template,
    input.Parameters ?? [],
    isUpdate ? previous.target.parameters : undefined,
    account,
  );
  engine.context.given(account, read.parameters);
  const capabilities = [...(input.Capabilities ?? [])];
  requireCapabilities(template, capabilities);
  const tags = input.Tags?.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  const reserved = tags?.find(({ Key }) => Key.startsWith('aws:'));
  if (reserved) throw invalid('aws: prefixed tag key names are not allowed for external use.');
  const roleArn = input.RoleARN ?? (isUpdate ? previous.target.roleArn : undefined);
  const target: Target = {
    templateText,
    ...read,
    capabilities,
    tags: tags ?? (isUpdate ? previous.target.tags : []),
    notificationArns: [...(input.NotificationARNs ?? (isUpdate ? previous.target.notificationArns : []))],
    ...(roleArn === undefined ? {} : { roleArn }),
  };
  assertRules(template, {
    account,
    state,
    stack: previous ?? { id: '', name },
    target,
    resource: () => undefined,
  });
  return target;
}

/** @throws ServiceError `ValidationError` for a stack that cannot be changed as it stands. */
export function requireUpdatable(stack: StackRecord): void {
  const fine = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_FAILED'];
  if (fine.includes(stack.status) || /^IMPORT_(ROLLBACK_)?COMPLETE$/.test(stack.status)) return;
  throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}
