import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../dsl/error.ts';
import { readOutput } from './output-reader.ts';
import { readPlace, readTarget } from './read-target.ts';
import { allTemplates, templateAddress } from './target.ts';
import { ENVIRONMENT, outputOf, smallFiles, smallTarget } from './testing/small-target.ts';

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error.problems.map(({ code, message }) => `${code}: ${message}`);
  }
  assert.fail('nothing was refused');
}

describe('what is deployed where', () => {
  test('a system is read with its nested templates, parameters and stack policies', () => {
    const target = smallTarget();
    assert.deepEqual(Object.keys(target.root.nested), ['Network', 'Service']);
    assert.deepEqual(target.parameters, { DesiredCount: '2' });
    assert.deepEqual(Object.keys(target.policies), ['root', 'service']);
    assert.equal(target.stackName, 'small');
    assert.equal(smallTarget({}, { SystemName: 'other', DesiredCount: '2' }).stackName, 'other');
  });

  test('the root is fetched from where its nested templates are, in the form in which it names them', () => {
    const target = smallTarget();
    assert.match(
      templateAddress(target, target.root),
      /^https:\/\/templates-111122223333-eu-central-1\.s3\.eu-central-1\.amazonaws\.com\/tealform\/small\/root\.[0-9a-f]{12}\.yaml$/,
    );
    const china = smallTarget({ partition: 'aws-cn', region: 'cn-north-1', templateBucket: 'own' });
    assert.match(templateAddress(china, china.root), /^https:\/\/own\.s3\.cn-north-1\.amazonaws\.com\.cn\//);
  });

  test('every system of this repository can be read, each template once', () => {
    const output = readOutput('output');
    const systems = output.systems();
    for (const system of systems) {
      const target = readTarget(output, system, { ...ENVIRONMENT, systems: undefined });
      const names = allTemplates(target.root).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      assert.ok(names.length > 5, system);
      assert.equal(readPlace(output, system, { ...ENVIRONMENT, systems: undefined }).stackName, target.stackName);
    }
    assert.ok(systems.length >= 3);
  });

  for (const [title, path, text, expected] of [
    ['a template that was edited', 'network.yaml', 'Resources: {}\n', 'network.yaml is not what manifest.json says'],
    ['a root that was edited', 'root.yaml', 'Resources: {}\n', 'root.yaml is not what manifest.json says'],
    ['parameters that were edited', 'parameters/dev.json', '[]', 'parameters/dev.json is not what manifest.json says'],
    [
      'a policy that was edited',
      'stack-policy/root.json',
      '{}',
      'stack-policy/root.json is not what manifest.json says',
    ],
  ] as const) {
    test(`${title} is refused`, () => {
      const output = outputOf({ ...smallFiles(), [`small/${path}`]: text });
      assert.ok(
        problemsOf(() => readTarget(output, 'small', ENVIRONMENT)).includes(`stale-output: output/small/${expected}`),
      );
    });
  }

  test('a template that the root does not pin is refused, though the manifest has it', () => {
    const files = smallFiles({}, (network) => `${network}# another\n`);
    const [problem = ''] = problemsOf(() => readTarget(outputOf(files), 'small', ENVIRONMENT));
    assert.match(problem, /^stale-output: output\/small\/network\.yaml is not the one that is pinned \(network\./);
  });

  test('everything that is missing is told at once', () => {
    const files = smallFiles();
    delete files['small/network.yaml'];
    delete files['small/parameters/dev.json'];
    assert.deepEqual(
      problemsOf(() => readTarget(outputOf(files), 'small', ENVIRONMENT)),
      [
        'stale-output: output/small/parameters/dev.json is missing',
        'stale-output: output/small/network.yaml is missing',
      ],
    );
  });

  test('without a manifest nothing is taken', () => {
    const files = smallFiles();
    delete files['small/manifest.json'];
    assert.ok(problemsOf(() => readTarget(outputOf(files), 'small', ENVIRONMENT)).length > 0);
  });

  test('a system that there is not, or not there, is told with those that there are', () => {
    const output = outputOf(smallFiles());
    assert.throws(() => readTarget(output, 'smal', ENVIRONMENT), /unknown-system: .*\n {2}-> there are: small/);
    const elsewhere = { ...ENVIRONMENT, systems: ['other'] };
    assert.throws(
      () => readTarget(output, 'small', elsewhere),
      /not-deployed-there: .*\n {2}-> systems of dev are: other/,
    );
  });
});
