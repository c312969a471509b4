/** A rule as people read of it: what is told under its code, how bad it is, and the page of AWS's that it follows. */
export interface RuleText {
  readonly code: string;
  /** At its worst: what is only possible is told one step milder. */
  readonly level: 'refused' | 'warned' | 'noted';
  readonly about: string;
  readonly page: string;
}

const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest';
const UPDATE_SERVICE = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html';
const BLUE_GREEN = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html';
const DEPLOYMENT_STEPS = 'https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html';
const UPDATES = `${CLOUDFORMATION}/UserGuide/using-cfn-updating-stacks-update-behaviors.html`;
const PARAMETERS = `${CLOUDFORMATION}/UserGuide/parameters-section-structure.html`;

/** Every code that a review tells something under. */
export const RULE_TEXTS: readonly RuleText[] = [
  refused('service-fixed', 'ECS changes no such property of a service that CodeDeploy releases.', UPDATE_SERVICE),
  refused(
    'release-only',
    'Load balancers, network, platform version, launch type and capacity provider of such a service change by the AppSpec of a release.',
    UPDATE_SERVICE,
  ),
  refused('service-revision', 'The task definition of such a service stays the name of its family.', UPDATE_SERVICE),
  refused(
    'latest-not-running',
    'The latest revision of the family is not the one that runs, so any update of the service may be refused. Asked where something is deployed.',
    UPDATE_SERVICE,
  ),
  refused(
    'rolling-only',
    'Circuit breaker and alarms of the service are for rolling updates.',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html',
  ),
  refused('bootstrap-changed', 'The bootstrap task definition gets no other revision after creation.', BLUE_GREEN),
  refused(
    'listener-colour',
    'A listener that CodeDeploy moves traffic on forwards to the target group of the colour that serves.',
    DEPLOYMENT_STEPS,
  ),
  warned(
    'listener-edit',
    'Any edit of such a listener writes its actions again, for what LiveColour says.',
    DEPLOYMENT_STEPS,
  ),
  warned(
    'listener-moved',
    'Another port or protocol of such a listener is an update in place, and cuts off who comes the old way.',
    `${CLOUDFORMATION}/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html`,
  ),
  warned('no-tasks', 'A service is left without tasks.', UPDATE_SERVICE),
  refused('colour-pinned', 'No environment and no fleet fixes LiveColour.', DEPLOYMENT_STEPS),
  refused(
    'listeners-first',
    'Both listeners are sure to be there before the service: a target group without a load balancer is refused.',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html',
  ),
  refused(
    'named-replacement',
    'What has a name of its own cannot be replaced under that name.',
    `${CLOUDFORMATION}/TemplateReference/aws-properties-name.html`,
  ),
  refused(
    'name-taken',
    'A new resource cannot have the name, or the place of which there is one, of what goes in the same update: a port, a rule, a route.',
    `${CLOUDFORMATION}/TemplateReference/aws-properties-name.html`,
  ),
  refused('type-changed', 'A logical id keeps its type.', UPDATES),
  refused(
    'export-in-use',
    'An export that a stack imports neither goes nor changes. Without an importer in the templates it is a warning.',
    `${CLOUDFORMATION}/UserGuide/using-cfn-stack-exports.html`,
  ),
  refused(
    'parameter-missing',
    'A parameter without a default has a value in every environment, and in every nested stack.',
    PARAMETERS,
  ),
  refused(
    'parameter-unknown',
    'Every value, of an environment or for a nested stack, is for a parameter of the template.',
    PARAMETERS,
  ),
  refused('load-balancer-lost', 'The load balancer is neither replaced nor taken away.', UPDATES),
  refused('listener-lost', 'Nor is a listener or a rule of one.', UPDATES),
  refused('target-group-lost', 'Nor is a target group: only a release registers tasks in another one.', UPDATES),
  refused('service-lost', 'Nor is the service.', UPDATES),
  refused('cluster-lost', 'Nor is the cluster.', UPDATES),
  refused('instances-lost', 'Nor is the Auto Scaling group.', UPDATES),
  refused('capacity-lost', 'Nor is the capacity provider, or its association with the cluster.', UPDATES),
  refused('instance-role-lost', 'Nor is the role of running instances.', UPDATES),
  refused('task-role-lost', 'Nor is the role of running tasks, or the one that starts them.', UPDATES),
  refused('network-lost', 'Nor is the network, or a subnet.', UPDATES),
  refused('gateway-lost', 'Nor is the way to the internet.', UPDATES),
  refused('public-route-lost', 'Nor is the way back to users.', UPDATES),
  warned('way-out-lost', 'The way out of private subnets goes or is replaced.', UPDATES),
  refused('security-group-replaced', 'A security group is not replaced. That one goes is a warning.', UPDATES),
  refused('users-shut-out', 'The rules that let users and the load balancer in do not go.', UPDATES),
  refused('name-lost', 'A host name that users know is neither replaced nor taken away.', UPDATES),
  refused('delivery-lost', 'Application and deployment group know what was released, and stay.', UPDATES),
  refused(
    'data-lost',
    'What holds data is neither replaced nor taken away. With DeletionPolicy or UpdateReplacePolicy Retain it is a warning.',
    `${CLOUDFORMATION}/TemplateReference/aws-attribute-deletionpolicy.html`,
  ),
  refused('stack-lost', 'No nested stack goes with any of these in it.', UPDATES),
  warned(
    'system-gone',
    'A system is generated no more; its stacks stay.',
    `${CLOUDFORMATION}/UserGuide/cfn-console-delete-stack.html`,
  ),
  noted(
    'renamed',
    'The same resource under another logical id: one is made and one is deleted.',
    `${CLOUDFORMATION}/UserGuide/stack-refactoring.html`,
  ),
  noted('next-release', 'Files of a release: what they say counts from the next release on.', DEPLOYMENT_STEPS),
  noted(
    'new-instances-only',
    'A launch template changes; instances that run stay as they are.',
    'https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html',
  ),
  noted(
    'type-unknown',
    'Of this type it is not known what replaces it, so that any change may.',
    `${CLOUDFORMATION}/TemplateReference/aws-template-resource-type-ref.html`,
  ),
  noted('new-place', 'An environment is new.', UPDATES),
  noted('place-gone', 'An environment has no values any more; its stacks stay.', UPDATES),
];

/** The page that a code's rule follows. */
export function pageOf(code: string): string | undefined {
  return RULE_TEXTS.find((text) => text.code === code)?.page;
}

function refused(code: string, about: string, page: string): RuleText {
  return { code, level: 'refused', about, page };
}

function warned(code: string, about: string, page: string): RuleText {
  return { code, level: 'warned', about, page };
}

function noted(code: string, about: string, page: string): RuleText {
  return { code, level: 'noted', about, page };
}
