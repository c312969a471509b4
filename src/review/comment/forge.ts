/** A comment, as whoever keeps the repository has it. */
export interface ForgeComment {
  readonly id: string;
  /** The author's id, which no other account has; undefined where it is not told. */
  readonly author: string | undefined;
  /** Whether it was written with the token that CI gives to workflows of the repository, which nobody else can be. */
  readonly isByWorkflow: boolean;
  readonly body: string;
  /** Where people see it. */
  readonly url: string | undefined;
}

/** Where the comments of one pull or merge request are kept. All that it does throws the TealformError of `request.ts`. */
export interface Forge {
  /** `pull request 12 of example/hello-server` */
  readonly what: string;
  /** How many characters a comment may have. */
  readonly limit: number;
  /** Why the token may not write here, where that is to be expected: `the pull request is from a fork`. */
  readonly readOnlyBecause: string | undefined;
  /** The id of the account that the token is of; undefined where nobody tells. */
  whoAmI(): Promise<string | undefined>;
  /** All comments, the oldest first, over all pages. */
  comments(): AsyncIterable<ForgeComment>;
  create(body: string): Promise<ForgeComment>;
  update(id: string, body: string): Promise<ForgeComment>;
}
