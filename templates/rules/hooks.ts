import { evaluate } from '../../src/check/permissions/evaluate.ts';
import { LIFECYCLE_EVENTS } from '../options/hooks.ts';
import { at } from './data.ts';
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
    code: 'other-event',
    holds: 'Every event in the AppSpec is one that CodeDeploy has, and the one that its function was made for.',
    find: (system) =>
      system.appSpecHooks().flatMap(({ event, functionName }) => {
        const isKnown = LIFECYCLE_EVENTS.some((each) => each === event);
        const made = at(functionOf(system, functionName)?.properties.Environment, 'Variables', 'LIFECYCLE_EVENT');
        if (!isKnown) {
          const hint = `there are ${LIFECYCLE_EVENTS.join(', ')}`;
          return [system.releaseFinding(`the AppSpec has a hook at ${event}, which is no event`, hint)];
        }
        if (made === undefined || made === event) return [];
        const message = `the AppSpec runs ${functionName} at ${event}, and it was made for ${made}`;
        return [system.releaseFinding(message, 'the payload does not say the event: give each event its own function')];
      }),
  },
  {
    code: 'idle-hook',
    holds: 'Every hook in the templates is named by the AppSpec.',
    find: (system) => {
      const named = system.appSpecHooks().map(({ functionName }) => functionName);
      return hooksOf(system)
        .filter(({ properties }) => !named.includes(String(properties.FunctionName)))
        .map(({ id, properties }) => {
          const message = `no release runs ${properties.FunctionName}`;
          return system.finding(id, ['FunctionName'], message, 'name it in the AppSpec, or leave it out');
        });
    },
  },
  {
    code: 'unprefixed-hook',
    holds: `Functions that the AppSpec names begin with ${PREFIX}, the prefix that AWS's limited policy lets CodeDeploy invoke.`,
    find: (system) =>
      usedFunctions(system)
        .filter(({ properties }) => !String(properties.FunctionName).startsWith(PREFIX))
        .map(({ id, properties }) => {
          const message = `${properties.FunctionName} has another prefix`;
          return system.finding(id, ['FunctionName'], message, `begin it with ${PREFIX}`);
        }),
  },
  {
    code: 'uninvokable-hook',
    holds: 'CodeDeploy may take its role on, and that role may invoke every hook.',
    find: (system) => {
      const { group } = system;
      if (!group) return [];
      const role = String(group.properties.ServiceRoleArn);
      const source = `deploymentgroup:${group.properties.ApplicationName}/${group.properties.DeploymentGroupName}`;
      const taken = takenOn(system, role, 'codedeploy.amazonaws.com', system.arn('codedeploy', source));
      const at = (reason: string, hint: string) => system.finding(group.id, ['ServiceRoleArn'], reason, hint);
      return [
        ...(taken.allowed ? [] : [at(taken.reason, 'let codedeploy.amazonaws.com take the role on')]),
        ...usedFunctions(system).flatMap(({ id }): readonly Finding[] => {
          const resource = system.value(id, 'Arn');
          const request = { principal: { role }, action: 'lambda:InvokeFunction', resource };
          const { allowed, reason } = evaluate(request, system.permissions(role));
          const hint = 'allow lambda:InvokeFunction on the function, or every deployment fails at it';
          return allowed ? [] : [at(reason, hint)];
        }),
      ];
    },
  },
  {
    code: 'mute-hook',
    holds:
      'Lambda may take the role of every hook on, and it may report on the deployments of this group: without that, a deployment hangs for an hour.',
    find: (system) => {
      const { group } = system;
      if (!group) return [];
      const { ApplicationName, DeploymentGroupName } = group.properties;
      const resource = system.arn('codedeploy', `deploymentgroup:${ApplicationName}/${DeploymentGroupName}`);
      return usedFunctions(system).flatMap(({ id, properties }): readonly Finding[] => {
        const role = String(properties.Role);
        const request = { principal: { role }, action: REPORT, resource };
        return [
          evaluate(request, system.permissions(role)),
          takenOn(system, role, 'lambda.amazonaws.com', system.value(id, 'Arn')),
        ]
          .filter(({ allowed }) => !allowed)
          .map(({ reason }) =>
            system.finding(id, ['Role'], reason, `allow ${REPORT} on the deployment group, to a role of Lambda's`),
          );
      });
    },
  },
];

/** Whether a service may take a role on, for this account and a source. */
function takenOn(system: EmittedSystem, role: string, service: string, source: string) {
  const context = { 'aws:SourceArn': source, 'aws:SourceAccount': source.split(':')[4] ?? '' };
  const request = { principal: { service }, action: 'sts:AssumeRole', resource: role, context };
  return evaluate(request, system.permissions(role));
}

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
