import { giveNamed } from './resources/given.ts';
import { modelOf } from './resources/index.ts';
import { acm } from './services/acm.ts';
import { cloudFormation } from './services/cloudformation.ts';
import { cloudwatch } from './services/cloudwatch.ts';
import { codecommit } from './services/codecommit.ts';
import { codedeploy } from './services/codedeploy.ts';
import { codepipeline } from './services/codepipeline.ts';
import { codeconnections, codestarConnections } from './services/connections.ts';
import { ecr } from './services/ecr.ts';
import { ecs } from './services/ecs.ts';
import { elbv2 } from './services/elbv2.ts';
import { iam } from './services/iam.ts';
import { logs } from './services/logs.ts';
import { s3 } from './services/s3.ts';
import { ssm } from './services/ssm.ts';
import { sts } from './services/sts.ts';
import type { LocalService } from './wire/service.ts';

/** Every service that the local cloud has. What parameters of stacks name and nobody has made is taken to be there. */
export const SERVICES: readonly LocalService[] = [
  acm,
  cloudFormation({ models: modelOf, given: giveNamed }),
  cloudwatch,
  logs,
  codecommit,
  codeconnections,
  codestarConnections,
  codedeploy,
  codepipeline,
  ecr,
  ecs,
  elbv2,
  iam,
  s3,
  ssm,
  sts,
];
