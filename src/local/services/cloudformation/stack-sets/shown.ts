import type {
  Parameter,
  StackInstance,
  StackInstanceSummary,
  StackSet,
  StackSetDriftDetectionDetails,
  StackSetOperation,
  StackSetOperationResultSummary,
  StackSetOperationSummary,
  StackSetSummary,
} from '@aws-sdk/client-cloudformation';
import type { Account } from '../../../account.ts';
import { shownParameters } from '../../../engine/parameters.ts';
import { readTemplate } from '../../../engine/read-template.ts';
import { administrationRoleOf } from '../../../stack-sets/gate.ts';
import type {
  DriftRecord,
  InstanceRecord,
  ResultRecord,
  SetOperationRecord,
  StackSetRecord,
} from '../../../stack-sets/state.ts';

/** A set as `DescribeStackSet` gives it. */
export function shownSet(admin: Account, set: StackSetRecord): StackSet {
  const { templateText, parameters, capabilities, tags } = set.definition;
  const instances = Object.values(set.instances);
  const target = { templateText, parameters, resolved: {}, capabilities, tags, notificationArns: [] };
  return {
    StackSetName: set.name,
    StackSetId: set.id,
    StackSetARN: set.arn,
    Status: set.status,
    TemplateBody: templateText.replace(/[^\p{ASCII}]/gu, '?'),
    Parameters: shownParameters(readTemplate(templateText), target),
    Capabilities: capabilities,
    Tags: tags,
    PermissionModel: set.permissionModel,
    ManagedExecution: { Active: set.isManaged },
    Regions: [...new Set(instances.map(({ region }) => region))],
    StackSetDriftDetectionDetails: driftDetails(set, set.drift),
    ...(set.description !== undefined && { Description: set.description }),
    ...(set.autoDeployment !== undefined && { AutoDeployment: set.autoDeployment }),
    ...(set.permissionModel === 'SELF_MANAGED'
      ? { AdministrationRoleARN: administrationRoleOf(admin, set), ExecutionRoleName: set.executionRole }
      : { OrganizationalUnitIds: Object.keys(set.unitRegions) }),
  };
}

/** A set as `ListStackSets` gives it. */
export function summaryOfSet(set: StackSetRecord): StackSetSummary {
  return {
    StackSetName: set.name,
    StackSetId: set.id,
    Status: set.status,
    PermissionModel: set.permissionModel,
    ManagedExecution: { Active: set.isManaged },
    DriftStatus: statusOfDrift(set.drift),
    ...(set.description !== undefined && { Description: set.description }),
    ...(set.autoDeployment !== undefined && { AutoDeployment: set.autoDeployment }),
    ...(set.drift !== undefined && { LastDriftCheckTimestamp: new Date(set.drift.at) }),
  };
}

/** An instance as lists give it. */
export function summaryOfInstance(set: StackSetRecord, instance: InstanceRecord): StackInstanceSummary {
  const { account, region, unit, stackId, status, detailed, reason, lastOperation, drift, driftAt } = instance;
  return {
    StackSetId: set.id,
    Account: account,
    Region: region,
    Status: status,
    StackInstanceStatus: { DetailedStatus: detailed },
    DriftStatus: drift,
    ...(stackId !== undefined && { StackId: stackId }),
    ...(unit !== undefined && { OrganizationalUnitId: unit }),
    ...(reason !== undefined && { StatusReason: reason }),
    ...(lastOperation !== undefined && { LastOperationId: lastOperation }),
    ...(driftAt !== undefined && { LastDriftCheckTimestamp: new Date(driftAt) }),
  };
}

/** An instance as `DescribeStackInstance` gives it. */
export function shownInstance(set: StackSetRecord, instance: InstanceRecord): StackInstance {
  const declared = readTemplate(set.definition.templateText).Parameters ?? {};
  const own = Object.entries(instance.overrides).map(
    ([name, value]): Parameter => ({
      ParameterKey: name,
      ParameterValue: declared[name]?.NoEcho === true ? '****' : value,
    }),
  );
  return { ...summaryOfInstance(set, instance), ParameterOverrides: own };
}

