import { type About, answered } from '../../call.ts';
import type { Clients } from '../../clients.ts';

/** What can be looked up where. */
export interface Place {
  readonly clients: Clients;
  /** The cluster that the system's service is in. */
  readonly cluster: string;
}

/** A type of resource that has a name of which an account and region have one, and how it is found out whether that is taken. */
export interface NamedType {
  readonly type: string;
  /** The property that names it. */
  readonly property: string;
  /** In words: `CodeCommit repository`. */
  readonly what: string;
  /** Those of the names that are taken, by as few calls as there can be. */
  readonly findTaken: (place: Place, names: readonly string[]) => Promise<readonly string[]>;
  /** The command that takes away what has a name. */
  readonly remove: (name: string, place: Place) => string;
}

/** Asks for each name by itself, all at once. */
export function oneByOne(isTaken: (place: Place, name: string) => Promise<boolean>): NamedType['findTaken'] {
  return async (place, names) => {
    const answers = await Promise.all(names.map((name) => isTaken(place, name)));
    return names.filter((_, index) => answers[index]);
  };
}

/** Whether a call finds something; a refusal of one of these names says that there is nothing. */
export async function finds(call: Promise<object>, about: About, missing: readonly string[]): Promise<boolean> {
  return (await answered(call, about, missing)) !== undefined;
}
