import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type PropertyDifference,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import type { Clock } from '../clock.ts';
import type { DeployedStack } from '../stack-tree.ts';

/** A resource that is no longer what the stack has made of it. */
export interface Drift {
  /** By logical ids, from the root's name on. */
  readonly path: string;
  readonly type: string;
  readonly isDeleted: boolean;
  readonly differences: readonly PropertyDifference[];
  /** Whether a release does this: it swaps the colours, and says what runs. */
  readonly isExpected: boolean;
}

/** What AWS could not look at: a resource, or something in a stack. */
export interface Unchecked {
  /** By logical ids, from the root's name on. */
  readonly path: string;
  readonly reason: string;
}

/** What drift was found, and what could not be looked at; `unknown` where the endpoint cannot look for any, with its reason. */
export type DriftReport =
  | { readonly drifts: readonly Drift[]; readonly unchecked: readonly Unchecked[] }
  | { readonly unknown: string };

type DriftClients = Pick<Clients, 'cloudFormation' | 'region'>;

/** How long AWS may look at one stack. */
const LIMIT = 600_000;

/** What services answer with that do not know an operation. */
const NOT_KNOWN = ['InvalidAction', 'UnknownOperationException', 'UnknownOperation', 'NotImplemented'];

/**
 * Has AWS look for drift in one stack; of those it nests it says nothing, they are asked one by one. A detection that has failed has done so
 * for one resource at least; what it has found of the others counts.
 * @param colours names of the two target groups that releases swap.
 * @throws TealformError what the API says.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackDriftDetectionStatus.html
 */
export async function detectDrift(
  clients: DriftClients,
  stack: DeployedStack,
  colours: readonly string[],
  clock: Clock,
): Promise<DriftReport> {
  const { cloudFormation, region } = clients;
  const about = (operation: string) => ({ action: `cloudformation:${operation}`, resource: stack.name, region });
  const started = await answered(
    cloudFormation.send(new DetectStackDriftCommand({ StackName: stack.id })),
    about('DetectStackDrift'),
    NOT_KNOWN,
  );
  if (started === undefined) return { unknown: 'the endpoint does not know DetectStackDrift' };
  const began = clock.now().getTime();
  const path = stack.path.join('/');
  let failure: Unchecked | undefined;
  let since: Date | undefined;
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5_000)) {
    const status = await explained(
      cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: started.StackDriftDetectionId }),
      ),
      about('DescribeStackDriftDetectionStatus'),
    );
    if (status.DetectionStatus === 'DETECTION_COMPLETE') break;
    if (status.DetectionStatus === 'DETECTION_FAILED') {
      failure = { path, reason: status.DetectionStatusReason ?? 'the detection has failed' };
      since = status.Timestamp;
      break;
    }
    if (clock.now().getTime() - began > LIMIT) {
      return { drifts: [], unchecked: [{ path, reason: 'it takes more than ten minutes' }] };
    }
    await clock.sleep(pause);
  }
  // Of what it has failed for, an earlier detection may still be told of.
  const found = (await listDrifts(clients, stack)).filter(
    ({ Timestamp }) => since === undefined || Timestamp === undefined || Timestamp >= since,
  );
  const isUnknown = ({ StackResourceDriftStatus }: StackResourceDrift) => StackResourceDriftStatus === 'UNKNOWN';
  return {
    drifts: found.filter((each) => !isUnknown(each)).map((drift) => readDrift(stack, drift, colours)),
    unchecked: [...(failure ? [failure] : []), ...found.filter(isUnknown).map((drift) => readUnchecked(stack, drift))],
  };
}

async function listDrifts({ cloudFormation, region }: DriftClients, stack: DeployedStack) {
  const found: StackResourceDrift[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeStackResourceDriftsCommand({
      StackName: stack.id,
      StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED', 'UNKNOWN'],
      ...(token && { NextToken: token }),
    });
    const page = await explained(cloudFormation.send(command), {
      action: 'cloudformation:DescribeStackResourceDrifts',
      resource: stack.name,
      region,
    });
    found.push(...(page.StackResourceDrifts ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}

function readUnchecked(
  stack: DeployedStack,
  { LogicalResourceId = '', DriftStatusReason }: StackResourceDrift,
): Unchecked {
  const reason = DriftStatusReason ?? 'AWS does not say why';
  return { path: [...stack.path, LogicalResourceId].join('/'), reason };
}

function readDrift(stack: DeployedStack, drift: StackResourceDrift, colours: readonly string[]): Drift {
  const { LogicalResourceId = '', ResourceType = '', PropertyDifferences = [], StackResourceDriftStatus } = drift;
  const isDeleted = StackResourceDriftStatus === 'DELETED';
  return {
    path: [...stack.path, LogicalResourceId].join('/'),
    type: ResourceType,
    isDeleted,
    differences: PropertyDifferences,
    isExpected:
      !isDeleted &&
      PropertyDifferences.length > 0 &&
      PropertyDifferences.every((difference) => ofRelease(ResourceType, difference, colours)),
  };
}

// What CodeDeploy writes when it releases: which of the two colours both listeners forward to, and what the service runs behind which.
function ofRelease(
  type: string,
  { PropertyPath = '', ActualValue = '' }: PropertyDifference,
  colours: readonly string[],
): boolean {
  const groups = [...ActualValue.matchAll(/:targetgroup\/([^/]+)\//g)].map(([, name = '']) => name);
  if (!groups.every((name) => colours.includes(name))) return false;
  if (type === 'AWS::ElasticLoadBalancingV2::Listener') {
    return /^\/DefaultActions\/\d+\/(?:TargetGroupArn|ForwardConfig(?:\/.*)?)$/.test(PropertyPath);
  }
  return type === 'AWS::ECS::Service' && /^\/(?:TaskDefinition|LoadBalancers(?:\/.*)?)$/.test(PropertyPath);
}
