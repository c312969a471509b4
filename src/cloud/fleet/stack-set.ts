import {
  type AutoDeployment,
  DescribeStackInstanceCommand,
  DescribeStackSetCommand,
  ListStackInstancesCommand,
  type StackInstanceSummary,
  type StackSet,
  type Tag,
} from '@aws-sdk/client-cloudformation';
import { isObject } from '../../dsl/border.ts';
import type { FleetFile } from '../../synth/fleet-file.ts';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import { inParallel } from '../package/in-parallel.ts';
import type { StackParameters } from '../parameters.ts';
import type { TemplateFile } from '../target.ts';
import { parametersOf } from './desired.ts';
import type { ActualInstance } from './instance.ts';

/** What stack sets are read with. */
export type SetClients = Pick<Clients, 'cloudFormation' | 'region'>;

/** Which set is meant, and in whose name it is asked about. */
export type SetName = Pick<FleetFile['stackSet'], 'StackSetName' | 'CallAs'>;

/** How many instances are described at once: CloudFormation allows few calls a second. */
const AT_ONCE = 8;

/** The members of a request that say which set is meant. */
export function named({ StackSetName, CallAs }: SetName): {
  StackSetName: string;
  CallAs?: 'SELF' | 'DELEGATED_ADMIN';
} {
  return { StackSetName, ...(CallAs === undefined ? {} : { CallAs }) };
}

/** A stack set; undefined where there is none of that name. */
export async function readStackSet(
  { cloudFormation, region }: SetClients,
  set: SetName,
): Promise<StackSet | undefined> {
  const answer = await answered(
    cloudFormation.send(new DescribeStackSetCommand(named(set))),
    { action: 'cloudformation:DescribeStackSet', resource: set.StackSetName, region },
    ['StackSetNotFoundException', 'StackSetNotFound'],
  );
  return answer?.StackSet?.Status === 'DELETED' ? undefined : answer?.StackSet;
}

/** All instances of a set, page by page, without the values of their own. */
export async function listInstances(
  { cloudFormation, region }: SetClients,
  set: SetName,
): Promise<readonly StackInstanceSummary[]> {
  const found: StackInstanceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await explained(
      cloudFormation.send(
        new ListStackInstancesCommand({ ...named(set), MaxResults: 100, ...(NextToken ? { NextToken } : {}) }),
      ),
      { action: 'cloudformation:ListStackInstances', resource: set.StackSetName, region },
    );
    found.push(...(page.Summaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/** All instances of a set, with the values of their own: a call for each. */
export async function readInstances(clients: SetClients, set: SetName): Promise<readonly ActualInstance[]> {
  const summaries = await listInstances(clients, set);
  const all = await inParallel(summaries, AT_ONCE, async (summary): Promise<ActualInstance | undefined> => {
    const { Account: account = '', Region: region = '' } = summary;
    const command = new DescribeStackInstanceCommand({
      ...named(set),
      StackInstanceAccount: account,
      StackInstanceRegion: region,
    });
    const answer = await answered(
      clients.cloudFormation.send(command),
      {
        action: 'cloudformation:DescribeStackInstance',
        resource: `${set.StackSetName} in ${account}, ${region}`,
        region: clients.region,
      },
      ['StackInstanceNotFoundException', 'StackInstanceNotFound'],
    );
    const overrides = (answer?.StackInstance?.ParameterOverrides ?? []).map(
      ({ ParameterKey = '', ParameterValue = '' }) => ({ ParameterKey, ParameterValue }),
    );
    return answer === undefined ? undefined : { ...factsOf(summary), overrides: parametersOf(overrides) };
  });
  return all.filter((each) => each !== undefined);
}

/** An instance as a list tells of it. */
export function factsOf(summary: StackInstanceSummary): Omit<ActualInstance, 'overrides'> {
  return {
    account: summary.Account ?? '',
    region: summary.Region ?? '',
    stackId: summary.StackId || undefined,
    status: summary.Status ?? 'unknown',
    lastResult: summary.StackInstanceStatus?.DetailedStatus,
    reason: summary.StatusReason || undefined,
  };
}

/** What CloudFormation shows in the place of a value that a template keeps from being shown. */
const HIDDEN = '****';

/** How a set differs from what it should be, in words. */
export interface SetDifferences {
  /** What its stacks have to take: the template, parameters, tags. */
  readonly ofInstances: readonly string[];
  /** What only the set has. */
  readonly ofSet: readonly string[];
}

/**
 * Compares a set with the file that was reviewed. A set tells the template's defaults as well, as if they had been given.
 * @param root the template that it should have.
 */
export function compareSet(set: StackSet, { stackSet: wanted }: FleetFile, root: Reviewed): SetDifferences {
  const before = Object.fromEntries(
    (set.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
  );
  const after = { ...defaultsOf(root), ...parametersOf(wanted.Parameters) };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const parameters = names.filter(
    (name) => before[name] !== after[name] && !(before[name] === HIDDEN && name in after),
  );
  const tags = !isSame(byKey(set.Tags ?? []), byKey(wanted.Tags));
  const ofSet: readonly (readonly [string, unknown, unknown])[] = [
    ['description', set.Description ?? '', wanted.Description],
    ['capabilities', [...(set.Capabilities ?? [])].sort(), [...wanted.Capabilities].sort()],
    ['managed execution', set.ManagedExecution?.Active ?? false, wanted.ManagedExecution.Active],
    ...(wanted.PermissionModel === 'SELF_MANAGED'
      ? ([
          ['administration role', set.AdministrationRoleARN, wanted.AdministrationRoleARN],
          ['execution role', set.ExecutionRoleName, wanted.ExecutionRoleName],
        ] as const)
      : ([['auto-deployment', autoOf(set.AutoDeployment), autoOf(wanted.AutoDeployment)]] as const)),
  ];
  return {
    ofInstances: [...(set.TemplateBody === root.text ? [] : ['template']), ...parameters, ...(tags ? ['tags'] : [])],
    ofSet: ofSet.filter(([, is, should]) => !isSame(is, should)).map(([what]) => what),
  };
}

type Reviewed = Pick<TemplateFile, 'text' | 'template'>;

function defaultsOf({ template }: Reviewed): StackParameters {
  const { Parameters } = template;
  if (!isObject(Parameters)) return {};
  return Object.fromEntries(
    Object.entries(Parameters).flatMap(([name, parameter]) =>
      isObject(parameter) && parameter.Default !== undefined ? [[name, String(parameter.Default)]] : [],
    ),
  );
}

function autoOf(auto: AutoDeployment | undefined) {
  return auto?.Enabled ? { retain: auto.RetainStacksOnAccountRemoval ?? false } : 'off';
}

function byKey(tags: readonly Pick<Tag, 'Key' | 'Value'>[]): readonly string[] {
  return tags.map(({ Key, Value }) => `${Key}=${Value}`).sort();
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
