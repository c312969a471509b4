import { GetConnectionCommand } from '@aws-sdk/client-codestar-connections';
import { answered } from '../call.ts';
import type { Finding } from '../progress.ts';
import { type Check, notChecked } from './check.ts';

const WRITE = 'write its ARN as ConnectionArn in templates/environments.ts';
const CONSOLE = "the console's Developer Tools > Settings > Connections";

/**
 * Whether the connection that source comes by is there, and somebody has accepted it. It is asked for under the name of the service
 * that its ARN has, which permissions go by as well.
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
 */
export const checkConnection: Check = async ({ parameters, clients: { connections, region } }) => {
  const arn = parameters.ConnectionArn;
  if (arn === undefined) return [];
  const finding = { level: 'error', code: 'no-connection' } as const satisfies Partial<Finding>;
  const [, , service = '', where = ''] = arn.split(':');
  if (service !== 'codeconnections' && service !== 'codestar-connections') {
    const message = `'${arn}' is not the ARN of a connection`;
    return [{ ...finding, message, hint: `create one in ${CONSOLE}, and ${WRITE}` }];
  }
  if (where !== region) {
    const look = `see that it is AVAILABLE: aws ${service} get-connection --connection-arn ${arn} --region ${where}`;
    return [notChecked('connection', `it is in ${where} and not in ${region}`, look)];
  }
  const answer = await answered(
    connections[service].send(new GetConnectionCommand({ ConnectionArn: arn })),
    { action: `${service}:GetConnection`, resource: arn, region },
    ['ResourceNotFoundException'],
  );
  const status = answer?.Connection?.ConnectionStatus;
  if (status === 'AVAILABLE') return [];
  if (status === undefined) {
    const hint = `create one in ${CONSOLE}, accept it there, and ${WRITE}`;
    return [{ ...finding, message: `there is no connection ${arn}`, hint }];
  }
  const hint =
    status === 'PENDING'
      ? `finish the handshake with where the source is: ${CONSOLE}, choose it, Update pending connection`
      : `look at it in ${CONSOLE}; where it cannot be mended, create another one and ${WRITE}`;
  return [{ ...finding, message: `the connection ${arn} is ${status}, not AVAILABLE`, hint }];
};
