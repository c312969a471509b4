import { isOnEverything } from '../common/on-everything.ts';
import { checkEcrImage, WRITE_FROM_ECR } from './check-image.ts';
import { type ContainerSettings, type EcrImage, type Secret, ULIMIT_NAMES } from './container.ts';
import { RETENTION_DAYS } from './network.ts';
import { invalid, isWhole, type OptionProblem, oneOf, onlyKnown, yesOrNo } from './problem.ts';
import type { CompleteOptions } from './system.ts';

/** What every container can be told. */
const SETTINGS: readonly (keyof ContainerSettings | 'name')[] = [
  'name',
  'memory',
  'memoryReservation',
  'cpu',
  'environment',
  'secrets',
  'command',
  'entryPoint',
  'workingDirectory',
  'user',
  'readonlyRootFilesystem',
  'ulimits',
  'stopTimeoutSeconds',
  'initProcess',
];

/** What is wrong with what runs: containers, the service around them, what they may do. */
export function checkContainers(options: CompleteOptions): readonly OptionProblem[] {
  const { container, sidecars, service } = options;
  const named = [
    { path: 'container', each: container },
    ...sidecars.map((each, index) => ({ path: `sidecars[${index}]`, each })),
  ];
  const problems = named.flatMap(({ path, each }) => [
    ...checkName(path, each.name),
    ...checkSize(path, each, options),
    ...checkEnvironment(path, each),
    ...checkLimits(path, each, options),
  ]);
  const names = named.map(({ each }) => each.name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    problems.push(
      invalid(`sidecars[${index - 1}].name`, `there are two containers ${JSON.stringify(name)}`, 'choose another name'),
    );
  }
  for (const [index, { image }] of sidecars.entries())
    problems.push(...checkImage(`sidecars[${index}].image`, image, options));
  problems.push(...checkPort(options));
  problems.push(...onlyKnown('container', container, [...SETTINGS, 'port', 'healthCheck']));
  for (const [index, sidecar] of sidecars.entries()) {
    problems.push(...onlyKnown(`sidecars[${index}]`, sidecar, [...SETTINGS, 'image', 'essential', 'startsFirst']));
  }
  problems.push(...onlyKnown('service', service, ['gracePeriodSeconds', 'logRetention', 'secretsKey', 'exec']));
  problems.push(...oneOf('service.logRetention', service.logRetention, RETENTION_DAYS));
  problems.push(...yesOrNo('service.exec', service.exec), ...yesOrNo('service.secretsKey', service.secretsKey));
  if (!isWhole(service.gracePeriodSeconds, 0, 3600)) {
    const message = `${service.gracePeriodSeconds} is not a number of seconds`;
    problems.push(invalid('service.gracePeriodSeconds', message, 'use a whole number from 0 to 3600'));
  }
  return [...problems, ...checkPermissions(options)];
}

/**
 * Whether the application can listen where it is looked for. Docker lets every user listen at every port; on Fargate those below 1024
 * are for root.
 * @see https://github.com/aws/containers-roadmap/issues/1721
 */
function checkPort({ container, capacity }: CompleteOptions): readonly OptionProblem[] {
  const { port, user, environment = {} } = container;
  // That the port is none is told elsewhere.
  if (!isWhole(port, 1, 65535)) return [];
  const problems: OptionProblem[] = [];
  const { PORT } = environment;
  if (typeof PORT === 'string' && PORT !== String(port)) {
    const message = `is ${JSON.stringify(PORT)}, and the container's port is ${port}`;
    problems.push(invalid('container.environment.PORT', message, `write '${port}', or set container.port to it`));
  }
  const isRoot = typeof user !== 'string' || /^(root|0)(:|$)/.test(user);
  if (capacity.kind === 'fargate' && port < 1024 && !isRoot) {
    const message = `${port} is for root alone on Fargate, and the user is ${JSON.stringify(user)}`;
    problems.push(invalid('container.port', message, 'let it listen at a port from 1024 on, such as 8080'));
  }
  return problems;
}

