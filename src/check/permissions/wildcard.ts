/**
 * Whether the text is what the pattern says: `*` stands for any characters, none included and colons among them, `?` for
 * exactly one. Takes time in proportion to both lengths, whatever the pattern.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  return fits(pattern, text, () => true);
}

/**
 * Whether a pattern matches everything that another one matches: `s3:Get*` covers `s3:GetObject` and `s3:GetObject*`, not `s3:*`.
 * Of patterns with `?` it may not see it, as of `?*` and `*a`; it never sees what is not so.
 */
export function coversWildcard(pattern: string, other: string): boolean {
  if (pattern === other || pattern === '*') return true;
  // Most are no patterns, and lists of them are long.
  if (!pattern.includes('*') && !pattern.includes('?')) return false;
  // A star of the other stands for more than one character can.
  return fits(inOrder(pattern), inOrder(other), (character) => character !== '*');
}

/** Whether there is a text that both patterns match. */
export function overlapsWildcard(one: string, other: string): boolean {
  // Which beginnings of `other` can be met after each part of `one`.
  let reached: readonly boolean[] = Array.from({ length: other.length + 1 }, (_, at) =>
    /^\**$/.test(other.slice(0, at)),
  );
  for (const wanted of one) {
    const next: boolean[] = [];
    for (let at = 0; at <= other.length; at += 1) {
      const given = other[at - 1];
      const both = wanted === '?' || given === '?' || wanted === given;
      next[at] =
        (wanted === '*' && (reached[at] || (at > 0 && next[at - 1] === true))) ||
        (given === '*' && (next[at - 1] === true || reached[at] === true)) ||
        (given !== undefined && given !== '*' && wanted !== '*' && both && reached[at - 1] === true);
    }
    reached = next;
  }
  return reached.at(-1) === true;
}

// `*?*` and `?*` say the same.
function inOrder(pattern: string): string {
  return pattern.replace(/[*?]{2,}/g, (run) => `${run.replaceAll('*', '')}${run.includes('*') ? '*' : ''}`);
}

function fits(pattern: string, text: string, one: (character: string) => boolean): boolean {
  let read = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = pattern[read];
    if (wanted === '*') {
      star = read;
      resume = at;
      read += 1;
    } else if ((wanted === '?' && one(text[at] ?? '')) || (wanted !== undefined && wanted === text[at])) {
      read += 1;
      at += 1;
    } else if (star >= 0) {
      // The last star takes one character more; stars before it took what they needed.
      read = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (pattern[read] === '*') read += 1;
  return read === pattern.length;
}

/** The same without regard to case, as actions are compared. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * Whether an ARN is what the pattern says, as the ARN operators of conditions compare: each of the six parts by itself, so that a
 * wildcard in one does not reach into the next. A text that is no ARN matches nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(pattern: string, arn: string): boolean {
  const wanted = arnParts(pattern);
  const given = arnParts(arn);
  if (!wanted || !given) return false;
  return wanted.every((part, index) => matchesWildcard(part, given[index] ?? ''));
}

/** The six parts of an ARN or of a pattern for one; the last keeps its colons. Undefined where there are fewer. */
export function arnParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 || parts[0] !== 'arn' ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Whether some text matches both patterns. */
export function overlap(one: string, other: string): boolean {
  // Most are told apart by how they begin.
  const [begin, otherBegin] = [literalStart(one), literalStart(other)];
  if (!begin.startsWith(otherBegin) && !otherBegin.startsWith(begin)) return false;
  const seen = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const at = i * (other.length + 1) + j;
    const before = seen.get(at);
    if (before !== undefined) return before;
    const [a, b] = [one[i], other[j]];
    const result =
      a === undefined && b === undefined
        ? true
        : a === '*'
          ? from(i + 1, j) || (b !== undefined && from(i, j + 1))
          : b === '*'
            ? from(i, j + 1) || (a !== undefined && from(i + 1, j))
            : a !== undefined && b !== undefined && (a === b || a === '?' || b === '?') && from(i + 1, j + 1);
    seen.set(at, result);
    return result;
  };
  return from(0, 0);
}

function literalStart(pattern: string): string {
  const wild = pattern.search(/[*?]/);
  return wild < 0 ? pattern : pattern.slice(0, wild);
}
