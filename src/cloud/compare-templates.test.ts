import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataObject } from '../dsl/template.ts';
import { compareResources } from './compare-templates.ts';

const bucket = (more: DataObject = {}, properties: DataObject = {}): DataObject => ({
  Type: 'AWS::S3::Bucket',
  ...more,
  Properties: properties,
});
const template = (resources: DataObject, more: DataObject = {}): DataObject => ({ ...more, Resources: resources });

function said(before: DataObject, after: DataObject, ...changed: readonly string[]) {
  return compareResources(before, after, new Set(changed)).map(({ action, logicalId, replacement, policy, causes }) =>
    [
      action,
      logicalId,
      replacement,
      policy ?? '-',
      ...causes.map(({ property, entity }) => `${property} ${entity ?? ''}`.trim()),
    ].join(' '),
  );
}

describe('comparing templates', () => {
  test('templates that say the same have no changes', () => {
    const same = template({ Data: bucket({}, { BucketName: { Ref: 'Name' } }) });
    assert.deepEqual(said(same, structuredClone(same)), []);
  });

  test('what is new, what goes, and what is of another type, with what becomes of it', () => {
    const before = template({ Data: bucket({ DeletionPolicy: 'Retain' }), Topic: bucket() });
    const after = template({ Topic: { Type: 'AWS::SNS::Topic' }, New: bucket({ DeletionPolicy: 'Retain' }) });
    assert.deepEqual(said(before, after), [
      'Remove Data no Retain',
      'Remove Topic no -',
      'Add Topic no -',
      'Add New no -',
    ]);
  });

  test('an edited property replaces where the schema says so, and the deployed policy counts, not the one to come', () => {
    const before = template({ Data: bucket({ UpdateReplacePolicy: 'Retain' }, { BucketName: 'one' }) });
    const after = template({ Data: bucket({}, { BucketName: 'two', Tags: [] }) });
    assert.deepEqual(said(before, after), ['Modify Data yes Retain BucketName Tags']);
  });

  test('what refers to something that is replaced changes too', () => {
    const policy = { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Data' }, PolicyDocument: {} } };
    const before = template({ Data: bucket({}, { BucketName: 'one' }), Policy: policy });
    const after = template({ Data: bucket({}, { BucketName: 'two' }), Policy: policy });
    assert.deepEqual(said(before, after), ['Modify Data yes - BucketName']);
    const unnamed = (rules: DataObject) => template({ Data: bucket({}, rules), Policy: policy });
    assert.deepEqual(said(unnamed({ BucketNamePrefix: 'a' }), unnamed({ BucketNamePrefix: 'b' })), [
      'Modify Data yes - BucketNamePrefix',
      'Modify Policy yes Delete Bucket Data',
    ]);
  });

  test('a parameter that changes is told where it is used: by itself, in a text, and by conditions of conditions', () => {
    const same = template(
      {
        Direct: bucket({}, { BucketName: { Ref: 'Name' } }),
        Text: bucket({}, { BucketName: { 'Fn::Sub': `x-\${Name}` } }),
        Chosen: bucket({}, { AccessControl: { 'Fn::If': ['Outer', 'Private', { Ref: 'AWS::NoValue' }] } }),
        Other: bucket({}, { BucketName: { Ref: 'Another' } }),
      },
      {
        Conditions: {
          Inner: { 'Fn::Equals': [{ Ref: 'Name' }, 'x'] },
          Outer: { 'Fn::Not': [{ Condition: 'Inner' }] },
        },
      },
    );
    assert.deepEqual(said(same, same, 'Name'), [
      'Modify Direct yes - BucketName Name',
      'Modify Text yes - BucketName Name',
      'Modify Chosen no - AccessControl Name',
    ]);
  });
});
