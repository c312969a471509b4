import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { define } from './define.ts';
import { mustExist } from './ec2.ts';
import type { ResourceModel } from './model.ts';
import { nameOf, newUuid, refuse } from './naming.ts';
import { listOf, mentions, numberOf, objectOf, objectsOf, textOf, textsOf } from './read.ts';

export const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
export const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
export const LISTENER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** Load balancers, target groups, listeners and rules. */
export const ELBV2: Readonly<Record<string, ResourceModel>> = {
  [LOAD_BALANCER]: define({
    create: (request) => {
      const { account, properties } = request;
      const name = nameOf(request, 'Name', 32);
      refuseTakenName(account, LOAD_BALANCER, 'LoadBalancerName', name, 'load balancer');
      checkSubnets(account, properties);
      for (const group of textsOf(properties, 'SecurityGroups')) mustExist(account, 'AWS::EC2::SecurityGroup', group);
      checkAccessLogs(account, properties);
      const kind = { network: 'net', gateway: 'gwy' }[textOf(properties, 'Type') ?? ''] ?? 'app';
      const fullName = `${kind}/${name}/${account.newHex(16)}`;
      const id = account.arn('elasticloadbalancing', `loadbalancer/${fullName}`);
      const number = BigInt(`0x${account.newHex(9)}`)
        .toString()
        .slice(0, 10);
      const internal = textOf(properties, 'Scheme') === 'internal' ? 'internal-' : '';
      const attributes = {
        LoadBalancerArn: id,
        LoadBalancerName: name,
        LoadBalancerFullName: fullName,
        DNSName: `${internal}${name}-${number}.${hostOf(account, kind === 'net')}`,
        CanonicalHostedZoneID: (kind === 'app' && ZONES[account.whereabouts.region]) || `Z${account.newSuffix(13)}`,
        SecurityGroups: textsOf(properties, 'SecurityGroups'),
      };
      return { id, attributes };
    },
    update: (_, { account, properties }) => {
      checkAccessLogs(account, properties);
      return { attributes: { SecurityGroups: textsOf(properties, 'SecurityGroups') } };
    },
    remove: (loadBalancer, account) => {
      if (attributeOf(loadBalancer.properties, 'deletion_protection.enabled') === 'true') {
        const words = `Load balancer '${loadBalancer.id}' cannot be deleted because deletion protection is enabled`;
        refuse('InvalidRequest', words);
      }
      // Its listeners go with it, also those that calls have made.
      for (const listener of listenersOf(account, loadBalancer.id)) account.remove(LISTENER, listener.id);
    },
  }),

  [TARGET_GROUP]: define({
    create: (request) => {
      const { account, properties } = request;
      const name = nameOf(request, 'Name', 32);
      refuseTakenName(account, TARGET_GROUP, 'TargetGroupName', name, 'target group');
      const vpc = textOf(properties, 'VpcId');
      if (vpc !== undefined) mustExist(account, 'AWS::EC2::VPC', vpc);
      const fullName = `targetgroup/${name}/${account.newHex(16)}`;
      const id = account.arn('elasticloadbalancing', fullName);
      const names = { TargetGroupName: name, TargetGroupFullName: fullName };
      return { id, attributes: { TargetGroupArn: id, ...names, LoadBalancerArns: [] } };
    },
    remove: (targetGroup, account) => {
      if (usersOf(account, targetGroup.id).length > 0) {
        refuse('ResourceConflict', `Target group '${targetGroup.id}' is currently in use by a listener or a rule`);
      }
    },
  }),

  [LISTENER]: define({
    create: ({ account, properties }) => {
      const loadBalancer = textOf(properties, 'LoadBalancerArn') ?? '';
      if (!account.find(LOAD_BALANCER, loadBalancer)) {
        refuse('NotFound', `Load balancer '${loadBalancer}' not found`);
      }
      checkListener(account, loadBalancer, properties);
      const id = `${loadBalancer.replace(':loadbalancer/', ':listener/')}/${account.newHex(16)}`;
      return { id, attributes: { ListenerArn: id } };
    },
    update: (before, { account, properties }) => {
      checkListener(account, textOf(properties, 'LoadBalancerArn') ?? '', properties, before.id);
      // CloudFormation says all actions with every change, so what a release has moved is undone.
      return { live: { DefaultActions: null } };
    },
  }),

  [LISTENER_RULE]: define({
    create: ({ account, properties }) => {
      const listener = textOf(properties, 'ListenerArn') ?? '';
      const loadBalancer = textOf(account.find(LISTENER, listener)?.properties ?? {}, 'LoadBalancerArn');
      if (loadBalancer === undefined) refuse('NotFound', `Listener '${listener}' not found`);
      checkActions(account, loadBalancer, listOf(properties, 'Actions'));
      checkPriority(account, listener, properties);
      const id = `${listener.replace(':listener/', ':listener-rule/')}/${account.newHex(16)}`;
      return { id, attributes: { RuleArn: id, IsDefault: false } };
    },
    update: (before, { account, properties }) => {
      checkPriority(account, textOf(properties, 'ListenerArn') ?? '', properties, before.id);
      return { live: { Actions: null } };
    },
  }),

  'AWS::ElasticLoadBalancingV2::ListenerCertificate': define({
    create: ({ account }) => {
      const id = newUuid(account);
      return { id, attributes: { Id: id } };
    },
  }),
};

