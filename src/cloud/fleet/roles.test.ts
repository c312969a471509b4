import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { standingClock } from '../testing/small-target.ts';
import { type Input, refusal, standIn } from '../testing/stand-in-client.ts';
import type { FleetClients } from './clients.ts';
import { ADMIN, fileWith, ONE, THREE, TWO, targetWith } from './fleet.fixtures.ts';
import { bringRoles, findPendingRoles } from './roles.ts';

const entry = (ParameterKey: string, ParameterValue: string) => ({ ParameterKey, ParameterValue });

/** An account that has the stacks that were made in it. */
function accountOf() {
  const stacks = new Map<unknown, Input>();
  const clients = standIn({
    DescribeStacks: ({ StackName }) => {
      const stack = stacks.get(StackName);
      if (!stack) throw refusal('ValidationError', `Stack with id ${StackName} does not exist`);
      const { Parameters } = stack;
      return { Stacks: [{ StackName, StackId: StackName, StackStatus: 'CREATE_COMPLETE', Parameters }] };
    },
    GetTemplate: ({ StackName }) => ({ TemplateBody: stacks.get(StackName)?.TemplateBody }),
    CreateStack: (input) => {
      stacks.set(input.StackName, input);
      return { StackId: input.StackName };
    },
    UpdateStack: (input) => {
      stacks.set(input.StackName, input);
      return { StackId: input.StackName };
    },
  });
  return { stacks, clients };
}

describe('the roles of a fleet', () => {
  const { administration, member } = fileWith();
  assert.ok(administration && member);
  const target = targetWith(
    fileWith({
      administration: { ...administration, parameters: [entry('MemberAccountIds', `${ONE},${TWO}`)] },
      member: {
        ...member,
        parameters: [entry('PermissionsBoundaryArn', 'most')],
        parametersOf: { [TWO]: [entry('PermissionsBoundaryArn', 'of-two')] },
      },
    }),
  );
  const accounts = new Map([ADMIN, ONE, TWO].map((id) => [id as string, accountOf()]));
  const at = (id: string) => {
    const found = accounts.get(id);
    assert.ok(found, id);
    return found;
  };
  const clients = {
    ...at(ADMIN).clients,
    as: async (arn: string) => at(/::(\d+):/.exec(arn)?.[1] ?? '').clients,
  } as unknown as FleetClients;
  const find = (leaving: readonly string[] = []) =>
    findPendingRoles(clients, standingClock(), target, [ONE, TWO], leaving);
  const valueAt = (id: string, stack: string) => at(id).stacks.get(stack)?.Parameters;

  test('are made with the values of each account, the administration role first, and then are as they should be', async () => {
    const pending = await find();
    assert.equal(pending[0]?.stackName, 'small-administration');
    await bringRoles(pending);
    assert.deepEqual(valueAt(ONE, 'small-execution'), [entry('PermissionsBoundaryArn', 'most')]);
    assert.deepEqual(valueAt(TWO, 'small-execution'), [entry('PermissionsBoundaryArn', 'of-two')]);
    assert.deepEqual(await find(), []);
  });

  test('let CloudFormation into an account that has left, until its stacks are gone', async () => {
    const leaving = await find([THREE]);
    assert.deepEqual(
      leaving.map(({ stackName, isNew }) => [stackName, isNew]),
      [['small-administration', false]],
    );
    await bringRoles(leaving);
    assert.deepEqual(valueAt(ADMIN, 'small-administration'), [entry('MemberAccountIds', `${ONE},${TWO},${THREE}`)]);
    await bringRoles(await find());
    assert.deepEqual(valueAt(ADMIN, 'small-administration'), [entry('MemberAccountIds', `${ONE},${TWO}`)]);
  });
});
