import { explainFailure } from './failure.ts';
import { readFailure } from './failure-facts.ts';

/** What a call is about, for when it fails. */
export interface About {
  /** As IAM names it: `cloudformation:CreateChangeSet`. */
  readonly action: string;
  /** What was asked for: a stack's name, a bucket's. */
  readonly resource: string;
  readonly region: string;
}

/**
 * Waits for a call, and says what went wrong where it failed for a reason that is not this program's.
 * @throws TealformError with what to do.
 */
export async function explained<T>(call: Promise<T>, about: About): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw explainFailure(error, { ...about, service: serviceOf(about.action) }) ?? error;
  }
}

/**
 * The same where a refusal of one of these names is an answer: it gives undefined.
 * @param names codes such as `NoSuchBucket`, or a test of the error.
 */
export async function answered<T>(
  call: Promise<T>,
  about: About,
  isAnswer: readonly string[] | ((error: Error) => boolean),
): Promise<T | undefined> {
  const matches = typeof isAnswer === 'function' ? isAnswer : ({ name }: Error) => isAnswer.includes(name);
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && matches(error)) return undefined;
    throw explainFailure(error, { ...about, service: serviceOf(about.action) }) ?? error;
  }
}

/**
 * For {@link answered}: whether a refusal of one of these names only says that the call has been carried out already, by an attempt of the
 * SDK's before this one whose answer was lost.
 */
export function isEcho(...names: readonly string[]): (error: Error) => boolean {
  return (error) => (readFailure(error)?.attempts ?? 1) > 1 && names.includes(error.name);
}

const SERVICES: Readonly<Record<string, string>> = {
  acm: 'ACM',
  cloudformation: 'CloudFormation',
  cloudwatch: 'CloudWatch',
  codecommit: 'CodeCommit',
  codeconnections: 'CodeConnections',
  codedeploy: 'CodeDeploy',
  codepipeline: 'CodePipeline',
  'codestar-connections': 'CodeConnections',
  ecr: 'ECR',
  ecs: 'ECS',
  elasticloadbalancing: 'Elastic Load Balancing v2',
  iam: 'IAM',
  logs: 'CloudWatch Logs',
  s3: 'S3',
  ssm: 'SSM',
  sts: 'STS',
};

function serviceOf(action: string): string {
  const [prefix = ''] = action.split(':');
  return SERVICES[prefix] ?? prefix;
}
