import type { Logs } from '../../src/aws/index.ts';
import { accountId, type Expression, partition, type ResourceHandle, region, sub } from '../../src/dsl/index.ts';
import { declareRole, type Statement } from '../common/role.ts';
import type { Site } from '../common/site.ts';
import type { ContainerSettings, PermissionStatement, Secret, SidecarOptions } from '../options/container.ts';

/** What the roles of a task depend on. */
export interface TaskRoleOptions {
  readonly container: ContainerSettings;
  readonly sidecars: readonly SidecarOptions[];
  readonly service: { readonly exec: boolean };
  readonly permissions: readonly PermissionStatement[];
}

/** What the roles of a task refer to. */
export interface TaskRoleReferences {
  readonly secretsKeyArn: Expression<string> | undefined;
  /** The account of the pipeline, where that is another: images are pulled from its registry. */
  readonly imagesOf: Expression<string> | undefined;
}

/**
 * The two roles of a task: what ECS does to start it, and what the application does once it runs.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export function declareTaskRoles(
  site: Site,
  { container, sidecars, service, permissions }: TaskRoleOptions,
  logGroup: ResourceHandle<Logs.LogGroupReturnValues>,
  { secretsKeyArn, imagesOf }: TaskRoleReferences,
) {
  const secrets = [container, ...sidecars].flatMap((each) => Object.values(each.secrets ?? {}));
  const tasks = { service: 'ecs-tasks.amazonaws.com', sourceArn: sub`arn:${partition}:ecs:${region}:${accountId}:*` };
  const execution = declareRole(site, 'ExecutionRole', {
    ...tasks,
    policies: {
      'pull-image': pullImage(
        site,
        imagesOf,
        sidecars.flatMap(({ image }) => (typeof image === 'object' ? image.repository : [])),
      ),
      'write-logs': [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logGroup.att('Arn') },
      ],
      'read-secrets': readSecrets(secrets, secretsKeyArn),
    },
    comment: 'What ECS does for a task before it runs: pull the image, open the log, read the secrets it is given.',
  });
  const task = declareRole(site, 'TaskRole', {
    ...tasks,
    policies: {
      'execute-command': service.exec ? EXECUTE_COMMAND : [],
      application: permissions.map(({ onEverything: _, ...statement }) => statement),
    },
    comment: 'What the application itself may do in AWS.',
  });
  return { execution, task };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions */
const EXECUTE_COMMAND: readonly Statement[] = [
  {
    Effect: 'Allow',
    Action: [
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ],
    Resource: '*',
  },
];

function pullImage(
  { systemName }: Site,
  imagesOf: Expression<string> | undefined,
  others: readonly string[],
): readonly Statement[] {
  const repositories = sub`arn:${partition}:ecr:${region}:${accountId}:repository`;
  const repository = sub`${repositories}/${systemName}`;
  return [
    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Resource: [
        repository,
        ...(imagesOf ? [sub`arn:${partition}:ecr:${region}:${imagesOf}:repository/${systemName}`] : []),
        sub`${repository}/*`,
        ...[...new Set(others)].map((name) => sub`${repositories}/${name}`),
      ],
    },
  ];
}

// The ARN of a secret ends in six characters that nobody chooses.
function readSecrets(secrets: readonly Secret[], keyArn: Expression<string> | undefined): readonly Statement[] {
  const named = (kind: Secret['kind']) => [
    ...new Set(
      secrets
        .filter((secret) => secret.kind === kind)
        .map((secret) =>
          secret.kind === 'secrets-manager' ? `${secret.name}-${secret.suffix ?? '??????'}` : secret.name,
        ),
    ),
  ];
  const here = sub`${region}:${accountId}`;
  const stored = named('secrets-manager').map((name) => sub`arn:${partition}:secretsmanager:${here}:secret:${name}`);
  const parameters = named('parameter-store').map(
    (name) => sub`arn:${partition}:ssm:${here}:parameter/${name.replace(/^\//, '')}`,
  );
  return [
    ...(stored.length > 0
      ? [{ Effect: 'Allow' as const, Action: 'secretsmanager:GetSecretValue', Resource: stored }]
      : []),
    ...(parameters.length > 0 ? [{ Effect: 'Allow' as const, Action: 'ssm:GetParameters', Resource: parameters }] : []),
    ...(keyArn ? [{ Effect: 'Allow' as const, Action: 'kms:Decrypt', Resource: keyArn }] : []),
  ];
}
