import { waysRound } from '../adoptable.ts';
import type { WatchEvent } from './event.ts';

/** A reason that is known: what it looks like, and what to do. */
interface KnownReason {
  readonly type?: RegExp;
  readonly reason: RegExp;
  readonly hint: (match: RegExpExecArray, failure: Failure) => string;
}

/** What is looked at of a failure. */
type Failure = Pick<WatchEvent, 'type' | 'reason' | 'path' | 'status'>;

// The first that fits is told. The reasons are in the words of the services, as they come through CloudFormation.
const KNOWN: readonly KnownReason[] = [
  {
    reason: /Unable to update (?:task definition|network|load balancers?|.+?) on services with a CODE_DEPLOY/i,
    hint: () =>
      'CodeDeploy says what runs: a service may change its desired count, grace period and tags by an update, and the rest by a release. Undo the change of the service, or release it (make release); if the service has not changed, the last release failed: let one succeed first',
  },
  {
    reason: /capacity provider is in use/i,
    hint: () =>
      'a service of another system runs on these instances: take that system down first (make destroy SYSTEM=...), then this one again',
  },
  {
    reason: /already exist|AlreadyExists|is already in use|already associated|DuplicateLoadBalancerName/i,
    hint: (_, { type }) =>
      `something of that name is there and belongs to no stack, or to another: ${waysRound({ type }).join('; or ')}`,
  },
  {
    reason: /Validation failure detected/i,
    hint: (_, { path }) =>
      `only the events of the operation name the resource: aws cloudformation describe-events --filters FailedEvents=true --stack-name with the name or id of ${path.join('/')}`,
  },
  {
    reason: /not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/i,
    hint: ([, action, resource]) =>
      `allow ${action}${resource ? ` on ${resource.replace(/\.$/, '')}` : ''} to the role that CloudFormation works with (deployer.yaml has it), or see which boundary or organisation policy denies it`,
  },
  {
    reason: /access ?denied|UnauthorizedOperation|is not authorized|403/i,
    hint: () => "see in CloudTrail which action was denied, and allow it to CloudFormation's role (deployer.yaml)",
  },
  {
    type: /^AWS::ECS::Service$/,
    reason: /did not stabilize|stabiliz|exceeded|timed? ?out|circuit breaker/i,
    hint: () =>
      'tasks do not stay: look at the events of the service and at why tasks stopped. Usually the image cannot be pulled (no way out of the network, or a BootstrapImage that is not there), the health-check path is not answered with 200 on the port in time, or the instances have no room',
  },
  {
    reason: /InsufficientInstanceCapacity|insufficient capacity|no container instance|not have enough .*capacity/i,
    hint: () =>
      'the zone has no such instances now: try again later, or choose another instance type, or more zones; on a cluster see that instances have registered and have room for both colours',
  },
  {
    reason: /limit ?exceeded|LimitExceeded|quota|maximum number of|TooMany/i,
    hint: () =>
      'the account is at a limit of that service: take away what nobody needs, or ask for more in Service Quotas',
  },
  {
    reason: /service-linked role|ServiceLinkedRole/i,
    hint: () =>
      'the account has never used that service: have its role made (aws iam create-service-linked-role --aws-service-name ...), wait a minute, deploy again',
  },
  {
    reason: /target group .* does not have an associated load balancer/i,
    hint: () => 'the service was made before its listener: a listener must forward to the target group first',
  },
  {
    reason: /certificate/i,
    hint: () =>
      'the certificate must be ISSUED, in this region, and for the host name: see CertificateArn in templates/environments.ts',
  },
  {
    reason: /image .*(?:does not exist|not found)|InvalidAMIID|invalid .*ami/i,
    hint: () => 'the image is not in this region: make ami ARGS="--env ENV" proposes one to pin as ImageId',
  },
  {
    type: /^AWS::S3::Bucket$/,
    reason: /not empty/i,
    hint: () => 'empty the bucket, all versions of it, and try again',
  },
  {
    reason: /scale-?in protect|protected from scale/i,
    hint: () => 'take the protection off the instances before: docs/running.md, "Deleting the stack", has the command',
  },
  {
    type: /^AWS::EC2::(?:SecurityGroup|Subnet|VPC|InternetGateway|VPCGatewayAttachment)$/,
    reason: /depend|has a dependent object|mapped public address/i,
    hint: () =>
      'something still uses it, often a network interface of a hook: Lambda gives them back within half an hour. Then try again',
  },
  {
    reason: /Rate exceeded|throttl/i,
    hint: () => 'the service was asked too often: try again in some minutes',
  },
  {
    reason: /Parameters?: \[([\w, ]+)\]/,
    hint: ([, names]) => `look at ${names} in templates/environments.ts`,
  },
  {
    reason: /S3 error|TemplateURL|Template file/i,
    hint: () => 'the template is not where the root looks for it: deploy with make deploy, which uploads it first',
  },
  {
    reason: /Invalid request|validation|not a valid|InvalidParameter|must (?:be|match)/i,
    hint: (_, { type }) => `the service does not accept a value of ${type}: mend it in templates/, make, deploy again`,
  },
];

/** What to do about a failure, if its reason is known. */
export function hintFor(failure: Failure): string | undefined {
  const { reason = '' } = failure;
  for (const known of KNOWN) {
    const match = (known.type?.test(failure.type) ?? true) ? known.reason.exec(reason) : null;
    if (match) return known.hint(match, failure);
  }
  return undefined;
}
