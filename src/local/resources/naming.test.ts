import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Account } from '../account.ts';
import type { ResourceRequest } from './model.ts';
import { madeName, nameOf, newUuid } from './naming.ts';

describe('names that CloudFormation makes', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,80}$/);

  test('are of the stack, the resource and a suffix, and as long as the service takes', () => {
    fc.assert(
      fc.property(
        word,
        fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,80}$/),
        fc.integer({ min: 24, max: 255 }),
        (stackName, logicalId, limit) => {
          const name = madeName(request({ stackName, logicalId }), limit);
          assert.ok(name.length <= limit, name);
          const [, start = ''] = /^([A-Za-z0-9-]+)-[A-Z0-9]{12}$/.exec(name) ?? assert.fail(name);
          assert.doesNotMatch(start, /^-|-$/);
          assert.ok(stackName.startsWith(start[0] ?? ''));
        },
      ),
    );
  });

  test('have both parts whole where they fit', () => {
    assert.match(madeName(request({ stackName: 'shop', logicalId: 'Topic' }), 64), /^shop-Topic-[A-Z0-9]{12}$/);
  });

  test('are lower case for buckets, and never where a name is given', () => {
    assert.match(
      nameOf(request({ stackName: 'Shop' }), 'BucketName', 63, { lower: true }),
      /^shop-thing-[a-z0-9]{12}$/,
    );
    assert.equal(nameOf(request({ properties: { BucketName: 'mine' } }), 'BucketName', 63), 'mine');
  });
});

test('UUIDs look like UUIDs, and no two are alike', () => {
  const account = Account.empty(WHERE);
  const all = Array.from({ length: 500 }, () => newUuid(account));
  for (const each of all) assert.match(each, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(all).size, 500);
});

const WHERE = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' };

function request(said: Partial<ResourceRequest>): ResourceRequest {
  const account = Account.empty(WHERE);
  return { account, type: 'AWS::X::Y', logicalId: 'Thing', stackName: 'stack', stackId: 'id', properties: {}, ...said };
}
