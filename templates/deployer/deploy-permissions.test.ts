import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at } from '../variants.ts';
import { listOf, NAME, roots, statementsOf, wildcard } from './statements.ts';

describe("CI's role", () => {
  const own = (name: string) => statementsOf(name).filter(({ where }) => where.startsWith('DeployRole'));

  test('passes one role to one service, and makes change sets of the stack with that role only', () => {
    const passing = own('hello-server').filter(({ statement }) => listOf(statement, 'Action').includes('iam:PassRole'));
    assert.deepEqual(
      passing.map(({ statement }) => statement),
      [
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: { 'Fn::GetAtt': ['ServiceRole', 'Arn'] },
          Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
        },
      ],
    );
    const changing = own('hello-server').find(({ statement }) =>
      listOf(statement, 'Resource').some((arn) => arn.endsWith(`stack/${NAME}/*`)),
    );
    assert.deepEqual(at(changing?.statement, 'Condition'), {
      StringEquals: { 'cloudformation:RoleArn': { 'Fn::GetAtt': ['ServiceRole', 'Arn'] } },
    });
  });

  test('reaches the stacks of this system, and no other', () => {
    const stacks = own('hello-server')
      .flatMap(({ statement }) => listOf(statement, 'Resource'))
      .filter((arn) => arn.includes(':cloudformation:'));
    const can = (name: string) =>
      stacks.some((arn) =>
        wildcard(arn).test(`arn:aws-us-gov:cloudformation:ap-southeast-1:111122223333:stack/${name}/id`),
      );
    assert.ok(can(NAME) && can(`${NAME}-LoadBalancer-1ABC`));
    for (const other of ['deployer', '2', 'admin', 'admin-LoadBalancer-1ABC'])
      assert.ok(!can(`${NAME}-${other}`), other);
  });

  test('opens and closes the one transition into the stage that releases, where there is a pipeline', () => {
    const actions = own('hello-server').filter(({ statement }) =>
      listOf(statement, 'Action').some((action) => action.endsWith('StageTransition')),
    );
    assert.deepEqual(
      actions.flatMap(({ statement }) => listOf(statement, 'Resource')),
      [`arn:aws-us-gov:codepipeline:ap-southeast-1:111122223333:${NAME}/Deploy`],
    );
  });

  test('deletes no stack, takes no other role on, and changes nothing but stacks, templates, releases and the transition', () => {
    for (const name of roots.keys()) {
      const actions = own(name).flatMap(({ statement }) => listOf(statement, 'Action'));
      const changing = actions.filter((action) => !/:(Describe|Get|List|BatchGet|BatchDescribe)/.test(action));
      const expected =
        /^(cloudformation:(CreateChangeSet|ContinueUpdateRollback|ExecuteChangeSet|CancelUpdateStack|DeleteChangeSet|SetStackPolicy|TagResource|UntagResource|DetectStackDrift|DetectStackResourceDrift)|iam:(PassRole|CreateServiceLinkedRole)|s3:PutObject|codepipeline:(StartPipelineExecution|(Disable|Enable)StageTransition)|codedeploy:(CreateDeployment|RegisterApplicationRevision|StopDeployment))$/;
      assert.deepEqual(
        changing.filter((action) => !expected.test(action)),
        [],
      );
    }
  });
});
