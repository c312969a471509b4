import { compareFindings, type Finding, graver } from './finding.ts';
import { pathsAgree } from './location.ts';

// cloudformation-validate keeps cfn-lint's numbers and changes the letter when its severity differs (F is fatal).
// These are the rules where even the number differs, or where one of its rules answers to several of cfn-lint's.
const cfnLintNames: Readonly<Record<string, readonly string[]>> = {
  F0001: ['E1001'],
  F1018: ['E1019'],
  F1020: ['E1020', 'E1010', 'E1019'],
  F1101: ['E0000'],
  E9004: ['E1010'],
  W3030: ['E3030'],
  W3049: ['E3049'],
  I3049: ['E3049'],
};

/**
 * What both linters found, as one sorted list in which a finding of both is there once and names both.
 * Two findings are the same when they are about the same rule and the same part of the same file; what cfn-lint says of
 * rule, message and position is kept, because its positions are the more exact ones.
 */
export function mergeFindings(cfnLint: readonly Finding[], validate: readonly Finding[]): readonly Finding[] {
  const merged: Finding[] = [...cfnLint];
  const taken = new Set<number>();
  const byFile = new Map<string, number[]>();
  for (const [index, finding] of cfnLint.entries()) {
    const indexes = byFile.get(finding.file);
    if (indexes) indexes.push(index);
    else byFile.set(finding.file, [index]);
  }
  // The surest pairs go first, so that a near miss does not take the partner of an exact match.
  const pairs = validate.flatMap((finding, right) =>
    (byFile.get(finding.file) ?? []).map((left) => ({ left, right, score: likeness(merged[left], finding) })),
  );
  const paired = new Set<number>();
  for (const { left, right } of pairs.filter((pair) => pair.score > 0).sort((a, b) => b.score - a.score)) {
    const [mine, other] = [merged[left], validate[right]];
    if (taken.has(left) || paired.has(right) || !mine || !other) continue;
    taken.add(left);
    paired.add(right);
    merged[left] = combine(mine, other);
  }
  return [...merged, ...validate.filter((_, index) => !paired.has(index))].sort(compareFindings);
}

function likeness(mine: Finding | undefined, other: Finding): number {
  if (!mine || !sameRule(mine.rule, other.rule) || !samePart(mine, other)) return 0;
  return (
    1 +
    (mine.message === other.message ? 8 : 0) +
    (mine.path === other.path ? 4 : 0) +
    (mine.line === other.line ? 2 : 0) +
    (mine.column === other.column ? 1 : 0)
  );
}

function sameRule(cfnLint: string, validate: string): boolean {
  const names = cfnLintNames[validate] ?? [validate.replace(/^F/, 'E')];
  return names.includes(cfnLint);
}

function samePart(a: Finding, b: Finding): boolean {
  if (a.logicalId === undefined || b.logicalId === undefined) return a.line === b.line;
  return a.section === b.section && a.logicalId === b.logicalId && pathsAgree(a.path, b.path);
}

function combine(mine: Finding, other: Finding): Finding {
  const suggestion = [other.help, mine.help].find((help) => help !== undefined && !help.startsWith('http'));
  return {
    ...mine,
    linters: [...mine.linters, ...other.linters],
    otherRule: other.rule === mine.rule ? undefined : other.rule,
    severity: graver(mine.severity, other.severity),
    section: mine.section ?? other.section,
    logicalId: mine.logicalId ?? other.logicalId,
    path: mine.path ?? other.path,
    help: suggestion ?? mine.help ?? other.help,
    place: mine.place ?? other.place,
  };
}
