import { GetApplicationCommand } from '@aws-sdk/client-codedeploy';
import { GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { answered } from '../call.ts';
import type { Clients } from '../clients.ts';
import type { Finding } from '../progress.ts';
import { nameFrom, targetResources } from '../target-resources.ts';
import { type Check, type Preflight, tryCheck } from './check.ts';

/** A kind of thing whose name may be taken, and how to find out. */
interface Named {
  readonly type: string;
  readonly property: string;
  readonly what: string;
  isTaken(clients: Clients, name: string, cluster: string): Promise<boolean>;
}

const NAMED: readonly Named[] = [
  {
    type: 'AWS::CodePipeline::Pipeline',
    property: 'Name',
    what: 'pipeline',
    isTaken: async ({ codePipeline, region }, name) =>
      undefined !==
      (await answered(
        codePipeline.send(new GetPipelineCommand({ name })),
        { action: 'codepipeline:GetPipeline', resource: name, region },
        ['PipelineNotFoundException'],
      )),
  },
  {
    type: 'AWS::CodeDeploy::Application',
    property: 'ApplicationName',
    what: 'CodeDeploy application',
    isTaken: async ({ codeDeploy, region }, name) =>
      undefined !==
      (await answered(
        codeDeploy.send(new GetApplicationCommand({ applicationName: name })),
        { action: 'codedeploy:GetApplication', resource: name, region },
        ['ApplicationDoesNotExistException'],
      )),
  },
  {
    type: 'AWS::ECS::Service',
    property: 'ServiceName',
    what: 'ECS service',
    isTaken: async ({ ecs, region }, name, cluster) => {
      const answer = await answered(
        ecs.send(new DescribeServicesCommand({ cluster, services: [name] })),
        { action: 'ecs:DescribeServices', resource: `${cluster}/${name}`, region },
        ['ClusterNotFoundException'],
      );
      // A service that was deleted is told of for a while, as INACTIVE; its name is free.
      return answer?.services?.some(({ status }) => status !== 'INACTIVE') ?? false;
    },
  },
];

/**
 * Before the first creation: whether the names that everything else is found by are free. What of the stack is there already is ours.
 */
export const checkNames: Check = async (preflight) => {
  if (preflight.state !== 'absent' && preflight.state !== 'reviewed') return [];
  const each = await Promise.all(
    NAMED.map((named) => tryCheck(`name of the ${named.what}`, nameCheck(named), preflight)),
  );
  return each.flat();
};

function nameCheck({ type, property, what, isTaken }: Named): Check {
  return async ({ clients, target, parameters }: Preflight) => {
    const names = targetResources(target)
      .filter((resource) => resource.type === type)
      .flatMap(({ properties }) => nameFrom(properties[property], target.stackName) ?? []);
    const cluster = parameters.ClusterName ?? target.stackName;
    const findings: Finding[] = [];
    for (const name of names) {
      if (!(await isTaken(clients, name, cluster))) continue;
      findings.push({
        level: 'error',
        code: 'name-taken',
        message: `there is a ${what} called ${name} already, and no stack ${target.stackName} that it could belong to`,
        hint: 'give the system another SystemName in templates/environments.ts, or remove what has the name',
      });
    }
    return findings;
  };
}