function checkImage(path: string, image: string | EcrImage, { network }: CompleteOptions): readonly OptionProblem[] {
  if (typeof image === 'object') return checkEcrImage(path, image);
  if (/\.dkr\.ecr\./.test(image)) return [invalid(path, `${JSON.stringify(image)} names an account`, WRITE_FROM_ECR)];
  if (network.kind === 'new' && network.nat === 'none' && network.tasks === 'private') {
    const message = `${JSON.stringify(image)} cannot be pulled from a network without a way out`;
    return [invalid(path, message, "copy it to a repository of the account, and write fromEcr('repository', 'tag')")];
  }
  if (/^[\w.][\w.:/@-]*$/.test(image)) return [];
  const message = `${JSON.stringify(image)} is not the name of an image`;
  return [invalid(path, message, 'write one such as public.ecr.aws/nginx/nginx:1.29')];
}

function checkName(path: string, name: string): readonly OptionProblem[] {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/.test(name)) return [];
  const message = `${JSON.stringify(name)} cannot name a container`;
  return [invalid(`${path}.name`, message, 'use letters, digits, hyphens and underscores')];
}

function checkSize(path: string, each: ContainerSettings, { capacity }: CompleteOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  const { memory, memoryReservation, cpu, stopTimeoutSeconds, command, entryPoint, user } = each;
  for (const [name, words] of Object.entries({ command, entryPoint })) {
    if (words === undefined || (Array.isArray(words) && words.every((word) => typeof word === 'string'))) continue;
    problems.push(
      invalid(`${path}.${name}`, `${JSON.stringify(words)} is not a list of words`, "write ['node', 'server.js']"),
    );
  }
  if (user !== undefined && typeof user !== 'string') {
    problems.push(invalid(`${path}.user`, `${JSON.stringify(user)} is not text`, `write '${user}'`));
  }
  if (memory === undefined && capacity.kind !== 'fargate') {
    problems.push(invalid(`${path}.memory`, 'is needed on instances', 'write how many MiB it may use, such as 256'));
  }
  if (memory !== undefined && !isWhole(memory, 6, 32_000_000)) {
    problems.push(invalid(`${path}.memory`, `${memory} is not a number of MiB`, 'use a whole number from 6 on'));
  }
  if (memoryReservation !== undefined && !isWhole(memoryReservation, 6, memory ?? 32_000_000)) {
    const message = `${memoryReservation} is not a number of MiB up to memory`;
    problems.push(invalid(`${path}.memoryReservation`, message, `use a whole number from 6 to ${memory ?? '...'}`));
  }
  if (cpu !== undefined && !isWhole(cpu, 2, 1_000_000)) {
    problems.push(invalid(`${path}.cpu`, `${cpu} are not CPU units`, 'use 1024 for a whole vCPU, 2 at least'));
  }
  const longest = capacity.kind === 'fargate' ? 120 : 3600;
  if (stopTimeoutSeconds !== undefined && !isWhole(stopTimeoutSeconds, 2, longest)) {
    const message = `${stopTimeoutSeconds} is not a number of seconds`;
    problems.push(invalid(`${path}.stopTimeoutSeconds`, message, `use a whole number from 2 to ${longest}`));
  }
  return problems;
}

function checkEnvironment(
  path: string,
  { environment = {}, secrets = {} }: ContainerSettings,
): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  for (const name of [...Object.keys(environment), ...Object.keys(secrets)]) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue;
    const where = name in environment ? 'environment' : 'secrets';
    const message = `${JSON.stringify(name)} cannot name an environment variable`;
    problems.push(invalid(`${path}.${where}`, message, 'use letters, digits and underscores, no digit first'));
  }
  for (const name of Object.keys(secrets)) {
    if (!(name in environment)) continue;
    const message = `${name} is in environment as well`;
    problems.push(invalid(`${path}.secrets.${name}`, message, 'leave it out of one of the two'));
  }
  for (const [name, secret] of Object.entries(secrets)) {
    if (typeof secret !== 'object') {
      const message = `${JSON.stringify(secret)} does not say where it is kept`;
      problems.push(
        invalid(`${path}.secrets.${name}`, message, "write secretsManager('name') or parameterStore('/name')"),
      );
      continue;
    }
    if (secret.kind === 'secrets-manager' && secret.suffix !== undefined && !/^\w{6}$/.test(secret.suffix)) {
      const message = `${JSON.stringify(secret.suffix)} is not what ends an ARN`;
      problems.push(invalid(`${path}.secrets.${name}`, message, 'write the six characters after its name and hyphen'));
    }
    if (isSecretName(secret)) continue;
    const message = `${JSON.stringify(secret.name)} cannot name a secret`;
    problems.push(
      invalid(`${path}.secrets.${name}`, message, 'write its name, not its ARN: letters, digits, / _ + = . @ -'),
    );
  }
  for (const [name, value] of Object.entries(environment)) {
    if (typeof value === 'string') continue;
    problems.push(invalid(`${path}.environment.${name}`, `${JSON.stringify(value)} is not text`, 'put it in quotes'));
  }
  return problems;
}

