import {
  GetStackPolicy$,
  type GetStackPolicyInput,
  type GetStackPolicyOutput,
  GetTemplate$,
  type GetTemplateInput,
  type GetTemplateOutput,
  GetTemplateSummary$,
  type GetTemplateSummaryInput,
  type GetTemplateSummaryOutput,
  SetStackPolicy$,
  type SetStackPolicyInput,
  ValidateTemplate$,
  type ValidateTemplateInput,
  type ValidateTemplateOutput,
} from '@aws-sdk/client-cloudformation';
import { compact } from '../../../dsl/compact.ts';
import type { Template } from '../../../dsl/template.ts';
import { neededCapabilities } from '../../engine/capabilities.ts';
import { save } from '../../engine/context.ts';
import { fetchTemplate } from '../../engine/fetch-template.ts';
import { readTemplate } from '../../engine/read-template.ts';
import { invalid } from '../../engine/refusals.ts';
import { readPolicy } from '../../engine/stack-policy.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { type Engines, givenTemplate, requireStack } from './common.ts';

/** The operations on templates, and on stack policies. */
export function templateOperations(engines: Engines): readonly Operation[] {
  return [
    operation(
      'ValidateTemplate',
      ValidateTemplate$,
      ['TemplateBody', 'TemplateURL'],
      (input: ValidateTemplateInput, { account }): ValidateTemplateOutput => {
        const template = readTemplate(givenTemplate(account, input));
        return {
          ...compact({ Description: template.Description }),
          ...capabilitiesOf(template),
          Parameters: Object.entries(template.Parameters ?? {}).map(([name, { Default, NoEcho, Description }]) => ({
            ParameterKey: name,
            ...(Default === undefined ? {} : { DefaultValue: String(Default) }),
            NoEcho: String(NoEcho) === 'true',
            ...compact({ Description }),
          })),
        };
      },
    ),
    operation(
      'GetTemplateSummary',
      GetTemplateSummary$,
      ['TemplateBody', 'TemplateURL', 'StackName'],
      (input: GetTemplateSummaryInput, { account }): GetTemplateSummaryOutput => {
        const text =
          input.StackName === undefined
            ? givenTemplate(account, input)
            : requireStack(engines.of(account), input.StackName).target.templateText;
        return summary(readTemplate(text));
      },
    ),
    operation(
      'GetTemplate',
      GetTemplate$,
      ['StackName', 'ChangeSetName', 'TemplateStage'],
      ({ StackName, ChangeSetName }: GetTemplateInput, { account }): GetTemplateOutput => {
        const engine = engines.of(account);
        const text =
          ChangeSetName === undefined
            ? requireStack(engine, StackName).target.templateText
            : engine.context.state.changeSets.find(
                ({ id, name, stackName, stackId }) =>
                  id === ChangeSetName || (name === ChangeSetName && [stackName, stackId].includes(StackName ?? '')),
              )?.target.templateText;
        if (text === undefined) {
          throw new ServiceError('ChangeSetNotFound', `ChangeSet [${ChangeSetName}] does not exist`, 404);
        }
        return { TemplateBody: asKept(text), StagesAvailable: ['Original', 'Processed'] };
      },
    ),
    operation(
      'SetStackPolicy',
      SetStackPolicy$,
      ['StackName', 'StackPolicyBody', 'StackPolicyURL'],
      ({ StackName, StackPolicyBody, StackPolicyURL }: SetStackPolicyInput, { account }) => {
        const engine = engines.of(account);
        const stack = requireStack(engine, StackName, (name) => `Stack [${name}] does not exist`);
        if (StackPolicyBody !== undefined && StackPolicyURL !== undefined) {
          throw invalid('You cannot specify both StackPolicyURL and StackPolicyBody');
        }
        const policy = StackPolicyURL === undefined ? StackPolicyBody : fetchTemplate(account, StackPolicyURL);
        if (policy === undefined) throw invalid('Either StackPolicyURL or StackPolicyBody must be specified.');
        readPolicy(policy);
        stack.policy = policy;
        save(engine.context);
        return {};
      },
    ),
    operation(
      'GetStackPolicy',
      GetStackPolicy$,
      ['StackName'],
      ({ StackName }: GetStackPolicyInput, { account }): GetStackPolicyOutput => {
        const { policy } = requireStack(engines.of(account), StackName, (name) => `Stack [${name}] does not exist`);
        return policy === undefined ? {} : { StackPolicyBody: policy };
      },
    ),
  ];
}

/** A template as CloudFormation gives it back: what is not ASCII has become question marks. */
export function asKept(text: string): string {
  return text.replace(/[^\n\r\t\x20-\x7e]/gu, '?');
}

function capabilitiesOf(template: Template) {
  const { capabilities, types } = neededCapabilities(template);
  return {
    Capabilities: [...capabilities],
    ...(capabilities.length === 0
      ? {}
      : { CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(', ')}]` }),
  };
}

function summary(template: Template): GetTemplateSummaryOutput {
  const { Description, Metadata, AWSTemplateFormatVersion: Version, Parameters = {}, Resources } = template;
  return {
    ...compact({ Description, Version }),
    ...capabilitiesOf(template),
    ...(Metadata === undefined ? {} : { Metadata: JSON.stringify(Metadata) }),
    ResourceTypes: [...new Set(Object.values(Resources).map(({ Type }) => Type))],
    DeclaredTransforms: [],
    Parameters: Object.entries(Parameters).map(([name, parameter]) => ({
      ParameterKey: name,
      ...(parameter.Default === undefined ? {} : { DefaultValue: String(parameter.Default) }),
      ParameterType: parameter.Type,
      NoEcho: String(parameter.NoEcho) === 'true',
      ...compact({ Description: parameter.Description }),
      ParameterConstraints: compact({ AllowedValues: parameter.AllowedValues?.map(String) }),
    })),
  };
}
