import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCfnLint } from './cfn-lint.ts';
import { identifyCfnLint } from './cfn-lint-program.ts';
import { findCfnLint } from './cfn-lint-tool.ts';
import { type LintResult, lintFailed, lintTemplates, placeFindings } from './lint.ts';
import { standInCfnLint, temporaryFolder, writeFiles } from './stand-in.ts';

const templates = {
  'good.yaml': `
Resources:
  Topic: {Type: 'AWS::SNS::Topic'}
Outputs:
  Topic: {Value: !Ref Topic}`,
  'both [1].yaml': `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}
    Properties:
      BucketNam: x`,
  'only-cfn-lint.yaml': `
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: !If [Never, 1.2.3.400, 10.0.0.0/8]}]
Conditions:
  Never: !Equals [!Ref AWS::Region, mars-1]`,
  'only-validate.yaml': `
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]`,
  'unparseable.yaml': 'Resources:\n  A: [\n',
  'warning.yaml': `
Parameters:
  Unused: {Type: String}
Resources:
  Topic: {Type: 'AWS::SNS::Topic'}
Outputs:
  Unused: {Value: !Ref Topic}`,
  'info.yaml': `
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]`,
  'region.yaml': `
Resources:
  Connection:
    Type: AWS::CodeConnections::Connection
    Properties: {ConnectionName: x, ProviderType: GitHub}`,
};

const cwd = temporaryFolder({ after });
const files = writeFiles(cwd, templates);
// A configuration that would silence everything, if it were read.
writeFiles(cwd, { '.cfnlintrc': 'ignore_checks: [E, W, I]\n' });

const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('validate'));

test('importing the module loads neither engine', () => {
  assert.deepEqual(
    loaded().filter((file) => file.includes('@aws')),
    [],
  );
});

const { env } = process;
const installed = findCfnLint({ cwd, env }) !== undefined;
const skip = installed || env.CI === 'true' ? false : 'cfn-lint is not installed, and this is not CI';

test('both linters look at the same templates, and what they find is merged', { skip }, async (t) => {
  const placeOf = (file: string, logicalId: string, section?: string) => `${section}/${logicalId} of ${file}`;
  const result = placeFindings(await lintTemplates([...files, 'good.yaml'], { cwd, env }), placeOf);
  assert.deepEqual([result.templates, result.leftOut, result.failures], [8, [], []]);

  await t.test('both have run, and say their versions', () => {
    const [cfnLint, validate] = result.ran;
    assert.deepEqual([cfnLint?.linter, validate?.linter], ['cfn-lint', 'cloudformation-validate']);
    assert.match(cfnLint?.version ?? '', /^\d+\.\d+\.\d+$/);
    assert.equal(validate?.version, '1.9.0-beta');
  });

  await t.test('a good template has notes at most', () => {
    assert.deepEqual(serious(result, 'good.yaml'), []);
  });

  await t.test(
    'an error of both is one finding, though the template asks for silence and has brackets in its name',
    () => {
      assert.deepEqual(serious(result, 'both [1].yaml'), ['error E3002 F3002 9:7 cfn-lint, cloudformation-validate']);
      const [found] = result.findings.filter(({ rule }) => rule === 'E3002');
      assert.equal(found?.path, 'Properties.BucketNam');
      assert.equal(found?.place, 'Resources/Bucket of both [1].yaml');
    },
  );

  await t.test('a finding that only one of them sees names that one', () => {
    assert.deepEqual(serious(result, 'only-cfn-lint.yaml'), ['error E3002 - 7:92 cfn-lint']);
    assert.deepEqual(serious(result, 'only-validate.yaml'), ['warning W2508 - 7:7 cloudformation-validate']);
  });

  await t.test('a template that cannot be parsed is one error', () => {
    assert.deepEqual(serious(result, 'unparseable.yaml'), ['error E0000 F1101 3:1 cfn-lint, cloudformation-validate']);
  });

  await t.test('a warning is about the parameter, not about the output of the same name', () => {
    assert.deepEqual(serious(result, 'warning.yaml'), ['warning W2001 - 3:3 cfn-lint, cloudformation-validate']);
    assert.equal(result.findings.find(({ rule }) => rule === 'W2001')?.place, 'Parameters/Unused of warning.yaml');
  });

  await t.test('notes are findings of both as well', () => {
    assert.deepEqual(serious(result, 'info.yaml'), []);
    const notes = result.findings.filter(({ file, rule }) => file === 'info.yaml' && rule === 'I3011');
    assert.deepEqual(
      notes.map(({ linters, message }) => [linters.length, message.slice(0, 22)]),
      [
        [2, "'DeletionPolicy' is a "],
        [2, "'UpdateReplacePolicy' "],
      ],
    );
  });

  await t.test('what is missing in one region is an error that names the region', () => {
    assert.deepEqual(serious(result, 'region.yaml'), ['error E3006 F3006 4:5 cfn-lint, cloudformation-validate']);
    assert.match(result.findings.find(({ rule }) => rule === 'E3006')?.message ?? '', /not exist in 'cn-north-1'$/);
  });
});

