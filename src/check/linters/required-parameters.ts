import type { DetailedDiagnostic, DetailedReport, ParameterInfo } from '@aws/cloudformation-validate';

/**
 * cloudformation-validate takes a text parameter without a default for nothing at all, and then misses what is filled from it:
 * `Certificates: [{ CertificateArn: !Ref CertificateArn }]` is to it a listener without certificates (E3676). In a deployment such
 * a parameter always has a value. So a template with findings is looked at again with values given, and what was only due to their
 * absence falls away; what the made-up values alone cause is not looked at.
 *
 * @param validate looks at the template with these parameter values.
 * @param parametersOf reads the template's parameters.
 */
export function validateAsDeployed(
  validate: (values: Readonly<Record<string, string>>) => DetailedReport,
  parametersOf: () => Readonly<Record<string, ParameterInfo>>,
): DetailedReport {
  const report = validate({});
  if (report.status !== 'OK' || report.diagnostics.every(({ severity }) => severity === 'INFO')) return report;
  const values = madeUpValues(parametersOf());
  if (Object.keys(values).length === 0) return report;
  const found = new Set(validate(values).diagnostics.map(identityOf));
  return { ...report, diagnostics: report.diagnostics.filter((diagnostic) => found.has(identityOf(diagnostic))) };
}

function madeUpValues(parameters: Readonly<Record<string, ParameterInfo>>): Readonly<Record<string, string>> {
  // What is absent is null here, whatever the library's types say.
  const required = Object.entries(parameters).filter(
    ([, { paramType, default: value, allowedValues }]) =>
      paramType === 'String' && (value ?? undefined) === undefined && (allowedValues ?? []).length === 0,
  );
  return Object.fromEntries(required.map(([name]) => [name, 'given-at-deployment']));
}

// Messages may quote a value; where and by which rule something was found does not depend on it.
function identityOf({ ruleId, entity, propertyPath, startLine }: DetailedDiagnostic): string {
  return JSON.stringify([ruleId, entity?.logicalId, propertyPath, startLine]);
}
