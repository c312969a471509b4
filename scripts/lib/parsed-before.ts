import { join } from 'node:path';
import { type KeptTemplates, keptTemplates } from '../../src/review/generation/kept-templates.ts';
import { keptTexts } from '../../src/text/kept-texts.ts';
import { codeOf } from './code-of.ts';
import { ROOT } from './root.ts';

/** What earlier plans have parsed: most of what is read has not changed since. See docs/adr/0019-what-lint-need-not-do-again.md. */
export function parsedBefore(): KeptTemplates {
  const code = codeOf(['src/dsl', 'src/review/generation', 'src/review/resolve', 'node_modules/yaml/package.json']);
  return keptTemplates(keptTexts(join(ROOT, '.tools', 'plan'), 'a parsed template 1'), code);
}
