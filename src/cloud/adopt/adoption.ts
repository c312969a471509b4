import { isObject } from '../../dsl/border.ts';
import type { Problem } from '../../dsl/error.ts';
import { adoptableOf, wayRound } from '../adoptable.ts';
import { explainValidations } from '../change-set-fault.ts';
import { type Target, templateAt } from '../target.ts';
import { nameFrom } from '../target-resources.ts';
import type { Validation } from '../validation-events.ts';
import type { Fixed } from './derive-target.ts';

/** A resource that is to be taken into a stack as it is. */
export interface Adoption extends Fixed {
  readonly type: string;
  /** As people call it: `log group`. */
  readonly what: string;
  /** The stack that takes it: by logical ids, from the root's name on. */
  readonly stack: string;
  /** Whether it stays when the stack is taken down, by the reviewed template. */
  readonly isKept: boolean;
}

/** What a conflict of names comes to: something to adopt, or why it is not. */
export type Candidate = { readonly adoption: Adoption } | { readonly problem: Problem };

/** What is to be done about a name that is taken. */
export function candidateOf(target: Target, validation: Validation): Candidate {
  const { path, logicalId, type } = validation;
  const adoptable = adoptableOf(type);
  const [problem] = explainValidations(target, [validation]);
  const refused = (hint: string): Candidate => ({
    problem: {
      ...problem,
      code: 'not-adoptable',
      message: `${problem?.message ?? validation.reason}; it cannot be adopted`,
      hint,
    },
  });
  if (adoptable === undefined) return refused(wayRound({ type, target }));
  const below = path.slice(1);
  const { Resources } = templateAt(target.root, below)?.template ?? {};
  const resource = isObject(Resources) ? Resources[logicalId] : undefined;
  const properties = isObject(resource) && isObject(resource.Properties) ? resource.Properties : {};
  const name = nameFrom(properties[adoptable.nameProperty], target.stackName);
  if (name === undefined) {
    const written = `write its ${adoptable.nameProperty} so that it is known before the deployment, then adopt it`;
    return refused([written, wayRound({ type, target, isRuledOut: true })].join('\n     or '));
  }
  const { what, nameProperty } = adoptable;
  const policy = isObject(resource) ? String(resource.DeletionPolicy ?? 'Delete') : 'Delete';
  const isKept = policy.startsWith('Retain');
  return { adoption: { path: below, stack: path.join('/'), logicalId, type, what, nameProperty, name, isKept } };
}
