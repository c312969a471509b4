import { TealformError } from '../../src/dsl/error.ts';
import type { Plan } from '../../src/review/plan-files.ts';
import { planMarkdown } from '../../src/review/print/markdown.ts';
import { planJson } from '../../src/review/print/plan-json.ts';
import { printPlan } from '../../src/review/print/print-plan.ts';
import { EXIT } from './command.ts';
import { lineWidth, paint } from './terminal.ts';

/** How a plan is written: for a terminal, for a comment on a pull request, for programs. */
export const PLAN_FORMATS = {
  text: (plan: Plan) => `${printPlan(plan, { width: lineWidth(), paint }).join('\n')}\n`,
  markdown: (plan: Plan) => planMarkdown(plan),
  json: planJson,
} as const;

/** One of {@link PLAN_FORMATS}. @throws TealformError `usage` for any other. */
export function planFormatOf(text: string): keyof typeof PLAN_FORMATS {
  if (text === 'text' || text === 'markdown' || text === 'json') return text;
  const message = `--format takes ${Object.keys(PLAN_FORMATS).join(', ')}, not ${JSON.stringify(text)}`;
  throw new TealformError({ code: 'usage', message });
}

/** Writes a plan. @returns the exit code: 2 where something is refused. */
export function writePlan(plan: Plan, format: keyof typeof PLAN_FORMATS): number {
  process.stdout.write(PLAN_FORMATS[format](plan));
  return plan.systems.some(({ refused }) => refused.length > 0) ? EXIT.refused : EXIT.done;
}
