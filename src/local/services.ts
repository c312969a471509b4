import { giveNamed } from './resources/given.ts';
import { modelOf } from './resources/index.ts';
import { accountManagement } from './services/account-management.ts';
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
import { organizations } from './services/organizations.ts';
import { s3 } from './services/s3.ts';
import { ssm } from './services/ssm.ts';
import { sts } from './services/sts.ts';
import type { LocalService } from './wire/service.ts';

const CLOUD_FORMATION = cloudFormation({ models: modelOf, given: giveNamed });

/** Every service that the local cloud has. What parameters of stacks name and nobody has made is taken to be there. */
export const SERVICES: readonly LocalService[] = [
  accountManagement,
  acm,
  CLOUD_FORMATION,
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
  organizations(CLOUD_FORMATION.moved),
  s3,
  ssm,
  sts,
];
