import { type BuiltStack, buildStack, Place } from '../src/dsl/index.ts';
import type { OutputFile } from '../src/synth/output-file.ts';
import type { BesideTemplate, System } from '../src/synth/system.ts';
import { renderDeployer } from './deployer.ts';
import { diagramFile } from './diagram.ts';
import { fleetFiles } from './environments/fleet-files.ts';
import { environmentFiles } from './environments/parameter-files.ts';
import { renderFleetRoles } from './fleet.ts';
import { placeHooks } from './hooks/placement.ts';
import { completeOptions } from './options/complete.ts';
import type { CompleteOptions, SystemOptions } from './options/system.ts';
import { releaseFiles } from './release.ts';
import { listLengths } from './root/root-parameters.ts';
import { root } from './root.ts';
import { describeEmitted } from './rules/emit.ts';
import { checkRules } from './rules.ts';
import { stackPolicyFiles } from './stack-policy.ts';
import { renderTools } from './tools.ts';

/**
 * A service on ECS that is released blue/green, and everything around it. A file in `templates/systems/` exports one as its
 * default; `make` writes its templates to `output/<name>/`, and beside them the files of a release, the stack policies, who may
 * deploy it, and the parameters of each environment.
 *
 * @throws TealformError when it is built, with every invalid option.
 */
export function blueGreenSystem(options: SystemOptions): System {
  const place = Place.ofCallerOf(blueGreenSystem);
  const { name, environments = [], fleets = [], deployedBy } = options;
  let checked: CompleteOptions | undefined;
  const complete = (): CompleteOptions => (checked ??= completeOptions(options, place));
  const build = (): BuiltStack => buildStack(root(complete()));
  const check = (built: BuiltStack, flat: BuiltStack) => checkRules(describeEmitted(complete(), built, flat));
  const beside = (built: BuiltStack): readonly BesideTemplate[] => {
    const { permissionsBoundary, tags } = complete();
    const shared = { name, root: built, permissionsBoundary, tags };
    return [
      ...renderFleetRoles({ ...shared, fleets }).map(({ file, text, stack }) => ({
        path: `fleets/${file}`,
        text,
        stack,
      })),
      ...renderTools(complete()).map(({ file, text, stack }) => ({ path: `tools/${file}`, text, stack })),
      ...[renderDeployer({ ...shared, ...(deployedBy && { identity: deployedBy }) })].map(({ file, text, stack }) => ({
        path: file,
        text,
        stack,
      })),
    ];
  };
  const files = (built: BuiltStack): readonly OutputFile[] => {
    const lengths = listLengths(complete(), placeHooks(complete()));
    const others = beside(built);
    const tools = others.filter(({ path }) => path.startsWith('tools/')).map(({ stack }) => stack);
    return [
      ...releaseFiles(complete()),
      ...stackPolicyFiles(built),
      ...environmentFiles(name, built, environments, place, lengths),
      ...fleetFiles({ system: name, root: built, fleets, environments, lengths, place }),
      ...others.map(({ path, text }) => ({ path, text })),
      diagramFile({ name, root: built, tools }),
    ];
  };
  return { name, build, check, beside, files };
}
