// Every type that AWS has told anybody about, held to what `@aws-cdk/cloudformation-diff` says of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { specOf } from '../../src/aws/spec.ts';
import { recreationOf } from '../../src/review/compare/replacement.ts';
import { loadDatabase } from '../types/database.ts';
import { knownTypes } from './known-types.ts';

const RECREATIONS: Readonly<Record<string, string>> = {
  [ResourceImpact.WILL_UPDATE]: 'Never',
  [ResourceImpact.MAY_REPLACE]: 'Conditionally',
  [ResourceImpact.WILL_REPLACE]: 'Always',
};

// The library looks into what grants rights and opens ports, and expects it to be there.
const LOOKED_INTO = /^AWS::(IAM|SSO)::|Policy$|SecurityGroup/;

test('of every property of every type that the package knows, both say the same of whether a change replaces', () => {
  const lookUp = knownTypes();
  const differences: string[] = [];
  let count = 0;
  for (const { cloudFormationType: type } of loadDatabase().all('resource')) {
    if (specOf(type) !== undefined || LOOKED_INTO.test(type)) continue;
    const names = Object.keys(lookUp(type)?.properties ?? {});
    const template = (value: string) => ({
      Resources: Object.fromEntries(names.map((name) => [name, { Type: type, Properties: { [name]: value } }])),
    });
    const theirs = new Map<string, string>();
    fullDiff(template('one'), template('two')).resources.forEachDifference((id, { changeImpact }) =>
      theirs.set(id, changeImpact),
    );
    for (const name of names) {
      count += 1;
      const [mine, other] = [recreationOf(type, name, 'one', 'two', lookUp), RECREATIONS[theirs.get(name) ?? '']];
      if (mine !== other) differences.push(`${type}.${name}: ${mine}, and they ${other}`);
    }
  }
  assert.deepEqual(differences, []);
  assert.ok(count > 5000, `${count} properties are looked at`);
});
