import { CodeStarConnectionsClient, type CodeStarConnectionsClientConfig } from '@aws-sdk/client-codestar-connections';

/** The two names of the service that has connections; an ARN has the one under which its connection was made. */
export type ConnectionsService = 'codestar-connections' | 'codeconnections';

/**
 * A client of the service under either name. The SDK's for the new name is not to be had everywhere; its operations are the same, and
 * host, signature and target are called differently. Permissions go by the name in the ARN, so each ARN is asked under its own.
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
 */
export function openConnections(
  service: ConnectionsService,
  config: CodeStarConnectionsClientConfig & { readonly region: string },
): CodeStarConnectionsClient {
  if (service === 'codestar-connections') return new CodeStarConnectionsClient(config);
  const { endpointProvider } = new CodeStarConnectionsClient(config).config;
  return new CodeStarConnectionsClient({
    ...config,
    ...signedFor(service),
    endpointProvider: (parameters, context) => {
      const endpoint = endpointProvider(parameters, context);
      const url = new URL(endpoint.url);
      // The SDK knows what the hosts of a region end in; one that was given stays.
      url.hostname = url.hostname.replace(/^codestar-connections(?=[.-])/, service);
      return { ...endpoint, url };
    },
    protocolSettings: {
      defaultNamespace: 'com.amazonaws.codestarconnections',
      version: '2023-12-01',
      serviceTarget: 'CodeConnections_20231201',
    },
  });
}

// The client looks at it, and its type does not have it.
function signedFor(signingName: string): object {
  return { signingName };
}
