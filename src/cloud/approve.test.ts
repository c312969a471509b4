import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TealformError } from '../dsl/error.ts';
import { continueDeployment, findOwnDeployment, readReport, reportHook } from './approve.ts';
import { refusal, refuses, standIn } from './testing/stand-in-client.ts';

describe('a report for a hook', () => {
  test('is handed to CodeDeploy', async () => {
    const clients = standIn({ PutLifecycleEventHookExecutionStatus: () => ({}) });
    await reportHook(clients, readReport({ deployment: 'd-ABC123', execution: 'ey', status: 'Failed' }));
    assert.deepEqual(clients.calls[0]?.input, {
      deploymentId: 'd-ABC123',
      lifecycleEventHookExecutionId: 'ey',
      status: 'Failed',
    });
  });

  test('says everything that is wrong with it at once', () => {
    assert.throws(
      () => readReport({ deployment: 'x', status: 'ok' }),
      (error: TealformError) => {
        assert.deepEqual([error.code, error.problems.length], ['usage', 3]);
        assert.match(error.message, /--status takes Succeeded or Failed, not "ok"/);
        return true;
      },
    );
  });
});

test('what an attempt has done whose answer was lost is done', async () => {
  const clients = standIn({
    ContinueDeployment: refuses('DeploymentIsNotInReadyStateException', 'not ready', 400, 2),
    PutLifecycleEventHookExecutionStatus: refuses('LifecycleEventAlreadyCompletedException', 'over', 400, 2),
  });
  await continueDeployment(clients, 'd-1');
  await reportHook(clients, readReport({ deployment: 'd-ABC123', execution: 'ey', status: 'Failed' }));
  const first = standIn({ ContinueDeployment: refuses('DeploymentIsNotInReadyStateException') });
  await assert.rejects(continueDeployment(first, 'd-1'), /^TealformError: refused/);
});

test('traffic may move when somebody says so', async () => {
  const clients = standIn({ ContinueDeployment: () => ({}) });
  await continueDeployment(clients, 'd-1');
  assert.deepEqual(clients.calls[0]?.input, { deploymentId: 'd-1', deploymentWaitType: 'READY_WAIT' });
});

describe('the deployment that somebody speaks for', () => {
  const clients = standIn({
    GetDeployment: ({ deploymentId }) => {
      if (deploymentId === 'd-NONE') throw refusal('DeploymentDoesNotExistException', 'none');
      return {
        deploymentInfo: {
          applicationName: 'hello',
          deploymentGroupName: String(deploymentId).slice(2),
          status: 'Ready',
        },
      };
    },
  });
  const group = { application: 'hello', group: 'MINE' };

  test('is the one of that id where it is of the system', async () => {
    assert.equal((await findOwnDeployment(clients, group, 'd-MINE')).status, 'Ready');
  });

  test('is refused where it is of another group or application, which it names', async () => {
    await assert.rejects(
      findOwnDeployment(clients, group, 'd-OTHER'),
      /refused-by-guard: d-OTHER is a deployment of hello\/OTHER, not of hello\/MINE/,
    );
    const other = { ...group, application: 'admin' };
    await assert.rejects(findOwnDeployment(clients, other, 'd-MINE'), { code: 'refused-by-guard' });
  });

  test('has to be there', async () => {
    await assert.rejects(findOwnDeployment(clients, group, 'd-NONE'), { code: 'no-deployment' });
  });
});
