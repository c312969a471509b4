import { type Check, notChecked } from './check.ts';

/** No client for connections is installed, so what a person would look up is said. */
export const checkConnection: Check = async ({ parameters, target, clients: { region } }) => {
  const arn = parameters.ConnectionArn;
  if (arn === undefined) return [];
  if (target.environment.emulator) return [notChecked('connection', 'an emulator need not have one that exists')];
  const look = `see that it is AVAILABLE: aws codeconnections get-connection --connection-arn ${arn} --region ${region}`;
  return [notChecked('connection', 'there is no client for connections in this program', look)];
};
