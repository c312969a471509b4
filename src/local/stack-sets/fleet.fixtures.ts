// Used by tests only: an organisation of accounts with stack sets, without a wire.
import assert from 'node:assert/strict';
import type {
  DescribeStackSetOperationOutput,
  ListStackInstancesOutput,
  ListStackSetOperationResultsOutput,
  ListStackSetOperationsOutput,
} from '@aws-sdk/client-cloudformation';
import { Account, type AccountState } from '../account.ts';
import { Accounts } from '../accounts.ts';
import { foundOrganisation, type GivenOrganisation, mergeOrganisation, placesOf } from '../organisation/given.ts';
import { GENERIC } from '../resources/generic.ts';
import { ResourceFailure, type ResourceModel } from '../resources/model.ts';
import { type CloudFormationOptions, cloudFormation } from '../services/cloudformation.ts';
import { ServiceError } from '../wire/service.ts';
import { ADMINISTRATION_ROLE, EXECUTION_ROLE } from './gate.ts';

export const HOME = { partition: 'aws', region: 'eu-central-1', accountId: '111122223333' } as const;
export const REGIONS = ['eu-central-1', 'eu-west-1'] as const;
export const TINY =
  'Parameters: {Name: {Type: String, Default: a}}\nResources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}}';

/** `200000000001` */
export const memberId = (index: number) => String(200_000_000_000 + index);

/** Two units, one in the other, and as many accounts as are wanted, all but the first in the inner one. */
export function organisationOfSize(count: number, more: Partial<GivenOrganisation> = {}): GivenOrganisation {
  const members = Array.from({ length: count }, (_, index) => ({
    id: memberId(index + 1),
    unit: index === 0 ? 'ou-abcd-11111111' : 'ou-abcd-22222222',
    regions: REGIONS,
  }));
  return {
    id: 'o-exampleorgid',
    managementAccount: HOME.accountId,
    units: [
      { id: 'ou-abcd-11111111', name: 'all' },
      { id: 'ou-abcd-22222222', name: 'most', parent: 'ou-abcd-11111111' },
    ],
    accounts: [{ id: HOME.accountId, regions: REGIONS }, ...members],
    trusted: ['member.org.stacksets.cloudformation.amazonaws.com'],
    ...more,
  };
}

/** Stack sets in several accounts. */
export class Fleet {
  readonly accounts: Accounts;
  readonly service;

  constructor(
    {
      organisation = organisationOfSize(3),
      ...options
    }: Partial<CloudFormationOptions> & { organisation?: GivenOrganisation } = {},
    states?: readonly AccountState[],
  ) {
    const now = () => new Date();
    const places = [HOME, ...placesOf(mergeOrganisation(organisation, undefined, HOME, now()), HOME)];
    const [home, ...others] =
      states?.map((state) => new Account(state, now)) ?? places.map((each) => Account.empty(each));
    assert.ok(home);
    this.accounts = new Accounts(home, others);
    if (!states) foundOrganisation(home, mergeOrganisation(organisation, undefined, HOME, now()));
    this.service = cloudFormation({ models: () => GENERIC, pace: { milliseconds: 0 }, ...options });
  }

  account(accountId: string = HOME.accountId, region: string = HOME.region): Account {
    const found = this.accounts.at(accountId, region);
    assert.ok(found, `no ${accountId} in ${region}`);
    return found;
  }

