import {
  type ApplicationInfo,
  ApplicationInfo$,
  BatchGetDeploymentTargets$,
  type BatchGetDeploymentTargetsInput,
  type BatchGetDeploymentTargetsOutput,
  ContinueDeployment$,
  type ContinueDeploymentInput,
  CreateDeployment$,
  type CreateDeploymentInput,
  type CreateDeploymentOutput,
  type DeploymentConfigInfo,
  type DeploymentTarget,
  GetApplication$,
  type GetApplicationInput,
  type GetApplicationOutput,
  GetApplicationRevision$,
  type GetApplicationRevisionInput,
  type GetApplicationRevisionOutput,
  GetDeployment$,
  GetDeploymentConfig$,
  type GetDeploymentConfigInput,
  type GetDeploymentConfigOutput,
  GetDeploymentGroup$,
  type GetDeploymentGroupInput,
  type GetDeploymentGroupOutput,
  type GetDeploymentInput,
  type GetDeploymentOutput,
  GetDeploymentTarget$,
  type GetDeploymentTargetInput,
  type GetDeploymentTargetOutput,
  ListDeployments$,
  type ListDeploymentsInput,
  type ListDeploymentsOutput,
  ListDeploymentTargets$,
  type ListDeploymentTargetsInput,
  type ListDeploymentTargetsOutput,
  PutLifecycleEventHookExecutionStatus$,
  type PutLifecycleEventHookExecutionStatusInput,
  type PutLifecycleEventHookExecutionStatusOutput,
  StopDeployment$,
  type StopDeploymentInput,
  type StopDeploymentOutput,
} from '@aws-sdk/client-codedeploy';
import type { Account } from '../account.ts';
import { mustBeAllowed } from '../permissions.ts';
import type { LocalResource } from '../resource.ts';
import { APPLICATION, DEPLOYMENT_GROUP } from '../resources/code-deploy.ts';
import { allDeployments, type DeploymentRecord, findDeployment, RUNNING } from '../resources/deployments.ts';
import { textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { fromProperties } from './by-schema.ts';
import { describeConfig } from './codedeploy-configs.ts';
import { describeDeployment, describeGroup, describeTarget } from './codedeploy-description.ts';
import { report } from './codedeploy-hooks.ts';
import { describeRevision } from './codedeploy-revisions.ts';
import { advance, createDeployment, end, goBack, MANUAL_STOP } from './codedeploy-run.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';
import { uuidOf } from './uuid-of.ts';

/** CodeDeploy: applications, groups and deployments, which run at once unless somebody plays them. */
export const codedeploy: LocalService = {
  id: 'codedeploy',
  protocols: ['json'],
  version: '2014-10-06',
  target: 'CodeDeploy_20141006',
  operations: [
    operation(
      'GetApplication',
      GetApplication$,
      ['applicationName'],
      ({ applicationName }: GetApplicationInput, { account }): GetApplicationOutput => {
        const { id, properties, createdAt } = mustHaveApplication(account, applicationName);
        const info = fromProperties<ApplicationInfo>(ApplicationInfo$, properties);
        const made = { createTime: new Date(createdAt), linkedToGitHub: false };
        return { application: { ...info, ...made, applicationId: uuidOf(`application ${id}`), applicationName: id } };
      },
    ),
    operation(
      'GetApplicationRevision',
      GetApplicationRevision$,
      ['applicationName', 'revision'],
      ({ applicationName, revision }: GetApplicationRevisionInput, { account }): GetApplicationRevisionOutput =>
        describeRevision(account, mustHaveApplication(account, applicationName).id, revision),
    ),
    operation(
      'GetDeploymentConfig',
      GetDeploymentConfig$,
      ['deploymentConfigName'],
      ({ deploymentConfigName = '' }: GetDeploymentConfigInput, { account }): GetDeploymentConfigOutput => {
        return { deploymentConfigInfo: mustHaveConfig(account, deploymentConfigName) };
      },
    ),
    operation(
      'GetDeploymentGroup',
      GetDeploymentGroup$,
      ['applicationName', 'deploymentGroupName'],
      (input: GetDeploymentGroupInput, { account }): GetDeploymentGroupOutput => {
        const group = mustHaveGroup(account, input.applicationName, input.deploymentGroupName);
        return { deploymentGroupInfo: describeGroup(account, group) };
      },
    ),
    operation(
      'ListDeployments',
      ListDeployments$,
      ['applicationName', 'deploymentGroupName', 'includeOnlyStatuses', 'createTimeRange', 'nextToken'],
      (input: ListDeploymentsInput, { account }): ListDeploymentsOutput => {
        const [deployments, next] = pageOf(asked(account, input), input.nextToken, 100);
        return { deployments: deployments.map(({ id }) => id), ...(next !== undefined && { nextToken: next }) };
      },
    ),
    operation(
      'GetDeployment',
      GetDeployment$,
      ['deploymentId'],
      ({ deploymentId }: GetDeploymentInput, { account }): GetDeploymentOutput => {
        const record = mustHave(account, deploymentId);
        return { deploymentInfo: describeDeployment(groupOf(account, record), record) };
      },
    ),
    operation(
      'CreateDeployment',
      CreateDeployment$,
      [
        'applicationName',
        'deploymentGroupName',
        'revision',
        'deploymentConfigName',
        'description',
        'overrideAlarmConfiguration',
      ],
      (input: CreateDeploymentInput, { account }): CreateDeploymentOutput => {
        const group = mustHaveGroup(account, input.applicationName, input.deploymentGroupName);
        if (input.deploymentConfigName !== undefined) mustHaveConfig(account, input.deploymentConfigName);
        return { deploymentId: createDeployment(account, group, input).id };
      },
    ),
    operation(
      'StopDeployment',
      StopDeployment$,
      ['deploymentId', 'autoRollbackEnabled'],
      ({ deploymentId, autoRollbackEnabled }: StopDeploymentInput, { account }): StopDeploymentOutput => {
        const record = mustHaveRunning(account, deploymentId);
        if (account.player && record.progress) account.player.stop(record, autoRollbackEnabled);
        else {
          if (autoRollbackEnabled !== false) goBack(account, groupOf(account, record), record);
          end(account, record, 'Stopped', MANUAL_STOP);
        }
        return {
          status: 'Succeeded',
          statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
        };
      },
    ),
    operation(
      'ContinueDeployment',
      ContinueDeployment$,
      ['deploymentId', 'deploymentWaitType'],
      ({ deploymentId, deploymentWaitType = 'READY_WAIT' }: ContinueDeploymentInput, { account }) => {
        const record = mustHaveRunning(account, deploymentId);
        if (deploymentWaitType === 'READY_WAIT' && record.status !== 'Ready') {
          deny(
            'DeploymentIsNotInReadyStateException',
            "The deployment does not have a status of Ready and can't continue yet.",
          );
        }
        if (account.player && record.progress) account.player.goOn(record, deploymentWaitType);
        else advance(account, groupOf(account, record), record, true);
        return {};
      },
    ),
    operation(
      'PutLifecycleEventHookExecutionStatus',
      PutLifecycleEventHookExecutionStatus$,
      ['deploymentId', 'lifecycleEventHookExecutionId', 'status'],
      (input: PutLifecycleEventHookExecutionStatusInput, call): PutLifecycleEventHookExecutionStatusOutput => {
        const { account } = call;
        const { lifecycleEventHookExecutionId: executionId = '', status = '' } = input;
        const record = mustHave(account, input.deploymentId);
        if (account.player) mustBeAllowed(account, call.caller, PUT_STATUS, groupArn(account, record));
        report(account, groupOf(account, record), record, { executionId, status });
        return { lifecycleEventHookExecutionId: executionId };
      },
    ),
    operation(
      'ListDeploymentTargets',
      ListDeploymentTargets$,
      ['deploymentId'],
      ({ deploymentId }: ListDeploymentTargetsInput, { account }): ListDeploymentTargetsOutput => {
        const record = mustHave(account, deploymentId);
        const { targetId = '' } = describeTarget(account, groupOf(account, record), record).ecsTarget ?? {};
        return { targetIds: [targetId] };
      },
    ),
    operation(
      'GetDeploymentTarget',
      GetDeploymentTarget$,
      ['deploymentId', 'targetId'],
      ({ deploymentId, targetId }: GetDeploymentTargetInput, { account }): GetDeploymentTargetOutput => ({
        deploymentTarget: mustHaveTarget(account, mustHave(account, deploymentId), targetId),
      }),
    ),
    operation(
      'BatchGetDeploymentTargets',
      BatchGetDeploymentTargets$,
      ['deploymentId', 'targetIds'],
      (
        { deploymentId, targetIds = [] }: BatchGetDeploymentTargetsInput,
        { account },
      ): BatchGetDeploymentTargetsOutput => {
        const record = mustHave(account, deploymentId);
        return { deploymentTargets: targetIds.map((id) => mustHaveTarget(account, record, id)) };
      },
    ),
  ],
};

function mustHaveApplication(account: Account, name: string | undefined): LocalResource {
  if (name === undefined)
    return deny(
      'ApplicationNameRequiredException',
      'The minimum number of required application names was not specified.',
    );
  return (
    account.find(APPLICATION, name) ??
    deny('ApplicationDoesNotExistException', `No application found for name: ${name}`)
  );
}

function mustHaveGroup(account: Account, application: string | undefined, name: string | undefined): LocalResource {
  const { id } = mustHaveApplication(account, application);
  if (name === undefined)
    return deny('DeploymentGroupNameRequiredException', 'The deployment group name was not specified.');
  const group = account.find(DEPLOYMENT_GROUP, name);
  if (group && textOf(group.properties, 'ApplicationName') === id) return group;
  return deny('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
}

function mustHaveConfig(account: Account, name: string): DeploymentConfigInfo {
  const found = describeConfig(account, name);
  if (found) return found;
  // AWS has those that begin so in every account; what those for other platforms say is not here.
  if (!name.startsWith('CodeDeployDefault.'))
    deny('DeploymentConfigDoesNotExistException', `No Deployment Configuration found for name: ${name}`);
  return deny('NotImplemented', `the local cloud does not know what ${name} says`);
}

function mustHave(account: Account, id: string | undefined): DeploymentRecord {
  if (id === undefined) return deny('DeploymentIdRequiredException', 'At least one deployment ID must be specified.');
  return (
    findDeployment(account, id) ?? deny('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
  );
}

function mustHaveRunning(account: Account, id: string | undefined): DeploymentRecord {
  const record = mustHave(account, id);
  if (RUNNING.includes(record.status)) return record;
  return deny('DeploymentAlreadyCompletedException', 'The deployment is already complete.');
}

function mustHaveTarget(account: Account, record: DeploymentRecord, id: string | undefined): DeploymentTarget {
  if (id === undefined) return deny('DeploymentTargetIdRequiredException', 'A deployment target ID was not provided.');
  const target = describeTarget(account, groupOf(account, record), record);
  if (target.ecsTarget?.targetId === id) return target;
  return deny('DeploymentTargetDoesNotExistException', `The deployment target ${id} could not be found`);
}

const PUT_STATUS = 'codedeploy:PutLifecycleEventHookExecutionStatus';

function groupArn(account: Account, { applicationName, deploymentGroupName }: DeploymentRecord): string {
  return account.arn('codedeploy', `deploymentgroup:${applicationName}/${deploymentGroupName}`);
}

function groupOf(account: Account, { applicationName, deploymentGroupName }: DeploymentRecord): LocalResource {
  return mustHaveGroup(account, applicationName, deploymentGroupName);
}

function asked(account: Account, input: ListDeploymentsInput): readonly DeploymentRecord[] {
  const {
    applicationName: application,
    deploymentGroupName: group,
    includeOnlyStatuses: statuses,
    createTimeRange: range,
  } = input;
  // One without the other is refused, whichever it is.
  if (application !== undefined || group !== undefined) mustHaveGroup(account, application, group);
  const isIn = (time: number) => time >= (range?.start?.getTime() ?? 0) && time <= (range?.end?.getTime() ?? Infinity);
  return allDeployments(account).filter((record) => {
    if (group !== undefined && record.deploymentGroupName !== group) return false;
    return (statuses?.includes(record.status) ?? true) && isIn(Date.parse(record.createTime));
  });
}
