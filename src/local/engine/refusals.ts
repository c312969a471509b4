import { ServiceError } from '../wire/service.ts';

/** CloudFormation's answer to what it does not take. */
export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/** The answer to a template that needs more than the caller has agreed to. */
export function insufficientCapabilities(needed: readonly string[]): ServiceError {
  return new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${needed.join(', ')}]`);
}

/** The answer where this cloud does not do what AWS does. */
export function unsupported(what: string): ServiceError {
  return new ServiceError('ValidationError', `the local cloud does not support ${what}`);
}
