// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.

/** A text of a file that somebody replaces by another: the file, what stands there, what they write. */
export type FileEdit = readonly [file: string, from: string, to: string];

/** The systems in the repository. */
export const SYSTEMS = ['hello-admin', 'hello-server', 'storefront'] as const;
export type SystemName = (typeof SYSTEMS)[number];

/** What is expected of each system; of those that are left out, that they do not change. */
export type Expected<T> = { readonly [Name in SystemName]?: T };

/** An edit, and everything that `make plan` has to say of it. What is left out must not be said. */
export interface EditRow {
  /** What somebody does, in a sentence. */
  readonly edit: string;
  readonly files: readonly FileEdit[];
  /** Edits that are deployed already: what is compared with is made from these. */
  readonly deployed?: readonly FileEdit[];
  /** Edits of `output/` by hand that are deployed already; they are made again after `make synth`. */
  readonly deployedByHand?: readonly FileEdit[];
  /** Edits of `output/` by hand, after `make synth`. */
  readonly byHand?: readonly FileEdit[];
  /**
   * All findings: level, code, resource, and the environments where it is not in all: `refused cluster-lost Cluster/Cluster [dev]`.
   * `{}` for an edit that nothing is said of.
   */
  readonly says: Expected<readonly string[]>;
  /** The resources that are replaced, `?` behind those that may be. None unless said. */
  readonly replaced?: Expected<readonly string[]>;
  /** Why some of those are replaced: `Network/PublicSubnet1: VpcId <- Network/Vpc`. Not all need be here. */
  readonly because?: Expected<readonly string[]>;
  /** Whether `make plan` is run as people run it, which takes longer. It ends with 2 where something is refused, with 0 elsewhere. */
  readonly asCommand?: true;
  /** The resources that change in any way, `+` before those that are made, `-` before those that go. Not looked at unless said. */
  readonly touches?: Expected<readonly string[]>;
}

/** The same for all systems. */
export function everywhere<T>(expected: T): Expected<T> {
  return Object.fromEntries(SYSTEMS.map((name) => [name, expected]));
}

/** Takes rules out of `templates/rules.ts`, as somebody does whom `make synth` refuses. */
export function withoutRules(...codes: readonly string[]): FileEdit {
  const list = '[...TRAFFIC, ...RELEASE, ...HOOKS, ...SERVICE_RULES]';
  return ['templates/rules.ts', list, `${list}.filter(({ code }) => !${JSON.stringify(codes)}.includes(code))`];
}

/** Takes out that `make synth` asks for a value of every parameter. */
export const MAY_BE_MISSING: FileEdit = [
  'templates/environments/parameter-check.ts',
  'return [problem(path, `${name} has neither',
  'if (path) return [];\n  return [problem(path, `${name} has neither',
];

/** Takes out that `make synth` refuses a live colour in files. */
export const MAY_BE_PINNED: readonly FileEdit[] = [
  ['templates/environments/parameter-check.ts', 'if (reserved) {', "if (reserved && name !== 'LiveColour') {"],
];

/** `Service/{Service,TaskRole}` as two lines, so that rows are short. */
export function expand(line: string): readonly string[] {
  const [, before = '', names, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(line) ?? [];
  return names === undefined ? [line] : names.split(',').map((name) => `${before}${name}${after}`);
}
