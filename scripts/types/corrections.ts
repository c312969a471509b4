import type { Correction } from './correction.ts';
import { autoScalingCorrections } from './corrections/auto-scaling.ts';
import { codeBuildCorrections } from './corrections/code-build.ts';
import { codeDeployCorrections } from './corrections/code-deploy.ts';
import { codePipelineCorrections } from './corrections/code-pipeline.ts';
import { dataCorrections } from './corrections/data.ts';
import { ec2Corrections } from './corrections/ec2.ts';
import { ecsCorrections } from './corrections/ecs.ts';
import { lambdaCorrections } from './corrections/lambda.ts';
import { loadBalancingCorrections } from './corrections/load-balancing.ts';
import { messagingCorrections } from './corrections/messaging.ts';
import { observabilityCorrections } from './corrections/observability.ts';
import { refCorrections } from './corrections/ref.ts';

/**
 * What the package lacks or has wrong of the types we use: allowed values that are only in AWS's prose, and what `Ref` gives
 * where the identifiers do not tell. `make types` fails on an entry that no longer fits the package or that it has caught up
 * with, so the table stays small and true.
 *
 * Left as plain text on purpose: values that grow with every region or release (instance types, TLS policies, AMI families),
 * and lists that also take something of one's own (termination policies, protocol numbers).
 */
export const corrections: readonly Correction[] = [
  ...autoScalingCorrections,
  ...codeBuildCorrections,
  ...codeDeployCorrections,
  ...codePipelineCorrections,
  ...dataCorrections,
  ...ec2Corrections,
  ...ecsCorrections,
  ...lambdaCorrections,
  ...loadBalancingCorrections,
  ...messagingCorrections,
  ...observabilityCorrections,
  ...refCorrections,
];
