import type { Problem } from './error.ts';
import { Expression } from './expression.ts';

/** One stack while it is built. Everything a stack declares belongs to its scope and may only be used there. */
export interface Scope {
  /** The stack's name. */
  readonly stack: string;
}

/** What a reference points at: a declaration of one scope. */
export interface Declared {
  readonly scope: Scope;
  readonly kind: 'parameter' | 'rule' | 'mapping' | 'condition' | 'resource' | 'nested stack' | 'output';
  readonly logicalId: string;
}

/** Under this key, handles of resources and nested stacks carry what they declare. */
export const declaration: unique symbol = Symbol('declaration');

/** Something declared that others can wait for: the handle of a resource or of a nested stack. */
export interface HasDeclaration {
  readonly [declaration]: Declared;
}

/** A `Ref` or `Fn::GetAtt` to something that a stack declared. It remembers whose it is, so that use in another stack is found. */
export class Reference<out T> extends Expression<T> {
  readonly target: Declared;
  /** Whether it yields a list: types say so too, but are gone when lists are joined to cross a stack's border. */
  readonly isList: boolean;

  /** @param attribute the attribute's name; without one it is a `Ref`. */
  constructor(target: Declared, isList: boolean, attribute?: string) {
    if (attribute === undefined) super('Ref', target.logicalId);
    else super('Fn::GetAtt', [target.logicalId, attribute]);
    this.target = target;
    this.isList = isList;
  }
}

/** The problem of using what another stack declares. */
export function foreignReference({ kind, logicalId, scope }: Declared): Pick<Problem, 'code' | 'message' | 'hint'> {
  return {
    code: 'foreign-reference',
    message: `refers to the ${kind} ${logicalId} of stack ${scope.stack}`,
    hint: `return it from ${scope.stack} as an output and pass it on as a parameter`,
  };
}
