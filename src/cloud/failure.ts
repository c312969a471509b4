import { type Problem, TealformError } from '../dsl/error.ts';
import { type FailureFacts, readFailure } from './failure-facts.ts';

/** A call of an AWS API, as its failure is told. */
export interface AwsCall {
  /** `SSM` */
  readonly service: string;
  /** As IAM names it: `ssm:GetParameter`. */
  readonly action: string;
  /** What was asked for: a parameter's name, a stack's. */
  readonly resource: string;
  readonly region: string;
}

/** A kind of failure: how it is known, and what to say of it. */
interface Explanation {
  readonly code: string;
  applies(failure: FailureFacts): boolean;
  message(call: AwsCall, failure: FailureFacts): string;
  hint(call: AwsCall, failure: FailureFacts): string;
}

// Node's codes for a connection that does not come about or breaks. Not every code: a file that cannot be read is no network.
const UNREACHABLE = /^(?:ECONN|ENOTFOUND$|EAI_|ETIMEDOUT$|EPIPE$|EHOST|ENET|EADDR|EPROTO$)/;

const LOOPBACK = /\b127\.0\.0\.1|::1\b/;

// The first that applies is told. Names: those that services answer with, over every protocol, and those the SDK throws itself.
const EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'no-credentials',
    // STS says AccessDenied where a role may not be assumed, and other services with its protocol where the caller may not call them.
    applies: (failure) =>
      named('CredentialsProviderError', 'TokenProviderError', 'UnauthorizedException')(failure) ||
      (failure.name === 'AccessDenied' && failure.message.includes('sts:AssumeRole')),
    message: ({ action }) => `no credentials to call ${action} with`,
    hint: () => 'sign in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  },
  {
    code: 'expired-credentials',
    applies: named('ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired'),
    message: ({ action }) => `the credentials for ${action} have expired`,
    hint: () => 'sign in again (aws sso login), or set AWS_SESSION_TOKEN and both keys anew',
  },
  {
    code: 'invalid-credentials',
    applies: named(
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
      'IncompleteSignatureException',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'RequestExpired',
      'OptInRequired',
    ),
    message: ({ service, region }) => `${service} in ${region} does not accept the credentials`,
    hint: ({ region }) =>
      `check the access key and its secret, this machine's clock, and that the account has ${region} enabled`,
  },
  {
    code: 'access-denied',
    applies: named('AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'),
    message: ({ action, resource }) => `the caller may not ${action} on ${resource}`,
    hint: ({ action, resource }) =>
      `grant ${action} on it${resource.startsWith('/aws/') ? ' (its ARN has no account id: it is public)' : ''}, or look it up in the console`,
  },
  {
    code: 'not-found',
    applies: named('ParameterNotFound', 'ParameterVersionNotFound'),
    message: ({ service, region, resource }) => `${service} in ${region} has no ${resource}`,
    hint: ({ service }) => `check the region, and ${endpointSettings(service)}, if set`,
  },
  {
    // The local cloud's own.
    code: 'state-not-written',
    applies: named('StateNotWritten'),
    message: ({ action, resource }) => `${action} on ${resource} is not kept: the local cloud cannot write its state`,
    hint: () => 'see that the disk has room, then run it again',
  },
  {
    code: 'throttled',
    applies: ({ name, status }) => status === 429 || /^(?:Throttl|TooManyRequests|RequestLimitExceeded)/.test(name),
    message: ({ service, region }, { attempts }) =>
      `${service} in ${region} throttles the caller (attempts: ${attempts})`,
    hint: () => 'try again in a minute',
  },
  {
    code: 'service-failed',
    applies: ({ status }) => status !== undefined && status >= 500,
    message: ({ service, region }, { status, attempts }) =>
      `${service} in ${region} answered ${status} (attempts: ${attempts})`,
    hint: ({ region }) => `try again in a minute; https://health.aws.amazon.com tells what is wrong in ${region}`,
  },
  {
    code: 'invalid-certificate',
    applies: ({ systemCode = '' }) => /CERT|^UNABLE_TO_|^ERR_TLS_/.test(systemCode),
    message: ({ service, region }) => `no trusted connection to ${service} in ${region}`,
    hint: () => 'where a proxy opens connections, name its certificates in NODE_EXTRA_CA_CERTS',
  },
  {
    code: 'invalid-endpoint',
    applies: ({ systemCode }) => systemCode === 'ERR_INVALID_URL',
    message: ({ service }, { input }) => `the endpoint of ${service} is ${JSON.stringify(input)}, not an address`,
    hint: ({ service }) => `write https:// and a host in ${endpointSettings(service)}, or unset them`,
  },
  {
    code: 'unreachable',
    applies: ({ name, systemCode = '' }) => name === 'TimeoutError' || UNREACHABLE.test(systemCode),
    message: ({ service, region }) => `${service} in ${region} cannot be reached`,
    hint: ({ service, region }, { systemCode, message }) =>
      systemCode === 'ECONNREFUSED' && LOOPBACK.test(message)
        ? `nobody answers on this machine: where it was a local cloud, run this again, and it goes on from what was done (after make local, if that has ended); check ${endpointSettings(service)}, if set`
        : `check the network, that ${region} is a region, and ${endpointSettings(service)}, if set; HTTPS_PROXY is not used`,
  },
  {
    code: 'not-an-answer',
    applies: ({ name, status }) => name === 'SyntaxError' && status !== undefined,
    message: ({ service, region }, { status }) =>
      `what answers for ${service} in ${region} (${status}) does not speak its protocol`,
    hint: ({ service }) => `check ${endpointSettings(service)}, if set, and whether the network wants a sign-in`,
  },
  {
    code: 'refused',
    applies: ({ isService }) => isService,
    message: ({ action, resource }, { name }) => `${action} on ${resource} was refused: ${name}`,
    hint: ({ service }) => `look this error up in the API reference of ${service}`,
  },
];

/**
 * What went wrong with a call of AWS, why, and what to do, for everything that can go wrong without a mistake in this program:
 * credentials, permissions, the network, the service. Gives nothing for any other error, which deserves its stack trace.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
 */
export function explainFailure(error: unknown, call: AwsCall): TealformError | undefined {
  const failure = readFailure(error);
  const explanation = failure && EXPLANATIONS.find(({ applies }) => applies(failure));
  if (failure === undefined || explanation === undefined) return undefined;
  const { code } = explanation;
  const reason = failure.message === '' ? '' : ` ("${failure.message}")`;
  const problem: Problem = {
    code,
    message: `${explanation.message(call, failure)}${reason}`,
    hint: explanation.hint(call, failure),
  };
  return new TealformError(problem);
}

// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
function endpointSettings(service: string): string {
  return `AWS_ENDPOINT_URL_${service.toUpperCase().replaceAll(' ', '_')} and AWS_ENDPOINT_URL`;
}

function named(...names: readonly string[]): Explanation['applies'] {
  return ({ name }) => names.includes(name);
}
