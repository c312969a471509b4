/** What `make bench` measured. docs/bench.json holds one; README and docs/bench.svg are made from it. */
export interface BenchReport {
  readonly version: 1;
  /** What it was measured on and with. */
  readonly on: {
    readonly node: string;
    readonly cores: number;
    readonly pairs: number;
    readonly rounds: number;
    /** Absent where the peer is not installed. */
    readonly peer?: string;
  };
  readonly synth: readonly Measured[];
  readonly make?: MakeParts;
  readonly growth: readonly GrowthLine[];
  readonly installs: readonly { readonly who: Who; readonly what: string; readonly megabytes: number }[];
  readonly outputs: readonly OutputSize[];
  readonly deploy?: DeployTimes;
  /** What could not be measured, and why. */
  readonly missing: readonly string[];
}

/** `bare` is `node -e 0`. */
export type Who = 'bare' | 'ours' | 'peer';

/** One command, by the medians of its runs. */
export interface Measured {
  readonly id: string;
  readonly who: Who;
  readonly what: string;
  readonly milliseconds: number;
  /** To `node -e 0`, which ran right before: the median of the ratios, not the ratio of the medians. */
  readonly ratio: number;
  /** The most memory of any of its Node processes. */
  readonly maxRssMiB: number;
}

/** The parts of `make`, each a process of its own, of all that is here and with what is kept of earlier runs. */
export interface MakeParts {
  readonly parts: readonly (PartTimes & { readonly what: string })[];
  /** Each linter by itself, with hello-server's templates, whatever it has said of them before. In milliseconds. */
  readonly linters?: readonly { readonly what: string; readonly milliseconds: number }[];
  /** `make` as it is run. */
  readonly whole: PartTimes;
  /** The peer's CLI for the same system. */
  readonly peerCli?: number;
}

/** In milliseconds. */
export interface PartTimes {
  /** With nothing kept of earlier runs. */
  readonly cold: number;
  /** After an edit of the system. */
  readonly edited: number;
  /** With nothing changed since. */
  readonly again: number;
}

/** How long so many systems take, and how much memory. */
export interface GrowthLine {
  readonly who: Who;
  readonly what: string;
  readonly points: readonly {
    readonly systems: number;
    readonly milliseconds: number;
    readonly maxRssMiB: number;
  }[];
}

/** What is written for hello-server. */
export interface OutputSize {
  readonly who: Who;
  readonly what: string;
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
}

/** hello-server on the local cloud, in milliseconds. */
export interface DeployTimes {
  readonly ours: { readonly first: number; readonly again: number };
  readonly cli?: { readonly first: number; readonly again: number };
  /** How often `make deploy` calls each operation with nothing to change. */
  readonly calls: Readonly<Record<string, number>>;
}
