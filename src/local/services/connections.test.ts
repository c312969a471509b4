import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  CreateConnectionOutput,
  GetConnectionOutput,
  ListConnectionsOutput,
} from '@aws-sdk/client-codestar-connections';
import { Account } from '../account.ts';
import { WHEREABOUTS } from '../fixtures.ts';
import { giveNamed } from '../resources/given.ts';
import { codeconnections, codestarConnections } from './connections.ts';
import { caller, make } from './small-system.ts';

const ID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const SERVICES = [codeconnections, codestarConnections];

for (const service of SERVICES) {
  const arn = `arn:aws:${service.id}:eu-central-1:111122223333:connection/${ID}`;

  describe(`connections by the name ${service.id}`, () => {
    test('are AVAILABLE where nobody has made them, in this account and region and no other', async () => {
      const account = Account.empty(WHEREABOUTS);
      const call = caller(service, account);
      const { Connection } = await call<GetConnectionOutput>('GetConnection', { ConnectionArn: arn });
      assert.deepEqual(Connection, { ConnectionArn: arn, ConnectionStatus: 'AVAILABLE' });
      giveNamed(account, { ConnectionArn: arn });
      const given = await call<GetConnectionOutput>('GetConnection', { ConnectionArn: arn });
      assert.equal(given.Connection?.ConnectionStatus, 'AVAILABLE');
      for (const other of [
        arn.replace('eu-central-1', 'us-east-1'),
        arn.replace('111122223333', '444455556666'),
        arn.replace(ID, 'one'),
      ]) {
        const missing = call('GetConnection', { ConnectionArn: other });
        await assert.rejects(missing, { code: 'ResourceNotFoundException' });
      }
    });

    test('are PENDING where a call has made them: nobody can accept them here', async () => {
      const call = caller(service, Account.empty(WHEREABOUTS));
      const input = { ConnectionName: 'hub', ProviderType: 'GitHub', Tags: [{ Key: 'stage', Value: 'dev' }] };
      const made = await call<CreateConnectionOutput>('CreateConnection', input);
      assert.match(
        made.ConnectionArn ?? '',
        new RegExp(`^arn:aws:${service.id}:eu-central-1:111122223333:connection/`),
      );
      const { Connection } = await call<GetConnectionOutput>('GetConnection', { ConnectionArn: made.ConnectionArn });
      assert.deepEqual(Connection, {
        ConnectionName: 'hub',
        ConnectionArn: made.ConnectionArn,
        ProviderType: 'GitHub',
        OwnerAccountId: '111122223333',
        ConnectionStatus: 'PENDING',
      });
      const wrong = call('CreateConnection', { ...input, ProviderType: 'Hub' });
      await assert.rejects(wrong, { code: 'InvalidInputException', message: /Bitbucket, GitHub, .*, not Hub$/ });
    });

    test('are listed under either name, by where they lead if that is asked', async () => {
      const account = Account.empty(WHEREABOUTS);
      for (const each of SERVICES)
        await caller(each, account)('CreateConnection', { ConnectionName: each.id, ProviderType: 'GitHub' });
      make(account, 'AWS::CodeConnections::Connection', 'Lab', { ConnectionName: 'lab', ProviderType: 'GitLab' });
      const call = caller(service, account);
      const { Connections } = await call<ListConnectionsOutput>('ListConnections', {});
      assert.deepEqual(
        Connections?.map(({ ConnectionName, ConnectionStatus }) => [ConnectionName, ConnectionStatus]),
        [
          ['codeconnections', 'PENDING'],
          ['lab', 'PENDING'],
          ['codestar-connections', 'PENDING'],
        ],
      );
      const ofLab = await call<ListConnectionsOutput>('ListConnections', { ProviderTypeFilter: 'GitLab' });
      assert.equal(ofLab.Connections?.length, 1);
      const first = await call<ListConnectionsOutput>('ListConnections', { MaxResults: 2 });
      const rest = await call<ListConnectionsOutput>('ListConnections', { NextToken: first.NextToken });
      assert.deepEqual([...(first.Connections ?? []), ...(rest.Connections ?? [])], Connections);
    });
  });
}