/** What a listener does with traffic now: what a call has said last, else the template. */
export function actionsOf(listener: LocalResource): readonly DataObject[] {
  const name = listener.type === LISTENER_RULE ? 'Actions' : 'DefaultActions';
  return Array.isArray(listener.live[name]) ? objectsOf(listener.live, name) : objectsOf(listener.properties, name);
}

/** How much goes to which target group: weights by ARN. A group that is not named gets nothing. */
export function weightsOf(listener: LocalResource): Readonly<Record<string, number>> {
  const pairs = actionsOf(listener).flatMap((action): readonly (readonly [string, number])[] => {
    const tuples = objectsOf(objectOf(action, 'ForwardConfig'), 'TargetGroups');
    if (tuples.length > 0) {
      return tuples.map((tuple) => [textOf(tuple, 'TargetGroupArn') ?? '', numberOf(tuple, 'Weight') ?? 1]);
    }
    const only = textOf(action, 'TargetGroupArn');
    return only === undefined ? [] : [[only, 1]];
  });
  return Object.fromEntries(pairs);
}

/** Listeners that stand on a load balancer. */
export function listenersOf(account: Account, loadBalancerArn: string): readonly LocalResource[] {
  return account.all(LISTENER).filter(({ properties }) => textOf(properties, 'LoadBalancerArn') === loadBalancerArn);
}

/** The load balancers that send traffic to a target group, or would, with a weight above none. */
export function loadBalancersOf(account: Account, targetGroupArn: string): readonly string[] {
  const arns = usersOf(account, targetGroupArn).map((user) => {
    const listener =
      user.type === LISTENER ? user : account.find(LISTENER, textOf(user.properties, 'ListenerArn') ?? '');
    return textOf(listener?.properties ?? {}, 'LoadBalancerArn');
  });
  return [...new Set(arns.flatMap((arn) => arn ?? []))];
}

/** An attribute of a load balancer or target group, from its list of keys and values. */
export function attributeOf(properties: DataObject, key: string): string | undefined {
  const all = [...objectsOf(properties, 'LoadBalancerAttributes'), ...objectsOf(properties, 'TargetGroupAttributes')];
  const found = all.find((each) => textOf(each, 'Key') === key);
  return found && textOf(found, 'Value');
}

function usersOf(account: Account, targetGroupArn: string): readonly LocalResource[] {
  return [...account.all(LISTENER), ...account.all(LISTENER_RULE)].filter((each) =>
    actionsOf(each).some((action) => mentions(action, targetGroupArn)),
  );
}

/** Everything that is looked at when a listener is made or changed. @throws ResourceFailure */
export function checkListener(account: Account, loadBalancer: string, properties: DataObject, self?: string): void {
  const port = numberOf(properties, 'Port');
  const other = listenersOf(account, loadBalancer).find((each) => numberOf(each.properties, 'Port') === port);
  if (other && other.id !== self) {
    refuse('AlreadyExists', `A listener already exists on this port for this load balancer '${loadBalancer}'`);
  }
  const secure = ['HTTPS', 'TLS'].includes(textOf(properties, 'Protocol') ?? '');
  if (secure && objectsOf(properties, 'Certificates').length === 0) {
    refuse('InvalidRequest', `A certificate must be specified for ${textOf(properties, 'Protocol')} listeners`);
  }
  checkActions(account, loadBalancer, listOf(properties, 'DefaultActions'));
}

