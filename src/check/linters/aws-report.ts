import type {
  DetailedDiagnostic,
  DetailedReport,
  Entity,
  Severity as TheirSeverity,
} from '@aws/cloudformation-validate';
import type { Section } from '../../dsl/template.ts';
import type { Finding, Severity } from './finding.ts';
import { formatPath, isSection, locate, type TemplateLocation } from './location.ts';

/**
 * The findings in a report of cloudformation-validate. An analysis that did not come to its end is a finding as well,
 * since a report without findings would otherwise look like a good template.
 * @param file the name to show for the template.
 */
export function readReport(report: DetailedReport, file: string): readonly Finding[] {
  const findings = report.diagnostics.map((diagnostic) => readDiagnostic(diagnostic, file));
  const explained = report.status === 'ERROR' && findings.some(({ severity }) => severity === 'error');
  if (report.status === 'OK' || explained) return findings;
  return [...findings, incompleteAnalysis(file, explain(report))];
}

/** The finding that says that a template was not, or not wholly, looked at. */
export function incompleteAnalysis(file: string, why: string): Finding {
  return {
    linters: ['cloudformation-validate'],
    rule: 'analysis-incomplete',
    severity: 'error',
    message: `the analysis of this template did not come to its end: ${why}`,
    file,
    line: 1,
    column: 1,
    help: 'split the template, or report this to https://github.com/aws-cloudformation/cloudformation-validate',
  };
}

function explain({ status, metadata }: DetailedReport): string {
  const budgets = (metadata.budgetExhaustions ?? [])
    .filter(({ analysisIncomplete }) => analysisIncomplete)
    .map(({ kind, limit, description }) => `${description ?? kind} (limit ${limit})`);
  return budgets.length > 0 ? budgets.join('; ') : `its status is ${status}`;
}

function readDiagnostic(diagnostic: DetailedDiagnostic, file: string): Finding {
  const { documentationUrl, suggestedFix } = diagnostic;
  // Some of the addresses are of repositories that hold no documentation.
  const page = documentationUrl?.startsWith('https://docs.aws.amazon.com/') ? documentationUrl : undefined;
  return {
    linters: ['cloudformation-validate'],
    rule: diagnostic.ruleId,
    severity: severities[diagnostic.severity],
    message: diagnostic.message.replace(/\s+/g, ' ').trim(),
    file,
    line: diagnostic.startLine ?? 1,
    column: diagnostic.startColumn ?? 1,
    ...locateDiagnostic(diagnostic.entity, diagnostic.propertyPath),
    help: suggestedFix ?? page,
  };
}

const severities: Readonly<Record<TheirSeverity, Severity>> = {
  FATAL: 'error',
  ERROR: 'error',
  WARN: 'warning',
  INFO: 'info',
  DEBUG: 'info',
};

// `Properties.Subnets.0` below a resource, or `Parameters/VpcId/Type` and `Outputs/Url/Value.Fn::GetAtt.0` from the top.
function locateDiagnostic(entity: Entity | undefined, propertyPath: string | undefined): TemplateLocation {
  const [first, ...rest] = propertyPath?.split('/') ?? [];
  if (isSection(first) && rest.length > 0) {
    const [logicalId = '', ...below] = rest;
    return locate([first, logicalId, ...below.join('.').split('.').filter(Boolean)]);
  }
  const path = propertyPath === undefined ? undefined : formatPath(propertyPath.split('.'));
  if (entity === undefined) return { path };
  return { section: entitySections[entity.entityType], logicalId: entity.logicalId, path };
}

const entitySections: Readonly<Partial<Record<Entity['entityType'], Section>>> = {
  Resource: 'Resources',
  Parameter: 'Parameters',
  Output: 'Outputs',
  Mapping: 'Mappings',
  Condition: 'Conditions',
  Rule: 'Rules',
};
