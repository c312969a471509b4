import type { OutputFile } from '../src/synth/output-file.ts';
import type { CompleteOptions } from './options/system.ts';
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
};

/** The files of a release, to be read: what they refer to stands in them as `${Name}`. */
export function releaseFiles(options: CompleteOptions): readonly OutputFile[] {
  return [{ path: 'release/taskdef.json', text: `${writeTaskDefinition(options, PLACEHOLDERS)}\n` }];
}

// As a substitution in a template writes it.
function fillIn(name: string): string {
  return `\${${name}}`;
}