function checkActions(account: Account, loadBalancer: string, actions: readonly Data[]): void {
  const properties = { DefaultActions: actions };
  const groups = Object.keys(
    weightsOf({ type: LISTENER, id: '', properties, attributes: {}, live: {}, createdAt: '' }),
  );
  if (groups.some((group) => !account.find(TARGET_GROUP, group))) {
    refuse('NotFound', 'One or more target groups not found');
  }
  const elsewhere = groups.filter((group) => loadBalancersOf(account, group).some((arn) => arn !== loadBalancer));
  if (elsewhere.length > 0) {
    const words = 'The following target groups cannot be associated with more than one load balancer';
    refuse('ServiceLimitExceeded', `${words}: ${elsewhere.join(', ')}`);
  }
}

function checkPriority(account: Account, listener: string, properties: DataObject, self?: string): void {
  const priority = numberOf(properties, 'Priority');
  const taken = account.all(LISTENER_RULE).some((rule) => {
    const same =
      textOf(rule.properties, 'ListenerArn') === listener && numberOf(rule.properties, 'Priority') === priority;
    return same && rule.id !== self;
  });
  if (taken) refuse('AlreadyExists', `Priority '${priority}' is currently in use`);
}

function refuseTakenName(account: Account, type: string, attribute: string, name: string, what: string): void {
  const taken = account.all(type).some(({ attributes }) => textOf(attributes, attribute) === name);
  if (taken) refuse('AlreadyExists', `A ${what} with the same name '${name}' exists, but with different settings`);
}

function checkSubnets(account: Account, properties: DataObject): void {
  const mapped = objectsOf(properties, 'SubnetMappings').flatMap((each) => textOf(each, 'SubnetId') ?? []);
  const subnets = [...textsOf(properties, 'Subnets'), ...mapped];
  const zones = subnets.map((subnet) => {
    mustExist(account, 'AWS::EC2::Subnet', subnet);
    return textOf(account.find('AWS::EC2::Subnet', subnet)?.attributes ?? {}, 'AvailabilityZone') ?? subnet;
  });
  const enough = textOf(properties, 'Type') === 'network' ? 1 : 2;
  if (new Set(zones).size < enough) {
    refuse('InvalidRequest', 'At least two subnets in two different Availability Zones must be specified');
  }
}

// The load balancer writes a test file as soon as logs are switched on.
function checkAccessLogs(account: Account, properties: DataObject): void {
  if (attributeOf(properties, 'access_logs.s3.enabled') !== 'true') return;
  const bucket = attributeOf(properties, 'access_logs.s3.bucket') ?? '';
  const admitted = account.find('AWS::S3::Bucket', bucket) && account.find('AWS::S3::BucketPolicy', bucket);
  if (!admitted) refuse('InvalidRequest', `Access Denied for bucket: ${bucket}. Please check S3bucket permission`);
}

function hostOf(account: Account, network: boolean): string {
  const { region } = account.whereabouts;
  return `${network ? `elb.${region}` : `${region}.elb`}.${account.urlSuffix}`;
}

/** Of application load balancers. @see https://docs.aws.amazon.com/general/latest/gr/elb.html */
const ZONES: Readonly<Record<string, string>> = {
  'us-east-1': 'Z35SXDOTRQ7X7K',
  'us-east-2': 'Z3AADJGX6KTTL2',
  'us-west-1': 'Z368ELLRRE2KJ0',
  'us-west-2': 'Z1H1FL5HABSF5',
  'eu-central-1': 'Z215JYRZR1TBD5',
  'eu-west-1': 'Z32O12XQLNTSW2',
  'eu-west-2': 'ZHURV8PSTC4K8',
  'eu-west-3': 'Z3Q77PNBQS71R4',
  'eu-north-1': 'Z23TAZ6LKFMNIO',
  'ap-northeast-1': 'Z14GRHDCWA56QT',
  'ap-southeast-1': 'Z1LMS91P8CMLE5',
  'ap-southeast-2': 'Z1GM3OXH4ZPM65',
  'cn-north-1': 'Z1GDH35T77C1KE',
  'cn-northwest-1': 'ZM7IZAIOVVDZF',
};
