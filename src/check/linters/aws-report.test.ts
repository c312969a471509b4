import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetailedDiagnostic, DetailedReport } from '@aws/cloudformation-validate';
import { readReport } from './aws-report.ts';

const none = { fatal: 0, errors: 0, warnings: 0, informational: 0, debug: 0 };
const metric = { durationMs: 1 };

function report(status: DetailedReport['status'], ...diagnostics: DetailedDiagnostic[]): DetailedReport {
  return {
    filePath: '/t/a.yaml',
    status,
    version: '1',
    metadata: {
      rulesEvaluated: 1,
      cfnLintVersion: '1',
      resourceSchemaVersion: '1',
      resourcesScanned: 1,
      counts: none,
      suppressed: 0,
      strict: false,
      severityLevel: 'INFO',
    },
    performance: {
      schemaInit: metric,
      engineInit: metric,
      modelBuild: metric,
      schemaValidate: metric,
      ruleEvaluation: metric,
      diagnosticFinalize: metric,
      validateTotal: metric,
    },
    diagnostics,
  };
}

function diagnostic(fields: Partial<DetailedDiagnostic>): DetailedDiagnostic {
  return { ruleId: 'F3002', severity: 'FATAL', message: 'wrong', source: 'SCHEMA', ...fields };
}

const only = (fields: Partial<DetailedDiagnostic>) => readReport(report('OK', diagnostic(fields)), 'a.yaml')[0];

test('severities become error, warning and info', () => {
  const severities = (['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG'] as const).map((severity) => only({ severity }));
  assert.deepEqual(
    severities.map((finding) => finding?.severity),
    ['error', 'error', 'warning', 'info', 'info'],
  );
});

test('the path of a property is found below its resource', () => {
  const entity = { logicalId: 'Sg', entityType: 'Resource' } as const;
  const found = only({
    entity,
    propertyPath: 'Properties.SecurityGroupIngress.0.CidrIp',
    startLine: 4,
    startColumn: 7,
  });
  assert.equal(found?.path, 'Properties.SecurityGroupIngress[0].CidrIp');
  assert.deepEqual([found?.section, found?.logicalId, found?.line, found?.column], ['Resources', 'Sg', 4, 7]);
});

test('the path of an output or a parameter is given from the top', () => {
  const output = only({ propertyPath: 'Outputs/Url/Value.Fn::GetAtt.0' });
  assert.deepEqual([output?.section, output?.logicalId, output?.path], ['Outputs', 'Url', 'Value.Fn::GetAtt[0]']);
  const parameter = only({ propertyPath: 'Parameters/VpcId' });
  assert.deepEqual([parameter?.section, parameter?.logicalId, parameter?.path], ['Parameters', 'VpcId', undefined]);
});

test('a suggested fix is the help, otherwise a page of the documentation, never a repository', () => {
  const page = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/x.html';
  assert.equal(only({ suggestedFix: 'add it', documentationUrl: page })?.help, 'add it');
  assert.equal(only({ documentationUrl: page })?.help, page);
  assert.equal(only({ documentationUrl: 'https://github.com/aws-cloudformation/x.git' })?.help, undefined);
});

test('an analysis that did not come to its end is an error, with the budgets that ran out', () => {
  const incomplete = report('ANALYSIS_INCOMPLETE');
  incomplete.metadata.budgetExhaustions = [
    { kind: 'scenarios', description: 'too many condition scenarios', limit: 64, analysisIncomplete: true },
    { kind: 'context', limit: 3, analysisIncomplete: false },
  ];
  const [found, ...rest] = readReport(incomplete, 'a.yaml');
  assert.equal(rest.length, 0);
  assert.equal(found?.severity, 'error');
  assert.equal(found?.rule, 'analysis-incomplete');
  assert.match(found?.message ?? '', /did not come to its end: too many condition scenarios \(limit 64\)$/);
});

test('an ERROR without a finding that explains it is a finding', () => {
  assert.match(readReport(report('ERROR'), 'a.yaml')[0]?.message ?? '', /its status is ERROR/);
  const warning = diagnostic({ severity: 'WARN' });
  assert.equal(readReport(report('ERROR', warning), 'a.yaml').length, 2);
});

test('a template that cannot be parsed is explained by its own finding', () => {
  assert.equal(readReport(report('ERROR', diagnostic({ ruleId: 'F1101' })), 'a.yaml').length, 1);
});
