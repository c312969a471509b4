import { parameter } from '../src/dsl/index.ts';

/**
 * Parameters that several stacks share, each with one set of constraints: the root asks for them and passes them on.
 */

/** What names are made from. At most 20 characters, so that the longest name made from it still fits. */
export const systemName = (options: { readonly default?: string } = {}) => {
  const constraints = {
    description: 'What names are made from; unique in the account and region',
    allowedPattern: '[a-z](-?[a-z0-9])*',
    maxLength: 20,
    constraintDescription: 'lower-case letters, digits and single hyphens, a letter first, at most 20 characters',
  };
  return options.default === undefined
    ? parameter.string(constraints)
    : parameter.string({ ...constraints, default: options.default });
};

/** The target group that serves production now. */
export const liveColour = () =>
  parameter.oneOf(['blue', 'green'], {
    default: 'blue',
    description: 'The target group that serves production now; every release that succeeds swaps the colours',
  });

/** Who may use the service. */
export const clientCidr = (options: { readonly default?: string } = {}) => {
  const constraints = { description: 'Addresses that may reach the production listener', ...IPV4_BLOCK };
  return options.default === undefined
    ? parameter.string(constraints)
    : parameter.string({ ...constraints, default: options.default });
};

/** Who may reach the test listener besides the hooks. */
export const testerCidr = () =>
  parameter.string({
    description: 'Addresses that may reach the test listener besides the hooks; nobody unless set',
    default: '127.0.0.1/32',
    ...IPV4_BLOCK,
  });

export const certificateArn = () =>
  parameter.string({
    description: 'ARN of the certificate of the HTTPS listeners, in AWS Certificate Manager, of this region',
    allowedPattern: 'arn:[a-z-]+:(acm|iam):.+',
    constraintDescription: 'the ARN of a certificate',
  });

export const hostName = () =>
  parameter.string({
    description: 'Name under which the service is reached, such as hello.example.com',
    allowedPattern: '([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}',
    constraintDescription: 'a host name in lower case',
  });

export const hostedZoneId = () => parameter.hostedZoneId({ description: 'Route 53 zone that the name is in' });

const IPV4_BLOCK = {
  allowedPattern: '(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}',
  constraintDescription: 'an IPv4 block such as 203.0.113.0/24',
};
