import type { Problem } from '../../dsl/error.ts';
import { type JudgedChange, placeOf } from '../rules/verdict.ts';
import type { TypeLookup } from './replacement.ts';

/** The types that change and that nobody has told us about, each once: of those it is only said that they may be replaced. */
export function findUnknownTypes(changes: readonly JudgedChange[], lookUp: TypeLookup): readonly Problem[] {
  const found = new Map<string, JudgedChange>();
  for (const judged of changes) {
    const { action, type } = judged.change;
    if (action === 'Modify' && !found.has(type) && lookUp(type) === undefined) found.set(type, judged);
  }
  return [...found].map(([type, judged]) => ({
    ...placeOf(judged),
    code: 'type-unknown',
    message: `${type || 'a resource without a type'} is not known here: whether a change replaces it, nobody has said`,
    hint: 'look it up: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
  }));
}
