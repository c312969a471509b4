import { sub, type Value } from '../../src/dsl/index.ts';
import type { CompleteOptions } from '../options/system.ts';
import { type AppSpecReferences, joinSubnets, writeAppSpec } from './app-spec.ts';
import { APP_SPEC_FILE, IMAGE_FILE, TASK_DEFINITION_FILE } from './files.ts';
import { indent, joinLines, type Lines } from './lines.ts';
import { type TaskReferences, writeTaskDefinition } from './task-definition.ts';

/** What a buildspec refers to. */
export interface BuildSpecReferences extends TaskReferences, AppSpecReferences {
  /** Host of the registry that images are pushed to, such as `<account>.dkr.ecr.<region>.amazonaws.com`. */
  readonly registry: Value<string>;
}

/**
 * What somebody writes by hand can be misspelt: with `logConfig` for `logConfiguration`, nothing is ever logged. Asked for the
 * outline of an answer, the AWS CLI checks a request and does not send it, so this needs no permission.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-skeleton.html
 */
const CHECK_FILES: Lines = [
  `- aws ecs register-task-definition --cli-input-json file://${TASK_DEFINITION_FILE} --generate-cli-skeleton output > /dev/null`,
];

/** How deep a command stands in a buildspec, and a line of a command of several lines. */
const COMMAND_INDENT = 6;
const LINE_INDENT = 8;

/**
 * What the build does: image, digest, and the files of the release. They are one phase, because CodeBuild goes on to `post_build`
 * after a build that has failed, and would hand over half a release.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export function writeBuildSpec(options: CompleteOptions & Delivered, references: BuildSpecReferences): Value<string> {
  const { source, releaseFrom } = options.delivery;
  const buildsImage = source.kind !== 'image';
  const files = [...(buildsImage ? [IMAGE_FILE] : []), TASK_DEFINITION_FILE, APP_SPEC_FILE];
  return joinLines([
    'version: 0.2',
    'phases:',
    ...(buildsImage ? ['  pre_build:', '    commands:', ...indent(logIn(references), COMMAND_INDENT)] : []),
    '  build:',
    '    commands:',
    ...indent(releaseFrom === 'repository' ? [...fillIn(references), ...CHECK_FILES] : [], COMMAND_INDENT),
    ...indent(buildsImage ? buildImage(options, references) : [], COMMAND_INDENT),
    ...indent(releaseFrom === 'template' ? writeFiles(options, references) : [], COMMAND_INDENT),
    ...indent([`- ls -l ${files.join(' ')}`], COMMAND_INDENT),
    'artifacts:',
    '  files:',
    ...files.map((file) => `    - ${file}`),
  ]);
}

/** A system that has a pipeline. */
export interface Delivered {
  readonly delivery: NonNullable<CompleteOptions['delivery']>;
}

function logIn({ registry }: BuildSpecReferences): Lines {
  return [sub`- aws ecr get-login-password | docker login --username AWS --password-stdin ${registry}`];
}

// Tags cannot be overwritten, so a second build of the same commit takes the image that is there.
function buildImage({ delivery }: Delivered, { registry, systemName }: BuildSpecReferences): Lines {
  const { context, dockerfile } = delivery.build;
  const repository = sub`${registry}/${systemName}`;
  const described = sub`aws ecr describe-images --repository-name ${systemName} --image-ids imageTag=$TAG`;
  return [
    '- TAG=$CODEBUILD_RESOLVED_SOURCE_VERSION',
    '- |',
    sub`  if ! ${described} > /dev/null 2>&1; then`,
    sub`    docker build --build-arg VERSION=$TAG${buildArguments(delivery, registry)} --tag ${repository}:$TAG --file ${dockerfile} ${context} &&`,
    sub`    docker push ${repository}:$TAG`,
    '  fi',
    // The AWS CLI says None, and does not fail, where a query finds nothing.
    sub`- DIGEST=$(${described} --query 'imageDetails[0].imageDigest' --output text)`,
    `- echo "$DIGEST" | grep -E '^sha256:[0-9a-f]{64}$'`,
    '- |',
    sub`  printf '{"ImageURI":"%s@%s"}' ${repository} "$DIGEST" > ${IMAGE_FILE}`,
  ];
}

// Each with a blank before it: options have made sure that no value needs quotes.
function buildArguments({ build }: Delivered['delivery'], registry: Value<string>): Value<string> {
  const written = Object.entries(build.arguments).map(([name, value]) =>
    typeof value === 'string'
      ? ` --build-arg ${name}=${value}`
      : sub` --build-arg ${name}=${registry}/${value.repository}:${value.tag}`,
  );
  return written.reduce<Value<string>>((text, each) => sub`${text}${each}`, '');
}

/**
 * Puts values where the repository's files have the placeholders of `release/`, so that no account, region or role is pasted into
 * them. What is left over would be registered as it stands, so it ends the build.
 */
function fillIn(references: BuildSpecReferences): Lines {
  const files = `${TASK_DEFINITION_FILE} ${APP_SPEC_FILE}`;
  const { capacityProviderName, subnetIds, taskSecurityGroupId } = references;
  const placed = {
    CapacityProviderName: capacityProviderName,
    TaskSubnetIds: subnetIds === undefined ? undefined : joinSubnets(subnetIds),
    TaskSecurityGroupId: taskSecurityGroupId,
  };
  const values: Readonly<Record<string, Value<string> | undefined>> = {
    SystemName: references.systemName,
    ExecutionRoleArn: references.executionRoleArn,
    TaskRoleArn: references.taskRoleArn,
    LogGroupName: references.logGroup,
    ...placed,
    'AWS::Partition': references.partition,
    'AWS::Region': references.region,
    'AWS::AccountId': references.accountId,
    'AWS::URLSuffix': references.urlSuffix,
  };
  const commands = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [sub`    -e 's|${`\${${name}}`}|${value}|g' \\`],
  );
  return [
    '- |',
    '  sed -i \\',
    ...commands,
    `    ${files}`,
    '- |',
    `  if grep -n '[$]{' ${files} >&2; then`,
    "    echo 'nothing fills these placeholders in' >&2",
    '    exit 1',
    '  fi',
  ];
}

function writeFiles(options: CompleteOptions, references: BuildSpecReferences): Lines {
  return [
    ...writeFile(TASK_DEFINITION_FILE, [writeTaskDefinition(options, references, LINE_INDENT)]),
    ...writeFile(APP_SPEC_FILE, writeAppSpec(options, references)),
  ];
}

// The quotes keep the shell from filling anything in.
function writeFile(file: string, lines: Lines): Lines {
  return ['- |', `  cat > ${file} <<'END'`, ...indent(lines, 2), '  END'];
}
