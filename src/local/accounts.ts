import type { Account, Cloud, Whereabouts } from './account.ts';

/** All accounts of a local cloud, each in each of its regions. There is one, unless it was opened with others or an organisation. */
export class Accounts implements Cloud {
  /** The one that callers are in who have taken on no role. */
  readonly home: Account;
  readonly #all: ReadonlyMap<string, Account>;
  readonly #byId = new Map<string, Account[]>();

  constructor(home: Account, others: readonly Account[] = []) {
    this.home = home;
    this.#all = new Map([home, ...others].map((account) => [keyOf(account.whereabouts), account]));
    for (const account of this.#all.values()) {
      const { accountId } = account.whereabouts;
      this.#byId.set(accountId, [...this.ofAccount(accountId), account]);
      account.cloud = this;
    }
  }

  /** The home account first. */
  all(): readonly Account[] {
    return [...this.#all.values()];
  }

  /** An account in a region; undefined where there is no such account, or the region is not enabled for it. */
  at(accountId: string, region: string): Account | undefined {
    return this.#all.get(keyOf({ accountId, region }));
  }

  /** An account in each of its regions; none where there is no such account. */
  ofAccount(accountId: string): readonly Account[] {
    return this.#byId.get(accountId) ?? [];
  }
}

function keyOf({ accountId, region }: Pick<Whereabouts, 'accountId' | 'region'>): string {
  return `${accountId}/${region}`;
}
