import { allStacks, type BuiltStack } from '../../src/dsl/index.ts';
import type { System } from '../../src/synth/system.ts';
import { architectureOfType } from '../options/capacity.ts';
import { type Environment, isDeployedTo } from './environment.ts';
import { isImage } from './parameter-kind.ts';

/** A machine image that an environment pins for a system. */
export interface PinnedImage {
  readonly system: string;
  /** The root's parameter that takes it. */
  readonly parameter: string;
  /** What the system's instances need. */
  readonly architecture: 'x86_64' | 'arm64';
  /** The id; undefined where none is pinned yet. */
  readonly current: string | undefined;
  /** Where the environment says it: `dev.parametersOf.hello-server.ImageId`. */
  readonly path: string;
}

/** The images of all systems with instances of their own that are deployed to an environment. */
export function pinnedImages(environment: Environment, systems: readonly System[]): readonly PinnedImage[] {
  return systems
    .filter(({ name }) => isDeployedTo(environment, name))
    .flatMap(({ name: system, build }) => {
      const root = build();
      const parameters = Object.entries(root.template.Parameters ?? {}).filter(([, { Type }]) => isImage(Type));
      return parameters.map(([parameter]): PinnedImage => {
        const own = environment.parametersOf[system]?.[parameter];
        const value = own ?? environment.parameters[parameter];
        const isCommon = own === undefined && value !== undefined;
        return {
          system,
          parameter,
          architecture: architectureOfInstances(root),
          current: value === undefined ? undefined : String(value),
          path: `${environment.name}.${isCommon ? 'parameters' : `parametersOf.${system}`}.${parameter}`,
        };
      });
    });
}

function architectureOfInstances(root: BuiltStack): 'x86_64' | 'arm64' {
  for (const { template } of allStacks(root)) {
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::EC2::LaunchTemplate') continue;
      const data = Properties?.LaunchTemplateData;
      const type = typeof data === 'object' && data !== null && 'InstanceType' in data ? data.InstanceType : undefined;
      if (typeof type === 'string') return architectureOfType(type);
    }
  }
  return 'x86_64';
}
