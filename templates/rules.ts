import { allStacks, type BuiltStack, type Problem } from '../src/dsl/index.ts';
import { type Emitted, EmittedSystem } from './rules/emitted-system.ts';
import { HOOKS } from './rules/hooks.ts';
import { KEEPING } from './rules/keeping.ts';
import { SHARED_NAMES } from './rules/names.ts';
import { OUTPUTS } from './rules/outputs.ts';
import { type Permitted, POLICIES } from './rules/policies.ts';
import { PORTABLE, type Written } from './rules/portable.ts';
import { RELEASE } from './rules/release.ts';
import { applyRules, type Rule } from './rules/rule.ts';
import { SERVICE_RULES } from './rules/service.ts';
import { TRAFFIC } from './rules/traffic.ts';

export type { Emitted } from './rules/emitted-system.ts';

/** A template, and what of it a user has said in the system's options. */
export type TemplateSubject = Written & Permitted;

/** What holds of every template by itself, the deployer's among them. */
export const TEMPLATE_RULES: readonly Rule<TemplateSubject>[] = [
  ...PORTABLE,
  ...POLICIES,
  ...[...KEEPING, ...SHARED_NAMES].map((rule) => ({ ...rule, find: ({ stack }: TemplateSubject) => rule.find(stack) })),
];

/** What holds of a system's stacks among each other; the subject is the root. */
export const TREE_RULES: readonly Rule<BuiltStack>[] = OUTPUTS;

/** What holds of a system as a whole: blue, green, and what moves traffic between them. */
export const SYSTEM_RULES: readonly Rule<EmittedSystem>[] = [...TRAFFIC, ...RELEASE, ...HOOKS, ...SERVICE_RULES];

/**
 * What blue/green on ECS needs and neither types nor the schema can see. Each rule has a code; `docs/rules.md` lists them.
 * @returns everything that does not hold, with where it is and what to do.
 */
export function checkRules(emitted: Emitted): readonly Problem[] {
  const { root, own, onEverything } = emitted;
  return [
    ...allStacks(root).flatMap((stack) => checkTemplateRules(stack, { own, onEverything })),
    ...applyRules(TREE_RULES, root),
    ...applyRules(SYSTEM_RULES, new EmittedSystem(emitted)),
  ];
}

/** The rules of a single template. */
export function checkTemplateRules(
  stack: BuiltStack,
  { own, onEverything }: Pick<Emitted, 'own' | 'onEverything'> = { own: [], onEverything: [] },
): readonly Problem[] {
  return applyRules(TEMPLATE_RULES, { stack, own, onEverything });
}
