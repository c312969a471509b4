import { at, listOf, textsOf } from './data.ts';
import type { EmittedSystem } from './emitted-system.ts';
import type { Finding, Rule } from './rule.ts';

/** Rules of what releases consist of: service, task definition, AppSpec and pipeline speak of the same. */
export const RELEASE: readonly Rule<EmittedSystem>[] = [
  {
    code: 'container-differs',
    holds: 'Service, AppSpec, the bootstrap task and the task definition of releases name one container and one port.',
    find: (system) => {
      const service = system.one('AWS::ECS::Service');
      const balanced = at(service?.properties, 'LoadBalancers', 0);
      if (!service || balanced === undefined) return [];
      const name = String(at(balanced, 'ContainerName'));
      const port = String(at(balanced, 'ContainerPort'));
      const hint = `the service has container ${name} and port ${port}; say them once, in the system's options`;
      const info = at(system.appSpecTarget(), 'LoadBalancerInfo');
      const inAppSpec = [at(info, 'ContainerName'), at(info, 'ContainerPort')].map(String);
      const findings: Finding[] = [];
      if (inAppSpec[0] !== name || inAppSpec[1] !== port) {
        findings.push(
          system.releaseFinding(`the AppSpec has container ${inAppSpec[0]} and port ${inAppSpec[1]}`, hint),
        );
      }
      const opened = system.containers().find((each) => at(each, 'name') === name);
      const ports = listOf(at(opened, 'portMappings')).map((each) => String(at(each, 'containerPort')));
      if (!ports.includes(port)) {
        const message = opened
          ? `container ${name} of the task definition opens port ${ports.join(', ') || 'none'}`
          : `the task definition has no container ${name}`;
        findings.push(system.releaseFinding(message, hint));
      }
      for (const { id, properties } of system.all('AWS::ECS::TaskDefinition')) {
        const found = listOf(properties.ContainerDefinitions).find((each) => at(each, 'Name') === name);
        const opens = listOf(at(found, 'PortMappings')).map((each) => String(at(each, 'ContainerPort')));
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
    code: 'unfed-placeholder',
    holds:
      'Every placeholder of an image in the task definition is one that the deploy action fills in, and the reverse.',
    find: (system) => {
      const deploy = system.deployAction();
      if (!deploy) return [];
      const asked = system.containers().flatMap((each) => /^<(\w+)>$/.exec(String(at(each, 'image')))?.[1] ?? []);
      const fed = [1, 2, 3, 4].flatMap((index) => textsOf(at(deploy.configuration, `Image${index}ContainerName`)));
      return [
        ...asked
          .filter((name) => !fed.includes(name))
          .map((name) =>
            system.releaseFinding(
              `nothing fills in the image <${name}>`,
              `the deploy action fills in ${fed.map((each) => `<${each}>`).join(', ') || 'none'}`,
            ),
          ),
        ...fed
          .filter((name) => !asked.includes(name))
          .map((name) =>
            system.finding(
              deploy.id,
              ['Stages'],
              `the deploy action fills in <${name}>, which no container has as its image`,
              `the task definition has ${asked.map((each) => `<${each}>`).join(', ') || 'none'}`,
            ),
          ),
      ];
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
      const service = system.one('AWS::ECS::Service');
      const normal = (strategy: ReturnType<typeof at>) =>
        listOf(strategy).map((each) =>
          [at(each, 'CapacityProvider'), at(each, 'Base') ?? 0, at(each, 'Weight') ?? 0].map(String).join(' '),
        );
      const wanted = normal(service?.properties.CapacityProviderStrategy);
      const repeated = normal(at(system.appSpecTarget(), 'CapacityProviderStrategy'));
      if (wanted.sort().join() === repeated.sort().join()) return [];
      const message = `the AppSpec places tasks on ${repeated.join(', ') || 'nothing'}, the service on ${wanted.join(', ')}`;
      return [system.releaseFinding(message, 'write the same strategy in both: provider, base and weight')];
    },
  },
  {
    code: 'network-not-repeated',
    holds: 'The AppSpec repeats the subnets and security groups of a service on awsvpc.',
    find: (system) => {
      const vpc = (of: ReturnType<typeof at>) => at(of, 'NetworkConfiguration', 'AwsvpcConfiguration');
      const service = vpc(system.one('AWS::ECS::Service')?.properties);
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