function isSecretName({ kind, name }: Secret): boolean {
  return (kind === 'parameter-store' ? /^\/?[\w.-]+(\/[\w.-]+)*$/ : /^[\w/+=.@-]+$/).test(name) && name.length <= 512;
}

function checkLimits(
  path: string,
  { ulimits = [], readonlyRootFilesystem }: ContainerSettings,
  { capacity, service }: CompleteOptions,
): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  for (const [index, { name, soft, hard }] of ulimits.entries()) {
    const where = `${path}.ulimits[${index}]`;
    problems.push(...oneOf(`${where}.name`, name, capacity.kind === 'fargate' ? ['nofile'] : ULIMIT_NAMES));
    const isAbove = soft === -1 ? hard !== -1 : soft > hard && hard !== -1;
    if (!isWhole(soft, -1, 2_147_483_647) || !isWhole(hard, -1, 2_147_483_647) || isAbove) {
      problems.push(
        invalid(
          where,
          `${soft} and ${hard} are not limits`,
          'use whole numbers, the soft one not above the hard; -1 is no limit',
        ),
      );
    }
  }
  if (service.exec && readonlyRootFilesystem) {
    const message = 'service.exec needs to write into the container';
    problems.push(invalid(`${path}.readonlyRootFilesystem`, message, 'use one of the two'));
  }
  return problems;
}

function checkPermissions({ permissions }: CompleteOptions): readonly OptionProblem[] {
  return permissions.flatMap((statement, index) => {
    const path = `permissions[${index}]`;
    const { Effect, Action, Resource, onEverything } = statement;
    // The compiler sees that there is one; `make synth` alone does not ask it.
    const actions = Action === undefined ? [] : [Action].flat();
    const resources = [Resource].flat();
    return [
      ...onlyKnown(path, statement, ['Effect', 'Action', 'Resource', 'Condition', 'onEverything']),
      ...oneOf(`${path}.Effect`, Effect, ['Allow', 'Deny']),
      ...(actions.length === 0 ? [invalid(`${path}.Action`, 'is missing', 'name the actions')] : []),
      ...actions.flatMap((action) => checkAction(`${path}.Action`, action)),
      ...resources.flatMap((resource) => checkResource(`${path}.Resource`, resource)),
      ...(Effect === 'Allow' && resources.includes('*') && onEverything === undefined
        ? actions
            .filter((action) => !/^\*+$/.test(action) && !isOnEverything(action))
            .map((action) => needsReason(`${path}.Resource`, action))
        : []),
    ];
  });
}

function needsReason(path: string, action: string): OptionProblem {
  const hint = "name what it is about; if it knows no resource, say so: onEverything: 'knows no resource'";
  return invalid(path, `allows ${action} on everything`, hint);
}

function checkAction(path: string, action: string): readonly OptionProblem[] {
  if (/^\*+$/.test(action))
    return [invalid(path, '"*" allows everything there is', 'name the actions, such as s3:GetObject')];
  if (/^[a-z0-9-]+:[A-Za-z*?]+[A-Za-z0-9*?]*$/.test(action)) return [];
  return [invalid(path, `${JSON.stringify(action)} is not an action`, 'write one such as s3:GetObject')];
}

function checkResource(path: string, resource: unknown): readonly OptionProblem[] {
  if (resource === undefined) return [invalid(path, 'is missing', 'write the ARN of what it is about')];
  if (typeof resource !== 'string' || !/^arn:aws[:-]/.test(resource)) return [];
  const message = `${JSON.stringify(resource)} names a partition`;
  // oxlint-disable-next-line no-template-curly-in-string -- what to write
  return [invalid(path, message, 'write sub`arn:${partition}:...`')];
}
