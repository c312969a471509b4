import { TealformError } from '../dsl/error.ts';
import { explainFailure } from './failure.ts';

/** What is asked of AWS Systems Manager's Parameter Store. */
export interface ParameterStore {
  /**
   * The value of a parameter.
   * @throws TealformError where there is none, or it cannot be read; says why and what to do.
   */
  read(name: string): Promise<string>;
}

/**
 * The Parameter Store of a region, over the network, with the credentials that the AWS SDK finds. It tries three times, as the SDK
 * does unless told.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export async function openParameterStore(region: string): Promise<ParameterStore> {
  // Loaded here: the SDK takes 0.1 s, and who only asks for help need not wait for it.
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  return {
    read: async (name) => {
      let value: string | undefined;
      try {
        // Left alone, the SDK waits without end for a firewall that drops packets.
        const requestHandler = { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true };
        const client = new SSMClient({ region, requestHandler });
        value = (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
      } catch (error) {
        throw explainFailure(error, { service: 'SSM', action: 'ssm:GetParameter', resource: name, region }) ?? error;
      }
      if (value === undefined) throw withoutValue(name, region);
      return value;
    },
  };
}

function withoutValue(name: string, region: string): TealformError {
  return new TealformError({
    code: 'no-value',
    message: `SSM in ${region} answered without a value for ${name}`,
    hint: 'check that AWS_ENDPOINT_URL_SSM and AWS_ENDPOINT_URL, if set, name an endpoint of SSM',
  });
}
