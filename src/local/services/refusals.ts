import { ResourceFailure } from '../resources/model.ts';
import { ServiceError } from '../wire/service.ts';

/** Says no to a call. */
export function deny(code: string, message: string): never {
  throw new ServiceError(code, message);
}

/** Runs what a resource's model also looks at; what it refuses is refused to the caller, under the code that the service has for it. */
export function checked<T>(codes: Readonly<Record<string, string>> & { readonly other: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ResourceFailure) return deny(codes[error.code] ?? codes.other, error.message);
    throw error;
  }
}
