import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import type { OutputFile } from './output-file.ts';

/** A system as the commands see it: a name, and the root of its stacks. */
export interface System {
  /** The folder below `output/`, and what people call it: `hello-server`. */
  readonly name: string;
  /** Builds its stacks. Pure. */
  readonly build: () => BuiltStack;
  /** What is wrong with it that no single template shows; it gets both forms. Pure. */
  readonly check?: (built: BuiltStack, flat: BuiltStack) => readonly Problem[];
  /** Its templates that are deployed by themselves: who may deploy it, a tools account, a fleet's roles. They are among `files`. Pure. */
  readonly beside?: (built: BuiltStack) => readonly BesideTemplate[];
  /** What is written beside its templates. Pure. */
  readonly files?: (built: BuiltStack) => readonly OutputFile[];
}

/** A template of one stack that is no part of the system's tree. */
export interface BesideTemplate extends OutputFile {
  readonly stack: BuiltStack;
}

/** Whether a value that a module exports is a system. */
export function isSystem(value: unknown): value is System {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'build' in value &&
    typeof value.build === 'function'
  );
}
