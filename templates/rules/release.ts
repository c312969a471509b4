import type { Data } from '../../src/dsl/index.ts';
import { at, listOf, textsOf } from './data.ts';
import type { EmittedSystem } from './emitted-system.ts';
import type { Finding, Rule } from './rule.ts';

/** Rules of what releases consist of: service, task definition, AppSpec and pipeline speak of the same. */
export const RELEASE: readonly Rule<EmittedSystem>[] = [
  {
    code: 'container-differs',
    holds: 'Service, AppSpec, the bootstrap task and the task definition of releases name one container and one port.',
    find: (system) => {
      const balanced = at(system.service?.properties.LoadBalancers, 0);
      if (balanced === undefined) return [];
      const name = String(at(balanced, 'ContainerName'));
      const port = String(at(balanced, 'ContainerPort'));
      const hint = `the service has container ${name} and port ${port}; say them once, in the system's options`;
      const info = at(system.appSpecTarget(), 'LoadBalancerInfo');
      const inAppSpec = [at(info, 'ContainerName'), at(info, 'ContainerPort')].map(String);
      const findings: Finding[] = [];
      if (inAppSpec[0] !== name || inAppSpec[1] !== port) {
        const message = `the AppSpec has container ${inAppSpec[0]} and port ${inAppSpec[1]}`;
        findings.push(system.releaseFinding(message, hint));
      }
      const opened = system.containers().find((each) => at(each, 'name') === name);
      const ports = portsOf(at(opened, 'portMappings'), 'containerPort');
      if (!ports.includes(port)) {
        const message = opened
          ? `container ${name} of the task definition opens port ${ports.join(', ') || 'none'}`
          : `the task definition has no container ${name}`;
        findings.push(system.releaseFinding(message, hint));
      }
      for (const { id, properties } of system.all('AWS::ECS::TaskDefinition')) {
        const found = listOf(properties.ContainerDefinitions).find((each) => at(each, 'Name') === name);
        const opens = portsOf(at(found, 'PortMappings'), 'ContainerPort');
        if (opens.includes(port)) continue;
        const message = found
          ? `container ${name} opens port ${opens.join(', ') || 'none'}`
          : `has no container ${name}`;
        findings.push(system.finding(id, ['ContainerDefinitions'], message, hint));
      }
      return findings;
    },
  },
  {
    code: 'task-differs',
    holds:
      'What releases register is of the family, the network mode, the launch type and the roles that the service began with.',
    find: (system) => {
      const bootstrap = system.one('AWS::ECS::TaskDefinition')?.properties;
      const released = system.taskDefinition();
      if (!bootstrap) return [];
      return SAME.filter(
        ([begun, name]) => textsOf(bootstrap[begun]).join() !== textsOf(at(released, name)).join(),
      ).map(([begun, name]) =>
        system.releaseFinding(
          `${name} of the task definition is ${textsOf(at(released, name)).join() || 'missing'}, and ${textsOf(bootstrap[begun]).join()} of the bootstrap task`,
          'say the same in both: a service keeps what it began with',
        ),
      );
    },
  },
  {
    code: 'fixed-host-port',
    holds:
      'In bridge mode no container asks for a port of its instance: blue has it, so green could not start beside it.',
    find: (system) =>
      at(system.taskDefinition(), 'networkMode') === 'awsvpc'
        ? []
        : system.containers().flatMap((container) =>
            portsOf(at(container, 'portMappings'), 'hostPort')
              .filter((port) => port !== '0')
              .map((port) =>
                system.releaseFinding(
                  `container ${at(container, 'name')} asks for port ${port} of its instance`,
                  'leave hostPort out: Docker chooses one',
                ),
              ),
          ),
  },
  {
    code: 'unfed-placeholder',
    holds:
      'Every placeholder of an image in the task definition is one that the deploy action fills in, and the reverse.',
    find: (system) => {
      const deploy = system.deployAction();
      if (!deploy) return [];
      const asked = system.containers().flatMap((each) => /<(.*)>/.exec(String(at(each, 'image')))?.[1] ?? []);
      const fed = IMAGES.flatMap((index) => textsOf(at(deploy.configuration, `Image${index}ContainerName`)));
      const written = (names: readonly string[]) => names.map((each) => `<${each}>`).join(', ') || 'none';
      return [
        ...asked
          .filter((name) => !fed.includes(name))
          .map((name) =>
            system.releaseFinding(`nothing fills in the image <${name}>`, `the deploy action fills in ${written(fed)}`),
          ),
        ...fed
          .filter((name) => !asked.includes(name))
          .map((name) =>
            system.finding(
              deploy.id,
              ['Stages'],
              `the deploy action fills in <${name}>, which no container has as its image`,
              `the task definition has ${written(asked)}`,
            ),
          ),
      ];
    },
  },
  {
    code: 'unfed-deploy',
    holds:
      'What the deploy action takes comes from an action before it: artifacts, and the files in them that the build hands over.',
    find: (system) => {
      const deploy = system.deployAction();
      if (!deploy) return [];
      const given = deploy.before
        .flatMap((action) => listOf(at(action, 'OutputArtifacts')))
        .map((each) => at(each, 'Name'));
      const taken = listOf(at(deploy.action, 'InputArtifacts')).map((each) => at(each, 'Name'));
      const named = ['TaskDefinitionTemplate', 'AppSpecTemplate', ...IMAGES.map((index) => `Image${index}`)].flatMap(
        (what) => textsOf(at(deploy.configuration, `${what}Artifact${what.startsWith('Image') ? 'Name' : ''}`)),
      );
      const files = system.handedOver();
      const paths = ['TaskDefinitionTemplatePath', 'AppSpecTemplatePath'].flatMap((what) =>
        textsOf(at(deploy.configuration, what)),
      );
      const here = (message: string, hint: string) => system.finding(deploy.id, ['Stages'], message, hint);
      return [
        ...named
          .filter((name) => !taken.includes(name) || !given.includes(name))
          .map((name) =>
            here(`no action before hands over ${name} to the deploy action`, `there are ${given.join(', ')}`),
          ),
        ...paths
          .filter((path) => files !== undefined && !files.includes(path))
          .map((path) => here(`the build does not hand over ${path}`, `it hands over ${files?.join(', ')}`)),
      ];
    },
  },
  {
    code: 'foreign-deploy',
    holds: "The pipeline deploys to this system's application and deployment group.",
    find: (system) => {
      const deploy = system.deployAction();
      const { group } = system;
      if (!deploy || !group) return [];
      return (['ApplicationName', 'DeploymentGroupName'] as const)
        .filter((name) => at(deploy.configuration, name) !== group.properties[name])
        .map((name) =>
          system.finding(
            deploy.id,
            ['Stages'],
            `${name} is ${at(deploy.configuration, name)}, not ${group.properties[name]}`,
            'name the group that this system declares',
          ),
        );
    },
  },
  {
    code: 'task-definition-fixed',
    holds: 'The AppSpec leaves the task definition to the deploy action, by its placeholder.',
    find: (system) => {
      const said = at(system.appSpecTarget(), 'TaskDefinition');
      if (said === '<TASK_DEFINITION>') return [];
      const hint = 'write <TASK_DEFINITION>, which CodePipeline fills in with the revision that it registers';
      return [system.releaseFinding(`the AppSpec's TaskDefinition is ${JSON.stringify(said)}`, hint)];
    },
  },
  {
    code: 'strategy-not-repeated',
    holds:
      "The AppSpec repeats the service's capacity provider strategy: CodeDeploy drops what it does not find there.",
    find: (system) => {
      const normal = (strategy: Data | undefined) =>
        listOf(strategy)
          .map((each) =>
            [at(each, 'CapacityProvider'), at(each, 'Base') ?? 0, at(each, 'Weight') ?? 0].map(String).join(' '),
          )
          .sort();
      const wanted = normal(system.service?.properties.CapacityProviderStrategy);
      const repeated = normal(at(system.appSpecTarget(), 'CapacityProviderStrategy'));
      if (wanted.join() === repeated.join()) return [];
      const message = `the AppSpec places tasks on ${repeated.join(', ') || 'nothing'}, the service on ${wanted.join(', ')}`;
      return [system.releaseFinding(message, 'write the same strategy in both: provider, base and weight')];
    },
  },
  {
    code: 'network-not-repeated',
    holds: 'The AppSpec repeats the subnets and security groups of a service on awsvpc.',
    find: (system) => {
      const vpc = (of: Data | undefined) => at(of, 'NetworkConfiguration', 'AwsvpcConfiguration');
      const service = vpc(system.service?.properties);
      const repeated = vpc(system.appSpecTarget());
      return (['Subnets', 'SecurityGroups', 'AssignPublicIp'] as const)
        .filter((name) => textsOf(at(service, name)).join() !== textsOf(at(repeated, name)).join())
        .map((name) =>
          system.releaseFinding(
            `${name} is ${textsOf(at(repeated, name)).join(', ') || 'missing'} in the AppSpec, and ${textsOf(at(service, name)).join(', ')} of the service`,
            'write the same in both: a release replaces what the service began with',
          ),
        );
    },
  },
];

/** How many images a deploy action can fill in. */
const IMAGES = [1, 2, 3, 4];

/** What the bootstrap task and released ones have in common, as CloudFormation and ECS's API call it. */
const SAME = [
  ['Family', 'family'],
  ['NetworkMode', 'networkMode'],
  ['RequiresCompatibilities', 'requiresCompatibilities'],
  ['ExecutionRoleArn', 'executionRoleArn'],
  ['TaskRoleArn', 'taskRoleArn'],
] as const;

function portsOf(mappings: Data | undefined, name: string): readonly string[] {
  return listOf(mappings).flatMap((each) => textsOf(at(each, name)));
}
