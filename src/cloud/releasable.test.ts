import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { beginRelease, checkReleasable } from './releasable.ts';
import { clientsOf, deployedAccount, type SmallAccount } from './testing/small-account.ts';
import { refuses } from './testing/stand-in-client.ts';

const ROOT = { id: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/small/1a2b', name: 'small' };
const OURS = { enabled: false, disabledReason: 'tealform: closed while the stack is updated' };

describe('a release past the pipeline', () => {
  test('may begin where the stack is at rest, whatever somebody else has closed', async () => {
    await checkReleasable(clientsOf(deployedAccount()), ROOT);
    const holidays = { ...deployedAccount(), transition: { enabled: false, disabledReason: 'holidays' } };
    await checkReleasable(clientsOf(holidays), ROOT);
  });

  for (const [status, message] of [
    [
      'UPDATE_IN_PROGRESS',
      /small is UPDATE_IN_PROGRESS: what is done with it could write a listener[\s\S]*make status/,
    ],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', /could write a listener/],
    ['UPDATE_ROLLBACK_FAILED', /must be at rest[\s\S]*make deploy/],
    ['DELETE_IN_PROGRESS', /DELETE_IN_PROGRESS/],
  ] as const) {
    test(`is refused while the stack is ${status}`, async () => {
      const clients = clientsOf({ ...deployedAccount(), status });
      const begin = beginRelease(clients, ROOT, () => assert.fail('it has begun'));
      await assert.rejects(begin, { code: 'refused-by-guard' });
      await assert.rejects(checkReleasable(clients, ROOT), message);
    });
  }

  test('is refused while make deploy keeps releases out, which it does before the stack changes', async () => {
    const clients = clientsOf({ ...deployedAccount(), transition: OURS });
    await assert.rejects(
      beginRelease(clients, ROOT, () => assert.fail('it has begun')),
      /refused-by-guard: make deploy keeps releases out of small[\s\S]*enable-stage-transition --pipeline-name small/,
    );
  });

  test('is held against the status of the stack alone where the pipeline may not be looked at', async () => {
    const answers = { GetPipeline: refuses('AccessDeniedException') };
    await checkReleasable(clientsOf(deployedAccount(), answers), ROOT);
    const busy = clientsOf({ ...deployedAccount(), status: 'UPDATE_IN_PROGRESS' }, answers);
    await assert.rejects(checkReleasable(busy, ROOT), { code: 'refused-by-guard' });
  });

  for (const [title, stop, message] of [
    ['is stopped', () => ({}), /at the same time as d-1, so it is being stopped, and traffic goes back: make deploy/],
    ['is told of', refuses('DeploymentAlreadyCompletedException'), /so it could not be stopped[\s\S]*make status/],
  ] as const) {
    test(`${title} where an update has begun between the look and the release`, async () => {
      const account: SmallAccount = deployedAccount();
      const clients = clientsOf(account, { StopDeployment: stop });
      const begin = beginRelease(clients, ROOT, async () => {
        account.transition = OURS;
        return 'd-1';
      });
      await assert.rejects(begin, message);
      assert.deepEqual(clients.inputsOf('StopDeployment'), [{ deploymentId: 'd-1', autoRollbackEnabled: true }]);
    });
  }
});
