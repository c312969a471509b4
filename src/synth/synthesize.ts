import { checkStack } from '../check/check.ts';
import { checkLimits, checkSize } from '../check/limits.ts';
import { allStacks } from '../dsl/built.ts';
import { throwIfAny } from '../dsl/error.ts';
import { type HeaderWriter, type RenderedTemplate, renderFlat, renderNested } from '../dsl/render.ts';
import { writeManifest } from './manifest.ts';
import type { System } from './system.ts';

/** A file below `output/`. */
export interface OutputFile {
  /** Relative to the folder of its system, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Everything that is written for one system. */
export interface Synthesized {
  readonly system: string;
  readonly files: readonly OutputFile[];
  /** The templates among the files, with what was printed. */
  readonly templates: readonly RenderedTemplate[];
}

/**
 * A system's templates in both forms, and the manifest over them. Pure: touches no disk.
 * @throws TealformError with every problem of every stack.
 */
export function synthesize(system: System): Synthesized {
  const root = system.build();
  throwIfAny([...root.problems, ...allStacks(root).flatMap(checkStack)]);
  const header = headerOf(system.name);
  const flat = renderFlat(root, header);
  // The flat form is made of what was checked; what it can still break is what grows by putting it all together.
  const templates = [...renderNested(root, header), flat];
  throwIfAny([...checkLimits(flat.stack), ...templates.flatMap(({ stack, text }) => checkSize(stack, text))]);
  const files = templates.map(({ file, text }) => ({ path: file, text }));
  return { system: system.name, files: [...files, { path: 'manifest.json', text: writeManifest(files) }], templates };
}

function headerOf(system: string): HeaderWriter {
  return ({ name, place }, file) => {
    const source = place.file;
    if (file === 'flat.yaml') {
      return [
        `${system} in one template, for where nested stacks cannot be deployed: service-managed stack sets.`,
        `Written by \`make synth\` from ${source} and the stacks it nests; edit those files, not this one.`,
        'DependsOn keeps the order in which the nested stacks would be created, where references do not.',
      ];
    }
    return [`${name} of ${system}.`, `Written by \`make synth\` from ${source}; edit that file, not this one.`];
  };
}
