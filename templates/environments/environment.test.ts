import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ENVIRONMENTS } from '../environments.ts';
import { checkApart, checkEnvironments, checkSystemNames } from './check.ts';
import { type Environment, environment, isDeployedTo, partitionOf } from './environment.ts';

const least = { name: 'dev', account: '111122223333', region: 'eu-central-1' } as const;

describe('an environment', () => {
  test('has the partition of its region, and the file and line where it stands', () => {
    assert.equal(environment(least).partition, 'aws');
    assert.equal(environment({ ...least, region: 'cn-north-1' }).partition, 'aws-cn');
    assert.equal(environment({ ...least, region: 'us-gov-west-1' }).partition, 'aws-us-gov');
    assert.match(environment(least).place.toString(), /environment\.test\.ts:\d+$/);
  });

  test('takes every system unless it lists them', () => {
    assert.ok(isDeployedTo(environment(least), 'anything'));
    const listed = environment({ ...least, systems: ['hello-server'] });
    assert.deepEqual([isDeployedTo(listed, 'hello-server'), isDeployedTo(listed, 'other')], [true, false]);
  });

  test('of a wrong shape does not compile', () => {
    // @ts-expect-error: names are lower case
    environment({ ...least, name: 'Dev' });
    // @ts-expect-error: an account is a text, since a number would lose zeros
    environment({ ...least, account: 111122223333 });
    // @ts-expect-error: an account is digits
    environment({ ...least, account: 'production' });
    // @ts-expect-error: a region ends in a number
    environment({ ...least, region: 'eu-central' });
    // @ts-expect-error: a region is required
    environment({ name: 'dev', account: '111122223333' });
    // @ts-expect-error: eu-central-1 is not in China
    environment({ ...least, partition: 'aws-cn' });
    // @ts-expect-error: cn-north-1 is
    environment({ ...least, region: 'cn-north-1', partition: 'aws' });
    // @ts-expect-error: there is no such option
    environment({ ...least, zone: 'a' });
    // @ts-expect-error: a value is no object
    environment({ ...least, parameters: { DesiredCount: { value: 1 } } });
    // @ts-expect-error: a list is of texts
    environment({ ...least, parameters: { Ports: [80, 443] } });
    // @ts-expect-error: tags are texts
    environment({ ...least, tags: { stage: 1 } });
    // @ts-expect-error: a list of no systems says nothing
    environment({ ...least, systems: [] });
    // @ts-expect-error: other is not one of the systems
    environment({ ...least, systems: ['hello-server'], parametersOf: { other: {} } });
    const right: Environment<'dev'> = environment({ ...least, systems: ['a', 'b'], parametersOf: { b: { Count: 1 } } });
    assert.deepEqual(right.parametersOf, { b: { Count: 1 } });
  });
});

describe('the environments that are checked in', () => {
  test('are right, one of them in China, and in accounts that nobody has', () => {
    assert.deepEqual(checkEnvironments(ENVIRONMENTS), []);
    assert.deepEqual(
      ENVIRONMENTS.map(({ name }) => name),
      ['local', 'dev', 'prod'],
    );
    assert.ok(ENVIRONMENTS.some(({ partition }) => partition === 'aws-cn'));
    const documentation = ['000000000000', '111122223333', '444455556666'];
    assert.ok(ENVIRONMENTS.every(({ account }) => documentation.includes(account)));
    assert.deepEqual(
      ENVIRONMENTS.filter(({ emulator }) => emulator).map(({ name }) => name),
      ['local'],
    );
  });

  test('name only systems that there are', () => {
    assert.deepEqual(checkSystemNames(ENVIRONMENTS, ['hello-server', 'hello-admin', 'storefront']), []);
    const problems = checkSystemNames(
      [{ ...environment(least), systems: ['helo'], parametersOf: { helo: {} } }],
      ['hello'],
    );
    assert.deepEqual(
      problems.map(({ code, path, message, hint }) => [code, path, message, hint]),
      [
        ['invalid-environment', 'dev.systems', '"helo" is not a system', 'there are: hello'],
        ['invalid-environment', 'dev.parametersOf.helo', '"helo" is not a system', 'there are: hello'],
      ],
    );
  });
});

test('systems have names of which none begins another', () => {
  assert.deepEqual(checkApart(['shop', 'shopping', 'hello-server', 'hello-admin']), []);
  assert.deepEqual(
    checkApart(['shop', 'shop-admin']).map(({ code, message }) => [code, message]),
    [['similar-systems', 'the name of the system shop-admin begins with that of shop']],
  );
});

describe('the check of environments', () => {
  test('tells everything that is wrong with one, with the value and what to write instead', () => {
    const wrong: Environment = {
      ...environment(least),
      name: 'De v',
      account: '12345',
      region: 'europe',
      partition: 'aws-cn',
      serviceRole: () => 'arn:aws:iam::111122223333:role/x',
      templateBucket: 'Templates',
      tags: { 'aws:stage': 'x' },
      systems: ['a'],
      parametersOf: { b: {} },
    };
    const problems = checkEnvironments([wrong]);
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['name', 'account', 'region', 'partition', 'serviceRole', 'templateBucket', 'tags', 'parametersOf.b'].map(
        (path) => `De v.${path}`,
      ),
    );
    for (const { code, hint, message } of problems) {
      assert.equal(code, 'invalid-environment');
      assert.ok(hint);
      assert.doesNotMatch(message, /\.$/);
    }
  });

  test('finds two of one name', () => {
    const [problem, ...others] = checkEnvironments([environment(least), environment(least)]);
    assert.deepEqual([problem?.path, others.length], ['dev.name', 0]);
  });

  test('takes every account of twelve digits and no other text', () => {
    const check = (account: string) => checkEnvironments([{ ...environment(least), account }]).length;
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), fc.string(), (right, any) => {
        assert.equal(check(right), 0);
        assert.equal(check(any), /^\d{12}$/.test(any) ? 0 : 1);
      }),
    );
  });

  test('knows the partition of every region by its first letters', () => {
    const rest = fc.constantFrom('north-1', 'northwest-1', 'west-1', 'east-1');
    fc.assert(
      fc.property(rest, (place) => {
        assert.equal(partitionOf(`cn-${place}`), 'aws-cn');
        assert.equal(partitionOf(`us-gov-${place}`), 'aws-us-gov');
        assert.equal(partitionOf(`us-${place}`), 'aws');
      }),
    );
  });
});
