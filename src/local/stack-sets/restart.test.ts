import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Account, AccountState } from '../account.ts';
import { loadState } from '../engine/state.ts';
import { GENERIC } from '../resources/generic.ts';
import { modelWith, refuse } from '../services/cloudformation/in-process.ts';
import { Fleet, memberId, organisationOfSize, REGIONS } from './fleet.fixtures.ts';

const Accounts = [memberId(1), memberId(2)];
const place = { Accounts, Regions: REGIONS, OperationId: 'it' };
const preferences = (more: object = {}) => ({
  OperationPreferences: { MaxConcurrentCount: 2, FailureToleranceCount: 1, ...more },
});
const organisation = organisationOfSize(2);

const model = modelWith({
  create: (request) => (request.account.whereabouts.accountId === Accounts[1] ? refuse('no') : GENERIC.create(request)),
});
const FAILING = { organisation, models: () => model };
const WELL = { organisation };

const OPERATIONS = {
  'that makes instances': [WELL, 'CreateStackInstances', { ...place, ...preferences() }],
  'in all regions at once': [
    WELL,
    'CreateStackInstances',
    { ...place, ...preferences({ RegionConcurrencyType: 'PARALLEL' }) },
  ],
  'that fails in one account': [FAILING, 'CreateStackInstances', { ...place, ...preferences() }],
  'that changes the set': [
    WELL,
    'UpdateStackSet',
    {
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Name', ParameterValue: 'b' }],
      OperationId: 'it',
      ...preferences(),
    },
  ],
  'that deletes instances': [WELL, 'DeleteStackInstances', { ...place, RetainStacks: false, ...preferences() }],
} as const;

/** What is left in the end, whichever ids it was given. */
async function shape(fleet: Fleet) {
  const queues = fleet.accounts
    .all()
    .map((account) => account.all('AWS::SQS::Queue').map(({ properties }) => properties.QueueName));
  const stacks = fleet.accounts.all().map((account) =>
    loadState(account)
      .stacks.map(({ status }) => status)
      .filter((status) => status !== 'DELETE_COMPLETE'),
  );
  return { queues, stacks, instances: (await fleet.instances()).slice().sort(), outcome: await fleet.outcome('it') };
}

const copy = (account: Account): AccountState => JSON.parse(JSON.stringify(account.state()));

describe('whenever a restart comes, and however far the accounts have been written down, an operation', () => {
  for (const [what, [options, name, input]] of Object.entries(OPERATIONS))
    test(`${what} ends as it would have without one`, async () => {
      const fleet = await new Fleet(options).selfManaged();
      if (name !== 'CreateStackInstances')
        await fleet.operate('CreateStackInstances', { ...place, OperationId: 'before' });
      const { home } = fleet.accounts;
      const others = fleet.accounts.all().filter((account) => account !== home);
      const written = new Map(others.map((account) => [account, copy(account)]));
      const moments: (readonly AccountState[])[] = [];
      let last = copy(home);
      for (const account of others) {
        account.written = async () => void written.set(account, copy(account));
        // The account of the set may be behind the others as well.
        account.onChange = () => {
          if (loadState(account).stacks.length > 0) moments.push([structuredClone(last), ...others.map(copy)]);
        };
      }
      await fleet.call(name, { StackSetName: 'fleet', ...input });
      moments.length = 0;
      home.onChange = () => {
        last = copy(home);
        // As old as they may be, and as new.
        moments.push([copy(home), ...others.map((account) => structuredClone(written.get(account) ?? copy(account)))]);
        moments.push([copy(home), ...others.map(copy)]);
      };
      home.onChange();
      await fleet.idle();
      const expected = await shape(fleet);
      assert.ok(moments.length > 16);
      for (const states of moments) {
        const reopened = new Fleet(options, states);
        await reopened.idle();
        assert.deepEqual(await shape(reopened), expected);
      }
    });
});
