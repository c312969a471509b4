import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CreateConnectionCommand, GetConnectionCommand } from '@aws-sdk/client-codestar-connections';
import { startForTest } from '../local/fixtures.ts';
import { SERVICES } from '../local/services.ts';
import { type ConnectionsService, openConnections } from './connections-client.ts';

interface Sent {
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a client would send, and what it makes of the answer that there is no such connection. */
async function send(service: ConnectionsService, region: string, endpoint?: string): Promise<Sent & { error: string }> {
  const sent: Sent[] = [];
  const body = JSON.stringify({ __type: `com.amazonaws.${service}#ResourceNotFoundException`, Message: 'no such' });
  const client = openConnections(service, {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 1,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    requestHandler: {
      handle: async (request: Sent) => {
        sent.push(request);
        return { response: { statusCode: 400, headers: {}, body: Buffer.from(body) } };
      },
    },
  });
  const error = await client.send(new GetConnectionCommand({ ConnectionArn: 'arn' })).then(
    () => '',
    (each: Error) => each.name,
  );
  const [request] = sent;
  assert.ok(request);
  return { ...request, hostname: request.hostname, error };
}

describe('connections are asked for', () => {
  for (const [service, target] of [
    ['codeconnections', 'CodeConnections_20231201.GetConnection'],
    ['codestar-connections', 'CodeStar_connections_20191201.GetConnection'],
  ] as const) {
    test(`at ${service}, signed for it and in its words`, async () => {
      for (const [region, suffix] of [
        ['eu-central-1', 'amazonaws.com'],
        ['cn-north-1', 'amazonaws.com.cn'],
      ] as const) {
        const { hostname, headers, error } = await send(service, region);
        assert.equal(hostname, `${service}.${region}.${suffix}`);
        assert.equal(headers['x-amz-target'], target);
        assert.match(headers.authorization ?? '', new RegExp(`/${region}/${service}/aws4_request`));
        assert.equal(error, 'ResourceNotFoundException');
      }
    });
  }

  test('at the endpoint that is given', async () => {
    for (const service of ['codeconnections', 'codestar-connections'] as const)
      assert.equal((await send(service, 'eu-central-1', 'http://127.0.0.1:1')).hostname, '127.0.0.1');
  });

  test('of the local cloud, which gives ARNs of the name that it is asked by', async (context) => {
    const { config } = await startForTest(context, SERVICES);
    for (const service of ['codeconnections', 'codestar-connections'] as const) {
      const client = openConnections(service, config);
      const create = new CreateConnectionCommand({ ConnectionName: 'hub', ProviderType: 'GitHub' });
      const { ConnectionArn } = await client.send(create);
      assert.match(ConnectionArn ?? '', new RegExp(`^arn:aws:${service}:`));
      const { Connection } = await client.send(new GetConnectionCommand({ ConnectionArn }));
      assert.equal(Connection?.ConnectionStatus, 'PENDING');
    }
  });
});
