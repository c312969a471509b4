import { ServiceError } from './service.ts';

/**
 * What the local cloud says where AWS would have something else to say: each names the one thing that it does not know. The codes
 * `UnknownParameter` and `NotImplemented` are ours.
 */

/** A member that the SDK's model does not have. @param path `Tags[0].Colour` */
export function unknownMember(where: string, path: string): ServiceError {
  return new ServiceError('UnknownParameter', `${where} has no member '${path}'`);
}

/** A member that the model has and the local cloud does not look at. */
export function unconsumedMember(where: string, member: string): ServiceError {
  return new ServiceError('NotImplemented', `the local cloud does not look at '${member}' of ${where}`);
}

/** An operation that the local cloud does not have. @param where `cloudformation:CreateStackSet` */
export function unknownOperation(where: string): ServiceError {
  return new ServiceError('NotImplemented', `the local cloud does not know ${where}`);
}

/** A value that does not fit the model. */
export function malformed(path: string, wanted: string, found: unknown): ServiceError {
  const shown = JSON.stringify(found) ?? String(found);
  const excerpt = shown.length > 80 ? `${shown.slice(0, 80)}...` : shown;
  return new ServiceError('MalformedInput', `'${path}' should be ${wanted}, not ${excerpt}`);
}

/** A defect of the local cloud itself: an operation gives what its model does not have. */
export function defect(message: string): Error {
  return new Error(`the local cloud has a defect: ${message}`);
}
