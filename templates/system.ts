import { type BuiltStack, buildStack, Place } from '../src/dsl/index.ts';
import type { OutputFile } from '../src/synth/output-file.ts';
import type { System } from '../src/synth/system.ts';
import { deployerFile } from './deployer.ts';
import { fleetFiles } from './environments/fleet-files.ts';
import { environmentFiles } from './environments/parameter-files.ts';
import { fleetRoleFiles } from './fleet.ts';
import { placeHooks } from './hooks/placement.ts';
import { completeOptions } from './options/complete.ts';
import type { CompleteOptions, SystemOptions } from './options/system.ts';
import { releaseFiles } from './release.ts';
import { listLengths } from './root/root-parameters.ts';
import { root } from './root.ts';
import { describeEmitted } from './rules/emit.ts';
import { checkRules } from './rules.ts';
import { stackPolicyFiles } from './stack-policy.ts';
import { toolsFiles } from './tools.ts';

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
  const files = (built: BuiltStack): readonly OutputFile[] => {
    const { permissionsBoundary, tags } = complete();
    const lengths = listLengths(complete(), placeHooks(complete()));
    return [
      ...releaseFiles(complete()),
      ...stackPolicyFiles(built),
      ...environmentFiles(name, built, environments, place, lengths),
      ...fleetFiles({ system: name, root: built, fleets, environments, lengths, place }),
      ...fleetRoleFiles({ name, root: built, fleets, permissionsBoundary, tags }),
      ...toolsFiles(complete()),
      deployerFile({ name, root: built, permissionsBoundary, tags, ...(deployedBy && { identity: deployedBy }) }),
    ];
  };
  return { name, build, check, files };
}
