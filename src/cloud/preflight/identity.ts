import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import type { Finding } from '../progress.ts';
import type { DeployEnvironment } from '../target.ts';

/** Who calls, and whether that is the right account. */
export interface Identity {
  /** ARN of the user or role. */
  readonly caller: string;
  readonly findings: readonly Finding[];
}

/** Asks STS who the credentials belong to, and holds that against the environment. It needs no permission. */
export async function checkIdentity(clients: Clients, environment: DeployEnvironment): Promise<Identity> {
  const { sts, region } = clients;
  const { Account = '', Arn = '' } = await explained(sts.send(new GetCallerIdentityCommand({})), {
    action: 'sts:GetCallerIdentity',
    resource: 'the caller',
    region,
  });
  const { name, account, partition } = environment;
  const findings: Finding[] = [];
  const hint = `sign in to ${account}, or set AWS_PROFILE; templates/environments.ts says where ${name} is`;
  if (Account !== account) {
    const message = `the credentials are of account ${Account || 'unknown'}, and ${name} is in ${account}`;
    findings.push({ level: 'error', code: 'wrong-account', message, hint });
  }
  const [, actual = ''] = Arn.split(':');
  if (Account === account && actual !== partition) {
    const message = `the credentials are of partition ${actual || 'unknown'}, and ${name} is in ${partition}`;
    findings.push({ level: 'error', code: 'wrong-account', message, hint });
  }
  return { caller: Arn, findings };
}
