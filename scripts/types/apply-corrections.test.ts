import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../../src/dsl/error.ts';
import { applyCorrections } from './apply-corrections.ts';
import type { Correction } from './correction.ts';
import { attribute, modelOf, property } from './fixtures.ts';
import type { Model } from './model.ts';

const page = 'https://docs.aws.amazon.com/';
const type = 'AWS::Toy::Train';

const model = modelOf({
  properties: [
    property('Gauge', { kind: 'string', values: ['H0'] }),
    property('Load', 'string'),
    property('Signals', { kind: 'list', element: { kind: 'string' } }),
    property('Speed', { kind: 'integer' }),
    property('Tender', { kind: 'definition', name: 'Tender' }),
  ],
  definitions: [{ name: 'Tender', properties: [property('Fuel', 'string')] }],
  attributes: [attribute('TrainArn')],
});

describe('corrections', () => {
  test('allowed values are added to what the package knows, also in lists and nested types', () => {
    const [train] = applyCorrections(model, [
      { page, type, values: { Gauge: ['H0', 'N'], Signals: ['red', 'green'], Speed: [1, 2] } },
      { page, type, definition: 'Tender', values: { Fuel: ['coal'] } },
    ]).resources;
    assert.deepEqual(
      train?.properties.map((it) => it.type),
      [
        { kind: 'string', values: ['H0', 'N'] },
        { kind: 'string' },
        { kind: 'list', element: { kind: 'string', values: ['red', 'green'] } },
        { kind: 'integer', values: [1, 2] },
        { kind: 'definition', name: 'Tender' },
      ],
    );
    assert.deepEqual(train?.definitions[0]?.properties[0]?.type, { kind: 'string', values: ['coal'] });
  });

  test('all that do not fit the package are named at once', () => {
    assert.deepEqual(
      problemsOf([
        { page, type: 'AWS::Toy::Boat', values: { Gauge: ['H0'] } },
        { page, type, values: { Guage: ['N'], Tender: ['N'], Speed: ['fast'] } },
        { page, type, definition: 'Wagon', values: { Gauge: ['N'] } },
        { page, type, definition: 'Tender', values: { Feul: ['coal'] } },
        { page, type, ref: { kind: 'name', path: 'TrainName' } },
      ]),
      [
        'AWS::Toy::Train Guage: a correction does not fit: it has no such property',
        'AWS::Toy::Train Tender: a correction does not fit: it does not take single values',
        'AWS::Toy::Train Speed: a correction does not fit: it does not take single values',
        'AWS::Toy::Train TrainName: a correction does not fit: it has no property or attribute to give as Ref',
        'AWS::Toy::Train Tender.Feul: a correction does not fit: it has no such property',
        'AWS::Toy::Train Wagon: a correction does not fit: it has no such nested type',
        'AWS::Toy::Boat: a correction does not fit: there is no such type',
      ],
    );
  });

  test('one that the package has caught up with is an error', () => {
    assert.deepEqual(
      problemsOf([
        { page, type, values: { Gauge: ['H0'] } },
        { page, type, ref: { kind: 'arn', path: 'TrainArn' } },
      ]),
      [
        'AWS::Toy::Train Gauge: a correction is no longer needed: the package knows these values',
        'AWS::Toy::Train: a correction is no longer needed: the package tells what Ref gives',
      ],
    );
  });

  test('what Ref gives is read from the only identifier, and else has to be told', () => {
    const refOf = (identifiers: readonly string[], corrections: readonly Correction[] = []) =>
      applyCorrections(modelOf({ attributes: [attribute('Id')], identifiers }), corrections).resources[0]?.ref;
    assert.deepEqual(refOf(['TrainArn']), { kind: 'arn', path: 'TrainArn' });
    assert.deepEqual(refOf(['QueueUrl']), { kind: 'url', path: 'QueueUrl' });
    assert.deepEqual(refOf(['PublicIp']), { kind: 'address', path: 'PublicIp' });
    assert.deepEqual(refOf(['Line', 'Number'], [{ page, type, ref: { kind: 'id' } }]), { kind: 'id' });
    assert.deepEqual(refOf(['Id'], [{ page, type, ref: { kind: 'arn', path: 'Id' } }]), { kind: 'arn', path: 'Id' });
    const unknown = "AWS::Toy::Train: what Ref gives is not known: the package's identifiers are";
    assert.deepEqual(problemsOf([], modelOf({ identifiers: ['Line', 'Name'] })), [`${unknown} Line, Name`]);
    assert.deepEqual(problemsOf([], modelOf({ identifiers: ['Line'] })), [`${unknown} Line`]);
    assert.deepEqual(problemsOf([], modelOf({ identifiers: [] })), [`${unknown} missing`]);
  });
});

function problemsOf(corrections: readonly Correction[], of: Model = model): readonly string[] {
  try {
    applyCorrections(of, corrections);
    return [];
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error.problems.map(
      ({ logicalId, path, message }) => `${[logicalId, path].filter(Boolean).join(' ')}: ${message}`,
    );
  }
}
