import { APPLICATION_AUTO_SCALING } from './application-auto-scaling.ts';
import { AUTO_SCALING } from './auto-scaling.ts';
import { CLOUD_WATCH } from './cloud-watch.ts';
import { CODE_BUILD } from './code-build.ts';
import { CODE_COMMIT } from './code-commit.ts';
import { CODE_DEPLOY } from './code-deploy.ts';
import { CODE_PIPELINE } from './code-pipeline.ts';
import { EC2 } from './ec2.ts';
import { SECURITY_GROUPS } from './ec2-security-groups.ts';
import { ECR } from './ecr.ts';
import { ECS } from './ecs.ts';
import { ELBV2 } from './elbv2.ts';
import { EVENTS } from './events.ts';
import { GENERIC } from './generic.ts';
import { IAM } from './iam.ts';
import { KMS } from './kms.ts';
import { LAMBDA } from './lambda.ts';
import { LOGS } from './logs.ts';
import type { ResourceModel } from './model.ts';
import { ROUTE53 } from './route53.ts';
import { S3 } from './s3.ts';
import { SNS } from './sns.ts';

const MODELS: ReadonlyMap<string, ResourceModel> = new Map(
  Object.entries({
    ...APPLICATION_AUTO_SCALING,
    ...AUTO_SCALING,
    ...CLOUD_WATCH,
    ...CODE_BUILD,
    ...CODE_COMMIT,
    ...CODE_DEPLOY,
    ...CODE_PIPELINE,
    ...EC2,
    ...ECR,
    ...ECS,
    ...ELBV2,
    ...EVENTS,
    ...IAM,
    ...KMS,
    ...LAMBDA,
    ...LOGS,
    ...ROUTE53,
    ...S3,
    ...SECURITY_GROUPS,
    ...SNS,
  }),
);

/** How resources of a type come, change and go: of its own, where the type has one, else by what the schema says. */
export function modelOf(type: string): ResourceModel {
  return MODELS.get(type) ?? GENERIC;
}

/** The types that have a model of their own. */
export const modelledTypes: readonly string[] = [...MODELS.keys()];
