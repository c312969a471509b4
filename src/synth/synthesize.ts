import { checkStack } from '../check/check.ts';
import { checkLimits, checkSize } from '../check/limits.ts';
import { allStacks } from '../dsl/built.ts';
import { type Problem, throwIfAny } from '../dsl/error.ts';
import { type HeaderWriter, type RenderedTemplate, renderFlat, renderNested } from '../dsl/render.ts';
import type { Template } from '../dsl/template.ts';
import { writeManifest } from './manifest.ts';
import type { OutputFile } from './output-file.ts';
import type { System } from './system.ts';

/** Everything that is written for one system. */
export interface Synthesized {
  readonly system: string;
  readonly files: readonly OutputFile[];
  /** The templates among the files, with what was printed. */
  readonly templates: readonly RenderedTemplate[];
}

/**
 * A system's templates in both forms, what it has beside them, and the manifest over all of it. Pure: touches no disk.
 * @throws TealformError with every problem of every stack.
 */
export function synthesize(system: System): Synthesized {
  const root = system.build();
  // The name becomes a folder.
  const hint = 'use lower-case letters, digits and single hyphens';
  const name = /^[a-z0-9](-?[a-z0-9])*$/.test(system.name)
    ? []
    : [
        {
          code: 'invalid-name',
          message: `${JSON.stringify(system.name)} cannot name a system`,
          place: root.place,
          hint,
        },
      ];
  throwIfAny([...name, ...withoutEchoes(root.problems, allStacks(root).flatMap(checkStack))]);
  const header = headerOf(system.name);
  const flat = renderFlat(root, header);
  // The flat form is made of what was checked; what it can still break is what grows by putting it all together.
  const templates = [...renderNested(root, header), flat];
  throwIfAny([
    ...checkLimits(flat.stack, flat.text),
    ...templates.flatMap(({ stack, text }) => checkSize(stack, text)),
    ...(system.check?.(root, flat.stack) ?? []),
  ]);
  const files = [...templates.map(({ file, text }) => ({ path: file, text })), ...(system.files?.(root) ?? [])];
  return { system: system.name, files: [...files, { path: 'manifest.json', text: writeManifest(files) }], templates };
}

// What belongs to another stack does not resolve in this one either; said once is enough.
function withoutEchoes(built: readonly Problem[], checked: readonly Problem[]): readonly Problem[] {
  const foreign = built.filter(({ code }) => code === 'foreign-reference');
  const isEcho = ({ code, stack, logicalId, path = '' }: Problem) =>
    code === 'unresolved-reference' &&
    foreign.some((it) => it.stack === stack && it.logicalId === logicalId && it.path?.startsWith(path));
  return [...built, ...checked.filter((problem) => !isEcho(problem))];
}

function headerOf(system: string): HeaderWriter {
  return ({ name, place, template }, file) => {
    const source = place.file;
    if (file === 'flat.yaml') {
      return [
        `${system} in one template, for where nested stacks cannot be deployed: service-managed stack sets.`,
        `Written by \`make synth\` from ${source} and the stacks it nests; edit those files, not this one.`,
        `${orderKeepers(template)} the order in which the nested stacks would be created, where references do not.`,
      ];
    }
    return [`${name} of ${system}.`, `Written by \`make synth\` from ${source}; edit that file, not this one.`];
  };
}

// What a reader of the flat form meets there and not in the stacks it is made of.
function orderKeepers({ Resources }: Template): string {
  const isNoted = Object.values(Resources).some(({ Metadata }) => Metadata && 'WaitsFor' in Metadata);
  return isNoted ? 'DependsOn, and references under Metadata.WaitsFor, keep' : 'DependsOn keeps';
}
