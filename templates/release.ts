import type { Value } from '../src/dsl/index.ts';
import type { OutputFile } from '../src/synth/output-file.ts';
import { once } from './common/once.ts';
import type { CompleteOptions } from './options/system.ts';
import { writeAppSpec } from './release/app-spec.ts';
import { writeBuildSpec } from './release/build-spec.ts';
import { APP_SPEC_FILE, TASK_DEFINITION_FILE } from './release/files.ts';
import { joinLines } from './release/lines.ts';
import { writeTaskDefinition } from './release/task-definition.ts';

/** What stands for values that are only known once the system is deployed: the root's parameter and outputs, and the account's own. */
const PLACEHOLDERS = {
  systemName: fillIn('SystemName'),
  executionRoleArn: fillIn('ExecutionRoleArn'),
  taskRoleArn: fillIn('TaskRoleArn'),
  logGroup: fillIn('LogGroupName'),
  partition: fillIn('AWS::Partition'),
  region: fillIn('AWS::Region'),
  accountId: fillIn('AWS::AccountId'),
  urlSuffix: fillIn('AWS::URLSuffix'),
  registry: `${fillIn('AWS::AccountId')}.dkr.ecr.${fillIn('AWS::Region')}.${fillIn('AWS::URLSuffix')}`,
};

/** The files of a release, to be read: what they refer to stands in them as `${Name}`. They are written, and rules look at them. */
export const releaseFiles: (options: CompleteOptions) => readonly OutputFile[] = once((options) => {
  const { delivery } = options;
  const references = {
    ...PLACEHOLDERS,
    ...(options.capacity.kind === 'fargate'
      ? {
          capacityProviderName: undefined,
          subnetIds: fillIn('TaskSubnetIds'),
          taskSecurityGroupId: fillIn('TaskSecurityGroupId'),
        }
      : { capacityProviderName: fillIn('CapacityProviderName'), subnetIds: undefined, taskSecurityGroupId: undefined }),
  };
  const file = (name: string, text: Value<string>) => ({ path: `release/${name}`, text: String(text) });
  return [
    file(TASK_DEFINITION_FILE, `${writeTaskDefinition(options, references)}\n`),
    file(APP_SPEC_FILE, joinLines(writeAppSpec(options, references))),
    ...(delivery ? [file('buildspec.yml', writeBuildSpec({ ...options, delivery }, references))] : []),
  ];
});

// As a substitution in a template writes it.
function fillIn(name: string): string {
  return `\${${name}}`;
}