  /** Makes the roles of self-managed sets. @param except accounts that get none. */
  withRoles(except: readonly string[] = []): this {
    const put = (account: Account, name: string, Principal: { Service: string } | { AWS: string }) =>
      account.put({
        type: 'AWS::IAM::Role',
        id: name,
        properties: {
          RoleName: name,
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
          },
        },
        attributes: { Arn: account.arn('iam', `role/${name}`, { global: true }), RoleId: 'AROA1' },
      });
    put(this.account(), ADMINISTRATION_ROLE, { Service: 'cloudformation.amazonaws.com' });
    const AWS = `arn:aws:iam::${HOME.accountId}:role/${ADMINISTRATION_ROLE}`;
    for (const account of this.accounts.all())
      if (account.whereabouts.region === HOME.region && !except.includes(account.whereabouts.accountId))
        put(account, EXECUTION_ROLE, { AWS });
    return this;
  }

  async call<O extends object>(name: string, input: object, as: string = HOME.accountId): Promise<O> {
    const operation = this.service.operations.find((each) => each.name === name);
    assert.ok(operation, `no operation ${name}`);
    for (const member of Object.keys(input))
      assert.ok(operation.consumes.includes(member), `${name} takes no ${member}`);
    const call = { account: this.account(as), requestId: 'request', endpoint: 'http://127.0.0.1:1' };
    // The test says what the operation gives.
    return (await operation.run(input, call)) as O;
  }

  async refused(name: string, input: object, as?: string): Promise<string> {
    try {
      await this.call(name, input, as);
    } catch (error) {
      if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return assert.fail(`${name} was not refused`);
  }

  /** Until nothing is under way anywhere. */
  async idle(): Promise<void> {
    for (const account of this.accounts.all()) await this.service.idle(account);
  }

  /** Begins an operation on the set `fleet` and waits for its end. @returns its status, and `account region STATUS: reason` of each place. */
  async operate(
    name: string,
    input: object,
  ): Promise<{ readonly status: string; readonly results: readonly string[] }> {
    const { OperationId } = await this.call<{ OperationId: string }>(name, { StackSetName: 'fleet', ...input });
    await this.idle();
    return this.outcome(OperationId);
  }

  async outcome(OperationId: string): Promise<{ readonly status: string; readonly results: readonly string[] }> {
    const asked = { StackSetName: 'fleet', OperationId };
    const { StackSetOperation } = await this.call<DescribeStackSetOperationOutput>('DescribeStackSetOperation', asked);
    const { Summaries = [] } = await this.call<ListStackSetOperationResultsOutput>(
      'ListStackSetOperationResults',
      asked,
    );
    const results = Summaries.map(({ Account: id, Region, Status, StatusReason: reason }) =>
      [`${id} ${Region} ${Status}`, ...(reason === undefined ? [] : [reason])].join(': '),
    );
    return { status: String(StackSetOperation?.Status), results };
  }

  /** The ids of the operations of the set `fleet`, the newest first. */
  async operations(): Promise<readonly string[]> {
    const asked = { StackSetName: 'fleet' };
    const { Summaries = [] } = await this.call<ListStackSetOperationsOutput>('ListStackSetOperations', asked);
    return Summaries.map(({ OperationId = '' }) => OperationId);
  }

  /** `account region STATUS DETAILED` of each instance of the set `fleet`. */
  async instances(): Promise<readonly string[]> {
    const { Summaries = [] } = await this.call<ListStackInstancesOutput>('ListStackInstances', {
      StackSetName: 'fleet',
    });
    return Summaries.map(
      ({ Account: id, Region, Status, StackInstanceStatus: status }) =>
        `${id} ${Region} ${Status} ${status?.DetailedStatus}`,
    );
  }

  /** A self-managed set `fleet`, with the roles that it needs. */
  async selfManaged(input: object = {}): Promise<this> {
    this.withRoles();
    await this.call('CreateStackSet', { StackSetName: 'fleet', TemplateBody: TINY, ...input });
    return this;
  }

  /** A set `fleet` with service-managed permissions. */
  async serviceManaged(input: object = {}): Promise<this> {
    const AutoDeployment = { Enabled: false };
    const model = { PermissionModel: 'SERVICE_MANAGED', AutoDeployment };
    await this.call('CreateStackSet', { StackSetName: 'fleet', TemplateBody: TINY, ...model, ...input });
    return this;
  }

  /** All that is kept, as it would be after a restart. */
  states(): readonly AccountState[] {
    return this.accounts.all().map((account) => JSON.parse(JSON.stringify(account.state())) as AccountState);
  }
}

/** A model that refuses queues in some accounts, as long as it is told to. */
export function refusingIn(
  accounts: readonly string[],
  told = { refuses: true },
): Pick<CloudFormationOptions, 'models'> {
  const model: ResourceModel = {
    ...GENERIC,
    create: (request) => {
      if (told.refuses && accounts.includes(request.account.whereabouts.accountId))
        throw new ResourceFailure('InvalidRequest', 'no');
      return GENERIC.create(request);
    },
  };
  return { models: () => model };
}
