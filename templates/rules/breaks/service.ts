// For tests only: ways to break the rules of the service and what is around it.
import { type Break, onExisting, onFargate, onInstances } from './break.ts';

export const SERVICE_BREAKS: readonly Break[] = [
  [
    'not-one-service',
    'a second deployment group',
    onInstances,
    'DeploymentGroup',
    (_, template) => {
      template.Resources.Another = structuredClone(template.Resources.DeploymentGroup);
    },
    /^is another AWS::CodeDeploy::DeploymentGroup$/,
  ],
  [
    'not-blue-green',
    'the controller of ECS',
    onInstances,
    'Service',
    (service) => {
      delete service.DeploymentController;
    },
    /^is missing$/,
  ],
  [
    'not-blue-green',
    'no way back',
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.AutoRollbackConfiguration.Enabled = false;
      group.DeploymentStyle.DeploymentType = 'IN_PLACE';
    },
    /^is (false|"IN_PLACE")$/,
  ],
  [
    'wrong-target-type',
    'addresses as targets in bridge mode',
    onInstances,
    'BlueTargetGroup',
    (group, template) => {
      group.TargetType = 'ip';
      template.Resources.GreenTargetGroup.Properties.TargetType = 'ip';
    },
    /^is ip, and tasks are on bridge$/,
  ],
  [
    'closed-ports',
    'a protocol that nothing listens on',
    onInstances,
    'LoadBalancerIngress',
    (rule) => {
      rule.IpProtocol = 'udp';
    },
    /^no rule lets the load balancer in/,
  ],
  [
    'closed-ports',
    'no rule for a load balancer that exists',
    onExisting,
    'LoadBalancerIngress',
    (_, template) => {
      delete template.Resources.LoadBalancerIngress;
    },
    /^no rule lets the load balancer in/,
  ],
  [
    'foreign-alarm',
    'an alarm that nobody here declares',
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.AlarmConfiguration.Alarms[0].Name = 'theirs';
    },
    /^is stopped by theirs, which is no alarm of this system$/,
  ],
  [
    'rolling-update-setting',
    'a circuit breaker',
    onInstances,
    'Service',
    (service) => {
      service.DeploymentConfiguration = { DeploymentCircuitBreaker: { Enable: true, Rollback: true } };
    },
    /^DeploymentCircuitBreaker does nothing where CodeDeploy replaces the tasks$/,
  ],
  [
    'rolling-update-setting',
    'alarms of the service',
    onInstances,
    'Service',
    (service) => {
      service.DeploymentConfiguration = { Alarms: { AlarmNames: ['x'], Enable: true, Rollback: true } };
    },
    /^Alarms does nothing/,
  ],
  [
    'pinned-revision',
    'a reference to the bootstrap task',
    onInstances,
    'Service',
    (service) => {
      service.TaskDefinition = { Ref: 'BootstrapTask' };
    },
    /^TaskDefinition is "arn:.*:task-definition\/variant:1", not the family/,
  ],
  [
    'pinned-revision',
    'a service that does not wait for the bootstrap task',
    onInstances,
    'Service',
    (_, template) => {
      template.Resources.Service.DependsOn = [];
    },
    /^does not wait for BootstrapTask$/,
  ],
  [
    'closed-ports',
    'only some of the ports that Docker chooses from',
    onInstances,
    'LoadBalancerIngress',
    (rule) => {
      rule.ToPort = 61000;
    },
    /^no rule lets the load balancer in at ports 32768 to 65535$/,
  ],
  [
    'closed-ports',
    'another port than that of the tasks',
    onFargate,
    'LoadBalancerIngress',
    (rule) => {
      rule.FromPort = 80;
      rule.ToPort = 80;
    },
    /^no rule lets the load balancer in at port 8000$/,
  ],
  [
    'no-room',
    'a desired count without a maximum',
    onInstances,
    'Service',
    (_, template) => {
      delete template.Parameters.DesiredCount.MaxValue;
    },
    /^DesiredCount may be anything, and is 2 unless said; twice \d+ fit$/,
  ],
  [
    'foreign-alarm',
    'eleven alarms',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const [alarm] = group.AlarmConfiguration.Alarms;
      group.AlarmConfiguration.Alarms = Array.from({ length: 11 }, () => alarm);
    },
    /^has 11 alarms$/,
  ],
  [
    'parallel-releases',
    'a pipeline that runs versions side by side',
    onInstances,
    'Pipeline',
    (pipeline) => {
      pipeline.ExecutionMode = 'PARALLEL';
    },
    /^PARALLEL starts deployments that CodeDeploy refuses$/,
  ],
];
