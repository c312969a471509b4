// For tests only: a small system with one nested stack, as it lies in output/, and a clock that stands still.
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { OutputReader } from '../output-reader.ts';
import { readTarget } from '../read-target.ts';
import type { DeployEnvironment, Target } from '../target.ts';

export const ENVIRONMENT: DeployEnvironment = {
  name: 'dev',
  account: '111122223333',
  region: 'eu-central-1',
  partition: 'aws',
  emulator: false,
  tags: { stage: 'dev' },
  serviceRole: (system, region) => `${system}-cloudformation-${region}`,
  systems: ['small'],
};

export const SERVICE = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  SystemName:
    Type: String
  VpcId:
    Type: String
  LiveColour:
    Type: String
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      ServiceName: !Ref SystemName
      DeploymentController:
        Type: CODE_DEPLOY
  BlueTargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      VpcId: !Ref VpcId
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: !Sub \${SystemName}
  Application:
    Type: AWS::CodeDeploy::Application
    Properties:
      ApplicationName: !Ref SystemName
`;

const NETWORK = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
Outputs:
  VpcId:
    Value: !Ref Vpc
`;

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const root = (network: string, service: string) => `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  SystemName:
    Type: String
    Default: small
  LiveColour:
    Type: String
    Default: blue
  DesiredCount:
    Type: Number
  TemplateBucket:
    Type: String
  TemplatePrefix:
    Type: String
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub https://\${TemplateBucket}.s3.\${AWS::Region}.\${AWS::URLSuffix}/\${TemplatePrefix}/network.${sha256(network).slice(0, 12)}.yaml
  Service:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub https://\${TemplateBucket}.s3.\${AWS::Region}.\${AWS::URLSuffix}/\${TemplatePrefix}/service.${sha256(service).slice(0, 12)}.yaml
      Parameters:
        SystemName: !Ref SystemName
        VpcId: !GetAtt Network.Outputs.VpcId
        LiveColour: !Ref LiveColour
`;

/** The files of `output/`, by path. */
export type Files = Record<string, string>;

/**
 * The small system's files, with a manifest that is right.
 * @param edit what happens to a template that the root has pinned before.
 */
export function smallFiles(
  parameters: Readonly<Record<string, string>> = { DesiredCount: '2' },
  edit: (network: string) => string = (network) => network,
): Files {
  const values = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const files: Files = {
    'root.yaml': root(NETWORK, SERVICE),
    'network.yaml': edit(NETWORK),
    'service.yaml': SERVICE,
    'parameters/dev.json': JSON.stringify(values),
    'stack-policy/root.json': '{"Statement":[]}',
    'stack-policy/service.json': '{"Statement":["service"]}',
    'stack-policy/flat.json': '{}',
  };
  return systemFiles('small', files);
}

/** The files of a system as they lie in `output/`, with a manifest that is right. */
export function systemFiles(system: string, files: Files): Files {
  const entries = Object.entries(files).map(([path, text]) => ({ path, sha256: sha256(text), size: text.length }));
  const all = { ...files, 'manifest.json': JSON.stringify({ files: entries }) };
  return Object.fromEntries(Object.entries(all).map(([path, text]) => [`${system}/${path}`, text]));
}

/** `output/` with these files in it. */
export function outputOf(files: Files): OutputReader {
  return {
    systems: () => [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))],
    read: (path) => files[path],
  };
}

/** The small system in the environment `dev`. */
export function smallTarget(environment: Partial<DeployEnvironment> = {}, parameters?: Record<string, string>): Target {
  return readTarget(outputOf(smallFiles(parameters)), 'small', { ...ENVIRONMENT, ...environment });
}

/** A clock on which time passes only by sleeping. */
export function standingClock(start = '2026-11-27T12:00:00Z'): Clock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}