/** An operation as lists give it. */
export function summaryOfOperation(operation: SetOperationRecord): StackSetOperationSummary {
  const failed = Object.values(operation.results).filter(({ status }) => status === 'FAILED').length;
  return {
    OperationId: operation.id,
    Action: operation.action,
    Status: operation.status,
    CreationTimestamp: new Date(operation.createdAt),
    OperationPreferences: { RegionOrder: [], ...operation.preferences },
    StatusDetails: { FailedStackInstancesCount: failed },
    ...(operation.endedAt !== undefined && { EndTimestamp: new Date(operation.endedAt) }),
  };
}

/** An operation as `DescribeStackSetOperation` gives it. */
export function shownOperation(admin: Account, set: StackSetRecord, operation: SetOperationRecord): StackSetOperation {
  const { Accounts, OrganizationalUnitIds } = operation.targets ?? {};
  const isOwn = set.permissionModel === 'SELF_MANAGED';
  return {
    ...summaryOfOperation(operation),
    StackSetId: set.id,
    ...(operation.retain !== undefined && { RetainStacks: operation.retain }),
    ...(isOwn && { AdministrationRoleARN: administrationRoleOf(admin, set), ExecutionRoleName: set.executionRole }),
    ...(operation.targets && {
      DeploymentTargets: { ...(Accounts && { Accounts }), ...(OrganizationalUnitIds && { OrganizationalUnitIds }) },
    }),
    ...(operation.action === 'DETECT_DRIFT' && {
      StackSetDriftDetectionDetails: driftDetails(set, operation.drift, operation),
    }),
  };
}

/** What came of an operation in one place. */
export function shownResult({ account, region, unit, status, reason }: ResultRecord): StackSetOperationResultSummary {
  return {
    Account: account,
    Region: region,
    Status: status,
    AccountGateResult: {
      Status: 'SKIPPED',
      StatusReason: `Function not found: arn:aws:lambda:${region}:${account}:function:AWSCloudFormationStackSetAccountGate`,
    },
    ...(reason !== undefined && { StatusReason: reason }),
    ...(unit !== undefined && { OrganizationalUnitId: unit }),
  };
}

const DETECTION = {
  RUNNING: 'IN_PROGRESS',
  QUEUED: 'IN_PROGRESS',
  STOPPING: 'IN_PROGRESS',
  STOPPED: 'STOPPED',
  FAILED: 'FAILED',
  SUCCEEDED: 'COMPLETED',
} as const;

function driftDetails(
  { instances }: StackSetRecord,
  drift: DriftRecord | undefined,
  operation?: SetOperationRecord,
): StackSetDriftDetectionDetails {
  const total = Object.keys(instances).length;
  if (drift === undefined && operation === undefined)
    return { DriftStatus: 'NOT_CHECKED', TotalStackInstancesCount: total };
  const { drifted = 0, inSync = 0, failed = 0, at } = drift ?? {};
  const status = DETECTION[operation?.status ?? 'SUCCEEDED'];
  return {
    DriftStatus: statusOfDrift(drift),
    DriftDetectionStatus: status === 'COMPLETED' && failed > 0 ? 'PARTIAL_SUCCESS' : status,
    TotalStackInstancesCount: total,
    DriftedStackInstancesCount: drifted,
    InSyncStackInstancesCount: inSync,
    FailedStackInstancesCount: failed,
    InProgressStackInstancesCount: status === 'IN_PROGRESS' ? total : 0,
    ...(at !== undefined && { LastDriftCheckTimestamp: new Date(at) }),
  };
}

function statusOfDrift(drift: DriftRecord | undefined): 'DRIFTED' | 'IN_SYNC' | 'NOT_CHECKED' {
  if (drift === undefined) return 'NOT_CHECKED';
  return drift.drifted > 0 ? 'DRIFTED' : 'IN_SYNC';
}
