import { isObject } from '../../src/dsl/border.ts';
import type { Data } from '../../src/dsl/index.ts';
import { at, listOf, textsOf } from './data.ts';
import type { EmittedSystem } from './emitted-system.ts';
import type { Finding, Rule } from './rule.ts';

const SERVICE = 'AWS::ECS::Service';

/** Ports that Docker chooses from in bridge mode. */
const DYNAMIC = [32768, 65535] as const;

/** At most this many alarms can be on a deployment group. */
const MOST_ALARMS = 10;

/** What a system has one of, since everything else is held against it. */
const ONE_OF_EACH = [SERVICE, 'AWS::CodeDeploy::Application', 'AWS::CodeDeploy::DeploymentGroup'];

/** Rules of the service and what is around it. */
export const SERVICE_RULES: readonly Rule<EmittedSystem>[] = [
  {
    code: 'not-one-service',
    holds: 'A system has one service, one CodeDeploy application and one deployment group.',
    find: (system) =>
      ONE_OF_EACH.flatMap((type) => {
        const [, ...others] = system.all(type);
        return others.map(({ id }) => system.finding(id, [], `is another ${type}`, 'make it a system of its own'));
      }),
  },
  {
    code: 'not-blue-green',
    holds: 'CodeDeploy replaces the tasks of the service, blue by green, and goes back by itself when something fails.',
    find: (system) => {
      const { service, group } = system;
      const application = system.one('AWS::CodeDeploy::Application');
      const rollback = group && at(group.properties.AutoRollbackConfiguration, 'Enabled');
      const style = group?.properties.DeploymentStyle;
      return [
        { of: service, path: ['DeploymentController', 'Type'], wanted: 'CODE_DEPLOY' },
        { of: application, path: ['ComputePlatform'], wanted: 'ECS' },
        ...(style === undefined
          ? []
          : [
              { of: group, path: ['DeploymentStyle', 'DeploymentType'], wanted: 'BLUE_GREEN' },
              { of: group, path: ['DeploymentStyle', 'DeploymentOption'], wanted: 'WITH_TRAFFIC_CONTROL' },
            ]),
        ...(rollback === true ? [] : [{ of: group, path: ['AutoRollbackConfiguration', 'Enabled'], wanted: true }]),
      ].flatMap(({ of, path, wanted }): readonly Finding[] => {
        if (!of) return [];
        const is = at(of.properties, ...path);
        if (is === wanted) return [];
        return [system.finding(of.id, path, `is ${JSON.stringify(is) ?? 'missing'}`, `say ${JSON.stringify(wanted)}`)];
      });
    },
  },
  {
    code: 'rolling-update-setting',
    holds:
      'A service that CodeDeploy releases has no circuit breaker and no alarms of its own: those are for rolling updates.',
    find: (system) =>
      system
        .all(SERVICE)
        .flatMap(({ id, properties }) =>
          (['DeploymentCircuitBreaker', 'Alarms'] as const)
            .filter((name) => at(properties.DeploymentConfiguration, name) !== undefined)
            .map((name) =>
              system.finding(
                id,
                ['DeploymentConfiguration', name],
                `${name} does nothing where CodeDeploy replaces the tasks`,
                'leave it out; alarms and rollback belong to the deployment group',
              ),
            ),
        ),
  },
  {
    code: 'pinned-revision',
    holds: 'The service names the family of its task definition, not a revision, and waits for the bootstrap task.',
    find: (system) =>
      system.all(SERVICE).flatMap(({ id, properties }): readonly Finding[] => {
        const named = String(properties.TaskDefinition);
        const tasks = system.all('AWS::ECS::TaskDefinition');
        const family = tasks.find((task) => task.properties.Family === named);
        if (!family) {
          const message = `TaskDefinition is ${JSON.stringify(named)}, not the family of a task definition here`;
          const hint = 'name the family: ECS refuses updates that name another revision than the one that runs';
          return [system.finding(id, ['TaskDefinition'], message, hint)];
        }
        if (system.dependencies(id).includes(family.id)) return [];
        const message = `does not wait for ${family.id}`;
        const hint = 'add dependsOn: a name is no reference, so nothing orders the two';
        return [system.finding(id, ['TaskDefinition'], message, hint)];
      }),
  },
  {
    code: 'wrong-target-type',
    holds: 'Target groups take what the tasks have: addresses on awsvpc, ports of instances in bridge mode.',
    find: (system) => {
      const mode = at(system.taskDefinition(), 'networkMode');
      const wanted = mode === 'awsvpc' ? 'ip' : 'instance';
      return system
        .all('AWS::ElasticLoadBalancingV2::TargetGroup')
        .filter(({ properties }) => properties.TargetType !== wanted)
        .map(({ id, properties }) =>
          system.finding(id, ['TargetType'], `is ${properties.TargetType}, and tasks are on ${mode}`, `say ${wanted}`),
        );
    },
  },
  {
    code: 'closed-ports',
    holds:
      'The load balancer reaches the tasks: their port on awsvpc, all ports that Docker chooses from in bridge mode. Not asked where another system has let it in.',
    find: (system) => {
      const { service, options } = system;
      if (!service || options.isReached) return [];
      const balancer = system.one('AWS::ElasticLoadBalancingV2::LoadBalancer');
      const sources = balancer
        ? textsOf(balancer.properties.SecurityGroups)
        : textsOf(system.parameterValue('LoadBalancerSecurityGroupId'));
      const ownGroups = textsOf(
        at(service.properties.NetworkConfiguration, 'AwsvpcConfiguration', 'SecurityGroups') ?? instanceGroups(system),
      );
      const port = Number(at(service.properties.LoadBalancers, 0, 'ContainerPort'));
      const isBridge = at(system.taskDefinition(), 'networkMode') !== 'awsvpc';
      const [first, last] = isBridge ? DYNAMIC : [port, port];
      const opens = (rule: Data | undefined, group: string) => {
        const protocol = String(at(rule, 'IpProtocol'));
        const isOpen =
          protocol === '-1' ||
          (['tcp', '6'].includes(protocol) &&
            Number(at(rule, 'FromPort')) <= first &&
            Number(at(rule, 'ToPort')) >= last);
        const isFrom = sources.includes(String(at(rule, 'SourceSecurityGroupId')));
        return isOpen && isFrom && (ownGroups.length === 0 || ownGroups.includes(group));
      };
      const isOpened =
        system
          .all('AWS::EC2::SecurityGroupIngress')
          .some(({ properties }) => opens(properties, String(properties.GroupId))) ||
        system
          .all('AWS::EC2::SecurityGroup')
          .some(({ id, properties }) =>
            listOf(properties.SecurityGroupIngress).some((rule) => opens(rule, system.value(id))),
          );
      if (isOpened) return [];
      const message = `no rule lets the load balancer in at ${first === last ? `port ${first}` : `ports ${first} to ${last}`}`;
      const hint = "add an ingress rule from the load balancer's group";
      return [system.finding(service.id, ['LoadBalancers'], message, hint)];
    },
  },
  {
    code: 'no-room',
    holds: 'No parameter lets more tasks run than fit on the instances twice, blue beside green.',
    find: (system) => {
      const { mostTasks } = system.options;
      const { service } = system;
      if (mostTasks === undefined || !service) return [];
      return ['DesiredCount', 'MinTasks', 'MaxTasks'].flatMap((name): readonly Finding[] => {
        const parameter = system.parameter(name);
        if (!parameter) return [];
        const { MaxValue, Default } = parameter;
        if (MaxValue !== undefined && MaxValue <= mostTasks && Number(Default ?? 0) <= MaxValue) return [];
        const message = `${name} may be ${MaxValue ?? 'anything'}, and is ${Default ?? 'nothing'} unless said; twice ${mostTasks} fit`;
        return [system.finding(service.id, ['DesiredCount'], message, `hold it to a MaxValue of ${mostTasks}`)];
      });
    },
  },
  {
    code: 'foreign-alarm',
    holds: `The deployment group is stopped by alarms of this system, by ${MOST_ALARMS} at most.`,
    find: (system) => {
      const { group } = system;
      if (!group) return [];
      const named = listOf(at(group.properties.AlarmConfiguration, 'Alarms')).map((each) => String(at(each, 'Name')));
      const own = system.all('AWS::CloudWatch::Alarm').map(({ id }) => system.value(id));
      const path = ['AlarmConfiguration', 'Alarms'];
      return [
        ...(named.length > MOST_ALARMS
          ? [system.finding(group.id, path, `has ${named.length} alarms`, `keep the ${MOST_ALARMS} that matter`)]
          : []),
        ...named
          .filter((name) => !own.includes(name))
          .map((name) => {
            const message = `is stopped by ${name}, which is no alarm of this system`;
            return system.finding(group.id, path, message, 'name alarms that the system declares');
          }),
      ];
    },
  },
  {
    code: 'parallel-releases',
    holds: 'The pipeline runs one version at a time: a deployment group takes one.',
    find: (system) =>
      system
        .all('AWS::CodePipeline::Pipeline')
        .filter(({ properties }) => properties.ExecutionMode === 'PARALLEL')
        .map(({ id }) => {
          const message = 'PARALLEL starts deployments that CodeDeploy refuses';
          return system.finding(id, ['ExecutionMode'], message, 'use SUPERSEDED or QUEUED');
        }),
  },
];

/** The security groups of the instances, where the system has its own. */
function instanceGroups(system: EmittedSystem) {
  return system.all('AWS::EC2::LaunchTemplate').flatMap(({ properties }) => {
    const data = properties.LaunchTemplateData;
    return isObject(data) ? listOf(data.SecurityGroupIds ?? at(data, 'NetworkInterfaces', 0, 'Groups')) : [];
  });
}
