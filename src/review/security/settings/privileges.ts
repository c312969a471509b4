import { NOT_GIVEN, OFF, ON, order, type Setting } from '../setting.ts';

const codes = ['privilege-added', 'privilege-removed'] as const;
const TASK = ['AWS::ECS::TaskDefinition'];
const CONTAINER = 'ContainerDefinitions[Name]';

/** What code that runs may do to what it runs on. */
export const PRIVILEGES: readonly Setting[] = [
  {
    types: TASK,
    path: `${CONTAINER}.Privileged`,
    level: OFF,
    codes,
    says: ['has what root of the instance has', 'no longer has what root of the instance has'],
    whenNew: ['true'],
  },
  {
    types: TASK,
    path: `${CONTAINER}.ReadonlyRootFilesystem`,
    level: ON,
    codes,
    says: ['may write to its own files', 'may no longer write to its own files'],
  },
  {
    types: TASK,
    path: `${CONTAINER}.User`,
    // Without one it is whatever user the image says, which is root unless it does.
    level: (value) => (value === '' ? 1 : /^(0|root)(:|$)/.test(value) ? 0 : value.includes('\uE000') ? undefined : 2),
    codes,
    says: ['runs as root, or may', 'runs as somebody in particular'],
  },
  {
    types: TASK,
    path: 'PidMode',
    level: order(['host'], ['task'], ['']),
    codes,
    says: ['sees more processes', 'sees fewer processes'],
  },
  {
    types: TASK,
    path: 'IpcMode',
    level: order(['host'], ['task'], ['', 'none']),
    codes,
    says: ['shares more memory', 'shares less memory'],
  },
  {
    types: TASK,
    path: 'NetworkMode',
    level: order(['host'], ['', 'bridge', 'awsvpc', 'none']),
    codes,
    says: ['has the network of the instance', 'no longer has the network of the instance'],
    whenNew: ['host'],
  },
  {
    types: TASK,
    path: 'Volumes[Name].Host.SourcePath',
    level: NOT_GIVEN,
    codes,
    says: ['has a folder of the instance', 'no longer has a folder of the instance'],
  },
  {
    types: ['AWS::ECS::Service'],
    path: 'EnableExecuteCommand',
    level: OFF,
    codes,
    says: ['who may ecs:ExecuteCommand gets a shell in its containers', 'nobody gets a shell in its containers'],
  },
  {
    types: ['AWS::ECS::Cluster'],
    path: 'Configuration.ExecuteCommandConfiguration.Logging',
    level: order(['NONE'], ['', 'DEFAULT', 'OVERRIDE']),
    codes: ['protection-removed', 'protection-added'],
    says: ['what is done in shells is not recorded', 'what is done in shells is recorded'],
  },
  {
    types: ['AWS::CodeBuild::Project'],
    path: 'Environment.PrivilegedMode',
    level: OFF,
    codes,
    says: ['builds may do anything on what they run on', 'builds may no longer do anything on what they run on'],
  },
  {
    types: ['AWS::CodeBuild::Project'],
    path: 'Environment.EnvironmentVariables[Name].Type',
    level: order(['', 'PLAINTEXT'], ['PARAMETER_STORE', 'SECRETS_MANAGER']),
    codes: ['secret-exposed', 'secret-hidden'],
    says: ['what was a secret stands in the open', 'what stood in the open is a secret'],
  },
];
