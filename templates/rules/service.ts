import { isObject } from '../../src/dsl/border.ts';
import { at, listOf, textsOf } from './data.ts';
import type { EmittedSystem } from './emitted-system.ts';
import type { Finding, Rule } from './rule.ts';

const SERVICE = 'AWS::ECS::Service';

/** Ports that Docker chooses from in bridge mode. */
const DYNAMIC = [32768, 65535] as const;

/** At most this many alarms can be on a deployment group. */
const MOST_ALARMS = 10;

/** Rules of the service and what is around it. */
export const SERVICE_RULES: readonly Rule<EmittedSystem>[] = [
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
                `${name} does nothing under the deployment controller ${at(properties.DeploymentController, 'Type')}`,
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
        return [
          system.finding(
            id,
            ['TaskDefinition'],
            message,
            `add dependsOn: a name is no reference, so nothing orders the two`,
          ),
        ];
      }),
  },
  {
    code: 'closed-ports',
    holds:
      'The load balancer reaches the tasks: their port on awsvpc, all ports that Docker chooses from in bridge mode.',
    find: (system) => {
      const service = system.one(SERVICE);
      const balancer = system.one('AWS::ElasticLoadBalancingV2::LoadBalancer');
      // What lets another system's load balancer in to another system's instances is that system's business.
      if (!service || !balancer) return [];
      const sources = textsOf(balancer.properties.SecurityGroups);
      const ownGroups = textsOf(
        at(service.properties.NetworkConfiguration, 'AwsvpcConfiguration', 'SecurityGroups') ?? instanceGroups(system),
      );
      const port = Number(at(service.properties.LoadBalancers, 0, 'ContainerPort'));
      const isBridge = at(system.taskDefinition(), 'networkMode') !== 'awsvpc';
      const [first, last] = isBridge ? DYNAMIC : [port, port];
      const opens = (rule: ReturnType<typeof at>, group: string | undefined) =>
        sources.includes(String(at(rule, 'SourceSecurityGroupId'))) &&
        (ownGroups.length === 0 || ownGroups.includes(String(group))) &&
        Number(at(rule, 'FromPort')) <= first &&
        Number(at(rule, 'ToPort')) >= last;
      const alone = system
        .all('AWS::EC2::SecurityGroupIngress')
        .some(({ properties }) => opens(properties, String(properties.GroupId)));
      const inline = system
        .all('AWS::EC2::SecurityGroup')
        .some(({ id, properties }) =>
          listOf(properties.SecurityGroupIngress).some((rule) => opens(rule, system.value(id))),
        );
      if (alone || inline) return [];
      const message = `no rule lets the load balancer in at ${first === last ? `port ${first}` : `ports ${first} to ${last}`}`;
      return [
        system.finding(service.id, ['LoadBalancers'], message, "add an ingress rule from the load balancer's group"),
      ];
    },
  },
  {
    code: 'no-room',
    holds: 'No parameter lets more tasks run than fit on the instances twice, blue beside green.',
    find: (system) => {
      const { mostTasks } = system;
      const service = system.one(SERVICE);
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
    code: 'too-many-alarms',
    holds: `The deployment group has at most ${MOST_ALARMS} alarms.`,
    find: (system) =>
      system.all('AWS::CodeDeploy::DeploymentGroup').flatMap(({ id, properties }) => {
        const count = listOf(at(properties.AlarmConfiguration, 'Alarms')).length;
        if (count <= MOST_ALARMS) return [];
        const message = `has ${count} alarms`;
        return [system.finding(id, ['AlarmConfiguration', 'Alarms'], message, `keep the ${MOST_ALARMS} that matter`)];
      }),
  },
  {
    code: 'parallel-releases',
    holds: 'The pipeline runs one version at a time: a deployment group takes one.',
    find: (system) =>
      system
        .all('AWS::CodePipeline::Pipeline')
        .filter(({ properties }) => properties.ExecutionMode === 'PARALLEL')
        .map(({ id }) =>
          system.finding(
            id,
            ['ExecutionMode'],
            'PARALLEL starts deployments that CodeDeploy refuses',
            'use SUPERSEDED or QUEUED',
          ),
        ),
  },
];

/** The security groups of the instances, where the system has its own. */
function instanceGroups(system: EmittedSystem) {
  return system.all('AWS::EC2::LaunchTemplate').flatMap(({ properties }) => {
    const data = properties.LaunchTemplateData;
    return isObject(data) ? listOf(data.SecurityGroupIds ?? at(data, 'NetworkInterfaces', 0, 'Groups')) : [];
  });
}
