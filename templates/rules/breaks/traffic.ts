// For tests only: ways to break the rules of what CodeDeploy moves traffic between.
import { type Break, onInstances } from './break.ts';

export const TRAFFIC_BREAKS: readonly Break[] = [
  [
    'unlike-target-groups',
    'another health check for green',
    onInstances,
    'GreenTargetGroup',
    (group) => {
      group.HealthCheckPath = '/other';
    },
    /^HealthCheckPath is "\/other", and "\/health" of BlueTargetGroup$/,
  ],
  [
    'not-two-target-groups',
    'blue twice',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const [pair] = group.LoadBalancerInfo.TargetGroupPairInfoList;
      pair.TargetGroups[1] = pair.TargetGroups[0];
    },
    /^names made-up-BlueTargetGroup-\w+, made-up-BlueTargetGroup-\w+, of which 2 are this system's$/,
  ],
  [
    'not-two-target-groups',
    "another system's target group",
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.LoadBalancerInfo.TargetGroupPairInfoList[0].TargetGroups[1] = { Name: 'theirs' };
    },
    /theirs, of which 1 are this system's$/,
  ],
  [
    'foreign-listener',
    "another system's listener",
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.LoadBalancerInfo.TargetGroupPairInfoList[0].TestTrafficRoute.ListenerArns = ['arn:theirs'];
    },
    /^arn:theirs is no listener of this system$/,
  ],
  [
    'foreign-listener',
    'no production listener',
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.LoadBalancerInfo.TargetGroupPairInfoList[0].ProdTrafficRoute.ListenerArns = [];
    },
    /^has 0 listeners$/,
  ],
  [
    'two-load-balancers',
    'the test listener on another load balancer',
    onInstances,
    'TestListener',
    (listener) => {
      listener.LoadBalancerArn = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/other/1';
    },
    /^stands on arn:.*\/app\/other\/1, the production listener on arn:/,
  ],
  [
    'one-port-for-two',
    'the test listener on port 80',
    onInstances,
    'TestListener',
    (listener) => {
      listener.Port = 80;
    },
    /^port 80 is the production listener's as well$/,
  ],
  [
    'swapped-listeners',
    'users on the test listener',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const [pair] = group.LoadBalancerInfo.TargetGroupPairInfoList;
      [pair.ProdTrafficRoute, pair.TestTrafficRoute] = [pair.TestTrafficRoute, pair.ProdTrafficRoute];
    },
    /^(TestListener is at port 8080, not 80|ProductionListener is at port 80, not 8080)$/,
  ],
  [
    'wrong-colour',
    'a listener that forwards elsewhere when green is live',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn['Fn::If'][1] = 'arn:elsewhere';
    },
    /^forwards to arn:elsewhere with green live, not to arn:.*GreenTargetGroup/,
  ],
  [
    'wrong-colour',
    'a listener that always forwards to blue',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn = { Ref: 'BlueTargetGroup' };
    },
    /^forwards to arn:.*BlueTargetGroup.* with green live, not to arn:.*GreenTargetGroup/,
  ],
  [
    'wrong-colour',
    'colours the wrong way round',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn['Fn::If'].splice(
        1,
        2,
        { Ref: 'BlueTargetGroup' },
        { Ref: 'GreenTargetGroup' },
      );
    },
    /^forwards to arn:.* with (blue|green) live, not to arn:/,
  ],
  [
    'wrong-colour',
    'a service that begins in green',
    onInstances,
    'Service',
    (service) => {
      service.LoadBalancers[0].TargetGroupArn = { Ref: 'GreenTargetGroup' };
    },
    /^forwards to arn:/,
  ],
  [
    'foreign-service',
    "another system's service",
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.ECSServices[0].ServiceName = 'theirs';
    },
    /"ServiceName":"theirs"\}\], which is not the one service/,
  ],
  [
    'foreign-service',
    'a service that registers elsewhere',
    onInstances,
    'Service',
    (service) => {
      service.LoadBalancers[0].TargetGroupArn = 'arn:elsewhere';
    },
    /^registers in arn:elsewhere/,
  ],
  [
    'foreign-service',
    'a service without a load balancer',
    onInstances,
    'Service',
    (service) => {
      delete service.LoadBalancers;
    },
    /^registers in no target group/,
  ],
  [
    'not-two-target-groups',
    'a second pair',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const pairs = group.LoadBalancerInfo.TargetGroupPairInfoList;
      pairs.push(pairs[0]);
    },
    /^has 2 pairs of target groups$/,
  ],
];
