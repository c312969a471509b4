import type { Account } from '../../../account.ts';
import type { Engine } from '../../../engine/begin.ts';
import { StackSets } from '../../../stack-sets/stack-sets.ts';

/** The stack sets of accounts, each loaded when its account is first asked about. */
export class AllStackSets {
  readonly engineOf: (account: Account) => Engine;
  readonly #known = new WeakMap<Account, StackSets>();

  constructor(engineOf: (account: Account) => Engine) {
    this.engineOf = engineOf;
  }

  /** Those of an account in its region, going on with whatever a restart has interrupted. */
  of(account: Account): StackSets {
    const known = this.#known.get(account);
    if (known) return known;
    const sets = new StackSets(account, this.engineOf);
    this.#known.set(account, sets);
    sets.resume();
    return sets;
  }
}
