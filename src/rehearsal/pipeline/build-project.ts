import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { isOn, numberOf, objectOf, objectsOf, textOf } from '../../local/resources/read.ts';
import { ActionFailure } from './action.ts';

/** A build project, as far as the rehearsal looks at it. */
export interface BuildProject {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly image: string;
  /** Whether docker's daemon runs there. */
  readonly privileged: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  /** Undefined where it logs to no group. */
  readonly logGroup: string | undefined;
  /** Its own buildspec; undefined where that is `path` in the source. */
  readonly buildSpec: string | undefined;
  readonly path: string;
}

/** What a project may say, and what of it changes nothing here: how large and cached a build is, and what it is called. */
const KNOWN = {
  '': [
    'Name',
    'Description',
    'ServiceRole',
    'Artifacts',
    'Environment',
    'Cache',
    'EncryptionKey',
    'LogsConfig',
    'TimeoutInMinutes',
    'QueuedTimeoutInMinutes',
    'Source',
    'Tags',
    'Visibility',
  ],
  Artifacts: ['Type', 'Packaging', 'Name', 'EncryptionDisabled'],
  Environment: ['Type', 'Image', 'ComputeType', 'PrivilegedMode', 'EnvironmentVariables', 'ImagePullCredentialsType'],
  LogsConfig: ['CloudWatchLogs'],
  Source: ['Type', 'BuildSpec'],
} as const;

/** The project of that name. @throws ActionFailure where there is none, and with everything of it that the rehearsal does not know. */
export function readProject(account: Account, name: string): BuildProject {
  const project = account.find('AWS::CodeBuild::Project', name);
  if (!project)
    throw new ActionFailure('ConfigurationError', `Error calling startBuild: Project cannot be found: ${name}`);
  const { properties } = project;
  const environment = objectOf(properties, 'Environment');
  const source = objectOf(properties, 'Source');
  const unknown = [...unknownIn(properties), ...typesIn(properties)];
  if (unknown.length > 0) {
    const told = unknown.map((each) => `not supported by the rehearsal: ${each} of the build project ${name}`);
    throw new ActionFailure('ConfigurationError', told.join('\n'));
  }
  const role = textOf(properties, 'ServiceRole') ?? '';
  const buildSpec = textOf(source, 'BuildSpec');
  // A text, or a path in the source.
  const isText = /\n|^\s*(\{|version:)/.test(buildSpec ?? '');
  return {
    name,
    arn: String(project.attributes.Arn),
    roleArn: role.startsWith('arn:') ? role : account.arn('iam', `role/${role}`, { global: true }),
    image: textOf(environment, 'Image') ?? '',
    privileged: isOn(environment, 'PrivilegedMode'),
    variables: plainVariables(objectsOf(environment, 'EnvironmentVariables')),
    timeoutMinutes: numberOf(properties, 'TimeoutInMinutes') ?? 60,
    logGroup: logGroupOf(project),
    buildSpec: isText ? buildSpec : undefined,
    path: isText ? '' : (buildSpec ?? 'buildspec.yml'),
  };
}

/** Environment variables of a list. @throws ActionFailure for one whose value is kept elsewhere. */
export function plainVariables(list: readonly DataObject[]): Readonly<Record<string, string>> {
  const read = list.map((each) => {
    const lower = Object.fromEntries(Object.entries(each).map(([member, value]) => [member.toLowerCase(), value]));
    const { name = '', value = '', type = 'PLAINTEXT' } = lower;
    if (type === 'PLAINTEXT') return [String(name), String(value)] as const;
    const words = `not supported by the rehearsal: the environment variable ${name} of type ${type}`;
    throw new ActionFailure('ConfigurationError', words);
  });
  return Object.fromEntries(read);
}

function unknownIn(properties: DataObject): readonly string[] {
  return Object.entries(KNOWN).flatMap(([path, known]) => {
    const names: readonly string[] = known;
    const data = path === '' ? properties : objectOf(properties, path);
    return Object.keys(data).flatMap((name) => (names.includes(name) ? [] : [path === '' ? name : `${path}.${name}`]));
  });
}

function typesIn(properties: DataObject): readonly string[] {
  const source = textOf(objectOf(properties, 'Source'), 'Type');
  const artifacts = textOf(objectOf(properties, 'Artifacts'), 'Type');
  const environment = textOf(objectOf(properties, 'Environment'), 'Type') ?? '';
  const isInBucket = textOf(objectOf(properties, 'Source'), 'BuildSpec')?.startsWith('arn:') ?? false;
  return [
    ...(isInBucket ? ['Source.BuildSpec in a bucket'] : []),
    ...(source === 'CODEPIPELINE' ? [] : [`Source.Type ${source}`]),
    ...(artifacts === 'CODEPIPELINE' ? [] : [`Artifacts.Type ${artifacts}`]),
    ...(/^(LINUX|ARM)_CONTAINER$/.test(environment) ? [] : [`Environment.Type ${environment}`]),
  ];
}

function logGroupOf({ id, properties }: LocalResource): string | undefined {
  const logs = objectOf(objectOf(properties, 'LogsConfig'), 'CloudWatchLogs');
  if (textOf(logs, 'Status') === 'DISABLED') return undefined;
  return textOf(logs, 'GroupName') ?? `/aws/codebuild/${id}`;
}
