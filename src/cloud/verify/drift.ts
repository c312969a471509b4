import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type PropertyDifference,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { TealformError } from '../../dsl/error.ts';
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

/** What drift was found; `unknown` where the endpoint cannot look for any, with its reason. */
export type DriftReport = { readonly drifts: readonly Drift[] } | { readonly unknown: string };

type DriftClients = Pick<Clients, 'cloudFormation' | 'region'>;

/** How long AWS may look at one stack. */
const LIMIT = 600_000;

/** What services answer with that do not know an operation. */
const NOT_KNOWN = ['InvalidAction', 'UnknownOperationException', 'UnknownOperation', 'NotImplemented'];

/**
 * Has AWS look for drift in one stack; of those it nests it says nothing, they are asked one by one.
 * @param colours names of the two target groups that releases swap.
 * @throws TealformError what the API says, and `drift-not-detected` where AWS fails or takes more than ten minutes.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
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
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5_000)) {
    const { DetectionStatus, DetectionStatusReason } = await explained(
      cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: started.StackDriftDetectionId }),
      ),
      about('DescribeStackDriftDetectionStatus'),
    );
    if (DetectionStatus === 'DETECTION_COMPLETE') break;
    const isLate = clock.now().getTime() - began > LIMIT;
    if (DetectionStatus === 'DETECTION_FAILED' || isLate) {
      throw new TealformError({
        code: 'drift-not-detected',
        message: `the drift of ${stack.name} could not be looked for: ${DetectionStatusReason ?? 'it takes more than ten minutes'}`,
        hint: 'try again; without it: ARGS=--no-drift',
      });
    }
    await clock.sleep(pause);
  }
  return { drifts: (await listDrifts(clients, stack)).map((drift) => readDrift(stack, drift, colours)) };
}

async function listDrifts({ cloudFormation, region }: DriftClients, stack: DeployedStack) {
  const found: StackResourceDrift[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeStackResourceDriftsCommand({
      StackName: stack.id,
      StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
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
