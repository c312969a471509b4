/** What a command line says: options by their names, and what stands beside them. */
export interface CommandLine {
  /** Each time that an option is given; `''` for one without a value. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly words: readonly string[];
  /** Options that are not known. */
  readonly unknown: readonly string[];
}

/**
 * Reads a command line with long options, `--name value` or `--name=value`.
 * @param names those that take a value, and the short ones that mean them; `flags` are those that take none.
 */
export function readArguments(
  args: readonly string[],
  names: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): CommandLine {
  const options: Record<string, string[]> = {};
  const words: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [, word = '', inline] = /^(--?[\w-]+)(?:=([\s\S]*))?$/.exec(args[at] ?? '') ?? [];
    const name = Object.hasOwn(names, word) ? names[word] : undefined;
    if (word === '') words.push(args[at] ?? '');
    else if (flags.includes(word) && inline === undefined) options[word] = [''];
    else if (name === undefined) unknown.push(word);
    else {
      if (inline === undefined) at += 1;
      options[name] = [...(options[name] ?? []), inline ?? args[at] ?? ''];
    }
  }
  return { options, words, unknown };
}
