import { evaluate } from '../../src/check/permissions/evaluate.ts';
import type { EmittedSystem, Filled } from './emitted-system.ts';
import type { Finding, Rule } from './rule.ts';

const FUNCTION = 'AWS::Lambda::Function';
const REPORT = 'codedeploy:PutLifecycleEventHookExecutionStatus';

/** The prefix that CodeDeploy's limited managed policy invokes. */
const PREFIX = 'CodeDeployHook_';

/** Rules of the hooks: those that a release names are there, may be run, and may report. */
export const HOOKS: readonly Rule<EmittedSystem>[] = [
  {
    code: 'missing-hook',
    holds: 'Every function that the AppSpec names is in the templates.',
    find: (system) =>
      system
        .appSpecHooks()
        .filter(({ functionName }) => !functionOf(system, functionName))
        .map(({ event, functionName }) =>
          system.releaseFinding(
            `the AppSpec runs ${functionName} at ${event}, and there is no such function`,
            'declare the hook in the system, or take it out of the AppSpec: a deployment would fail there',
          ),
        ),
  },
  {
    code: 'idle-hook',
    holds: 'Every hook in the templates is named by the AppSpec.',
    find: (system) => {
      const named = system.appSpecHooks().map(({ functionName }) => functionName);
      return hooksOf(system)
        .filter(({ properties }) => !named.includes(String(properties.FunctionName)))
        .map(({ id, properties }) =>
          system.finding(
            id,
            ['FunctionName'],
            `no release runs ${properties.FunctionName}`,
            'name it in the AppSpec, or leave it out',
          ),
        );
    },
  },
  {
    code: 'unprefixed-hook',
    holds: `Functions that the AppSpec names begin with ${PREFIX}, the prefix that AWS's limited policy lets CodeDeploy invoke.`,
    find: (system) =>
      usedFunctions(system)
        .filter(({ properties }) => !String(properties.FunctionName).startsWith(PREFIX))
        .map(({ id, properties }) =>
          system.finding(
            id,
            ['FunctionName'],
            `${properties.FunctionName} has another prefix`,
            `begin it with ${PREFIX}`,
          ),
        ),
  },
  {
    code: 'uninvokable-hook',
    holds: "CodeDeploy's role may invoke every hook.",
    find: (system) => {
      const group = system.one('AWS::CodeDeploy::DeploymentGroup');
      if (!group) return [];
      const role = String(group.properties.ServiceRoleArn);
      return usedFunctions(system).flatMap(({ id }): readonly Finding[] => {
        const resource = system.value(id, 'Arn');
        const request = { principal: { role }, action: 'lambda:InvokeFunction', resource };
        const { allowed, reason } = evaluate(request, system.permissions(role));
        const hint = 'allow lambda:InvokeFunction on the function, or every deployment fails at it';
        return allowed ? [] : [system.finding(group.id, ['ServiceRoleArn'], reason, hint)];
      });
    },
  },
  {
    code: 'mute-hook',
    holds: 'Every hook may report on the deployments of this group: without that, a deployment hangs for an hour.',
    find: (system) => {
      const group = system.one('AWS::CodeDeploy::DeploymentGroup');
      if (!group) return [];
      const { ApplicationName, DeploymentGroupName } = group.properties;
      const resource = system.arn('codedeploy', `deploymentgroup:${ApplicationName}/${DeploymentGroupName}`);
      return usedFunctions(system).flatMap(({ id, properties }): readonly Finding[] => {
        const role = String(properties.Role);
        const request = { principal: { role }, action: REPORT, resource };
        const { allowed, reason } = evaluate(request, system.permissions(role));
        return allowed ? [] : [system.finding(id, ['Role'], reason, `allow ${REPORT} on the deployment group`)];
      });
    },
  },
];

function functionOf(system: EmittedSystem, nameOrArn: string): Filled | undefined {
  const name = nameOrArn.replace(/^arn:.*:function:/, '');
  return system.all(FUNCTION).find(({ properties }) => properties.FunctionName === name);
}

function usedFunctions(system: EmittedSystem): readonly Filled[] {
  return system.appSpecHooks().flatMap(({ functionName }) => functionOf(system, functionName) ?? []);
}

function hooksOf(system: EmittedSystem): readonly Filled[] {
  return system.all(FUNCTION).filter(({ properties }) => String(properties.FunctionName).startsWith(PREFIX));
}