test('without cfn-lint it is left out with a reason, and the other one runs', async () => {
  const result = await lintTemplates(['good.yaml', 'warning.yaml'], { cwd, env: { PATH: '/nowhere' } });
  assert.deepEqual(
    result.ran.map(({ linter }) => linter),
    ['cloudformation-validate'],
  );
  assert.deepEqual(result.leftOut, [
    {
      linter: 'cfn-lint',
      reason: 'it is neither on the PATH nor in .tools/cfn-lint',
      hint: 'install it with `python3 -m pip install cfn-lint==1.51.0`',
    },
  ]);
  assert.deepEqual(serious(result, 'warning.yaml'), ['warning W2001 - 3:3 cloudformation-validate']);
});

test('a cfn-lint that breaks down fails the run beside what the other one found', async (t) => {
  const stand = standInCfnLint(temporaryFolder(t), 'echo "KeyError: x" >&2; exit 1');
  const result = await lintTemplates(['good.yaml', 'warning.yaml'], { cwd, env: stand });
  assert.deepEqual(
    result.failures.map(({ code, message }) => [code, message.replace(/^.*failed/, 'failed')]),
    [['cfn-lint-failed', 'failed: exit code 1: KeyError: x']],
  );
  assert.deepEqual(result.leftOut, []);
  assert.ok(lintFailed(result));
  assert.equal(serious(result, 'warning.yaml').length, 1);
});

test('nothing to lint, and a file that is not there, are refused', async () => {
  await assert.rejects(lintTemplates([], { cwd, env }), /no-template: there are no templates to lint/);
  await assert.rejects(
    lintTemplates(['good.yaml', 'gone.yaml', '.'], { cwd, env }),
    /there is no file 'gone\.yaml'\n {2}-> write the templates first.*\n.*there is no file '\.'/,
  );
});

test('an empty list of regions is refused, since nothing would be checked', async () => {
  await assert.rejects(lintTemplates(['good.yaml'], { cwd, env, regions: [] }), /no-region: regions is an empty list/);
});

test('an aborted run throws the reason', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(lintTemplates([join(cwd, 'good.yaml')], { cwd, env, signal }), /enough/);
});

/** The errors and warnings of one file, in short. */
function serious(result: LintResult, file: string): readonly string[] {
  return result.findings
    .filter((finding) => finding.file === file && finding.severity !== 'info')
    .map(({ severity, rule, otherRule, line, column, linters }) =>
      [severity, rule, otherRule ?? '-', `${line}:${column}`, linters.join(', ')].join(' '),
    );
}

test('cfn-lint finds to the letter what it finds when its script is run by hand, of a template of SAM too', {
  skip,
}, async (t) => {
  const folder = temporaryFolder(t);
  const sam = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: {Handler: index.handler, Runtime: nodejs22.x, InlineCode: x, MemorySize: much}
  Nameless:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x}`;
  const all = [...files, ...writeFiles(folder, { 'sam.yaml': sam })];
  const run = { cwd, env, regions: ['us-east-1', 'cn-north-1'], show: String };
  const tool = findCfnLint(run) ?? assert.fail();
  const program = await identifyCfnLint(tool, run);
  // A launcher that is not understood is run as it is. CI has none such.
  if (program?.python === undefined && process.env.CI !== 'true')
    return t.skip('it is not known which Python runs this cfn-lint');
  assert.ok(program?.python !== undefined, 'it is known which Python runs this cfn-lint');
  const [here, byHand] = [
    await runCfnLint(program, all, run),
    await runCfnLint({ ...program, python: undefined }, all, run),
  ];
  assert.deepEqual(here, byHand);
  const found = here.findings.filter(({ file }) => file.endsWith('sam.yaml')).map(({ rule }) => rule);
  assert.ok(found.includes('E0001'), `the translator has not looked at it: ${found.join(', ')}`);
});
