import type { Finding } from '../progress.ts';
import { checkCertificate } from './certificate.ts';
import { type Check, type Preflight, tryCheck } from './check.ts';
import { checkConnection } from './connection.ts';
import { checkInsights } from './insights.ts';
import { checkLinkedRoles } from './linked-roles.ts';
import { checkNames } from './names.ts';
import { checkRevisions } from './revisions.ts';
import { checkServiceRole } from './service-role.ts';

const CHECKS: Readonly<Record<string, Check>> = {
  'service role': checkServiceRole,
  'service-linked roles': checkLinkedRoles,
  certificate: checkCertificate,
  connection: checkConnection,
  names: checkNames,
  'task definition': checkRevisions,
  'container insights': checkInsights,
};

/** Everything that is looked at before a deployment, all findings at once. Who the caller is must be known before. */
export async function runPreflight(preflight: Preflight): Promise<readonly Finding[]> {
  const findings = await Promise.all(Object.entries(CHECKS).map(([what, check]) => tryCheck(what, check, preflight)));
  return findings.flat();
}
