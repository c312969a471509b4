import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseType, type ResourceSpec, specOf, specSource, specTypes } from '../../src/aws/spec.ts';
import { databaseSource } from './database.ts';
import { attribute, modelOf, property } from './fixtures.ts';
import type { Type } from './model.ts';
import { printSpec, printType } from './print-spec.ts';
import { resourceTypes } from './resource-types.ts';

describe('the table for checks', () => {
  test('holds one property a line and leaves out what is usual', () => {
    const model = modelOf({
      tags: 'Tags',
      properties: [
        property('Gauge', { kind: 'string', values: ['H0', 'N'] }, { required: true, replacement: 'yes' }),
        property('Tags', { kind: 'list', element: { kind: 'tag' } }),
      ],
      attributes: [attribute('TrainArn')],
    });
    assert.equal(
      printSpec(model),
      `{
  "source": "a-package 1.0.0",
  "resources": {
    "AWS::Toy::Train": {
      "ref": {"kind":"arn","path":"TrainArn"},
      "tags": "Tags",
      "properties": {
        "Gauge": {"type":"string","required":true,"replacement":"yes","values":["H0","N"]},
        "Tags": "tag[]"
      },
      "attributes": {
        "TrainArn": "string"
      },
      "definitions": {}
    }
  }
}
`,
    );
  });

  test('types are read back as they were written', () => {
    const types: readonly Type[] = [
      { kind: 'string' },
      { kind: 'list', element: { kind: 'list', element: { kind: 'definition', name: 'Filter' } } },
      { kind: 'map', element: { kind: 'union', members: [{ kind: 'string' }, { kind: 'json' }] } },
      { kind: 'union', members: [{ kind: 'list', element: { kind: 'definition', name: 'Key' } }, { kind: 'json' }] },
      { kind: 'list', element: { kind: 'map', element: { kind: 'list', element: { kind: 'integer' } } } },
    ];
    for (const type of types) assert.deepEqual(parseType(printType(type)), type);
  });

  test('names the package that it was made from', () => {
    assert.equal(specSource, databaseSource());
  });

  test('says of every type in the list what Ref gives', () => {
    assert.deepEqual(specTypes, [...resourceTypes]);
    for (const [type, { ref, properties, attributes }] of allSpecs()) {
      if (ref.path !== undefined) assert.ok(ref.path in properties || ref.path in attributes, `${type} ${ref.path}`);
    }
  });

  test('knows the references that people get wrong', () => {
    const refOf = (type: string) => specOf(type)?.ref.kind;
    assert.equal(refOf('AWS::ElasticLoadBalancingV2::Listener'), 'arn');
    assert.equal(refOf('AWS::ECS::Service'), 'arn');
    assert.equal(refOf('AWS::ECS::Cluster'), 'name');
    assert.equal(refOf('AWS::IAM::ManagedPolicy'), 'arn');
    assert.equal(refOf('AWS::IAM::Role'), 'name');
    assert.equal(refOf('AWS::EC2::EIP'), 'address');
    assert.equal(refOf('AWS::EC2::SecurityGroup'), 'id');
    assert.equal(refOf('AWS::CodeDeploy::DeploymentGroup'), 'name');
    assert.equal(refOf('AWS::SecretsManager::Secret'), 'arn');
    assert.equal(refOf('AWS::CloudFormation::WaitConditionHandle'), 'url');
  });

  test('every type string and every nested type it names can be followed', () => {
    for (const [type, { properties, definitions }] of allSpecs()) {
      for (const [name, property] of [properties, ...Object.values(definitions)].flatMap((it) => Object.entries(it))) {
        for (const definition of definitionsIn(parseType(property.type))) {
          assert.ok(definition in definitions, `${type} ${name} ${definition}`);
        }
      }
    }
  });
});

function definitionsIn(type: ReturnType<typeof parseType>): readonly string[] {
  switch (type.kind) {
    case 'definition':
      return [type.name];
    case 'list':
    case 'map':
      return definitionsIn(type.element);
    case 'union':
      return type.members.flatMap(definitionsIn);
    default:
      return [];
  }
}

function allSpecs(): readonly (readonly [string, ResourceSpec])[] {
  return specTypes.flatMap((type) => {
    const spec = specOf(type);
    return spec ? [[type, spec] as const] : [];
  });
}
