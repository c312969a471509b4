import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { CodeDeployClient, CreateDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { sendOnce } from './send-once.ts';

type Weather = 'cut' | 'failed' | 'throttled' | 'fine';

/** A service that does each time what is said, and a client that would try again by itself. */
async function serviceOf(context: TestContext, ...weather: readonly Weather[]) {
  let count = 0;
  const server = createServer((_, answer) => {
    const now = weather[count] ?? 'fine';
    count += 1;
    if (now === 'cut') return void answer.destroy();
    const [status, body] = {
      failed: [500, { __type: 'InternalFailure' }] as const,
      throttled: [400, { __type: 'ThrottlingException' }] as const,
      fine: [200, { deploymentId: `d-${count}` }] as const,
    }[now];
    answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    answer.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const client = new CodeDeployClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 5,
  });
  const make = () => new CreateDeploymentCommand({ applicationName: 'hello' });
  const send = async (command: CreateDeploymentCommand) => (await client.send(command)).deploymentId;
  return { make, send, count: () => count };
}

describe('a command that must not be carried out twice', () => {
  for (const lost of ['cut', 'failed'] as const) {
    test(`is not sent again where its answer was lost (${lost}) and what it brought about is found`, async (context) => {
      const { make, send, count } = await serviceOf(context, lost);
      assert.equal(await sendOnce(make, send, async () => 'd-FOUND'), 'd-FOUND');
      assert.equal(count(), 1);
    });

    test(`is sent again where its answer was lost (${lost}) and nothing is found`, async (context) => {
      const { make, send, count } = await serviceOf(context, lost, lost);
      assert.equal(await sendOnce(make, send, async () => undefined), 'd-3');
      assert.equal(count(), 3);
    });
  }

  test('is given up after three answers that were lost, with what went wrong', async (context) => {
    const { make, send, count } = await serviceOf(context, 'failed', 'failed', 'failed', 'failed');
    await assert.rejects(
      sendOnce(make, send, async () => undefined),
      { name: 'InternalFailure' },
    );
    assert.equal(count(), 3);
  });

  test('is tried again by the SDK where it was throttled, without a look', async (context) => {
    const { make, send } = await serviceOf(context, 'throttled');
    assert.equal(await sendOnce(make, send, async () => assert.fail('looked')), 'd-2');
  });
});
