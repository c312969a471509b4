import { isObject } from '../../dsl/border.ts';
import { TealformError, throwIfAny } from '../../dsl/error.ts';
import type { FleetFile, RoleStack } from '../../synth/fleet-file.ts';
import type { OutputReader } from '../output-reader.ts';
import type { DeployEnvironment, Target, TemplateFile } from '../target.ts';
import { readTemplate, VerifiedFiles } from '../verified-files.ts';

/** A system and the stack set that it is deployed by, read from `output/`. */
export interface FleetTarget {
  readonly system: string;
  readonly file: FleetFile;
  /** The template of the set's stacks, in the form that the fleet has. */
  readonly root: TemplateFile;
  /** The templates of roles, by their path in `output/<system>/`. */
  readonly roles: Readonly<Record<string, string>>;
}

/** Of what form a fleet's file is that this program understands. */
const FORM = 1;

/**
 * Reads a system's stack set in a fleet. Nothing is taken that is not what `make synth` wrote.
 * @throws TealformError `unknown-system`, `not-in-fleet`, `stale-output` with everything that is wrong.
 */
export function readFleetTarget(output: OutputReader, system: string, fleet: string): FleetTarget {
  const known = output.systems();
  if (!known.includes(system)) {
    const hint = known.length === 0 ? 'run make synth' : `there are: ${known.join(', ')}`;
    throw new TealformError({ code: 'unknown-system', message: `there is no output/${system}/`, hint });
  }
  const files = new VerifiedFiles(output, system);
  const path = `fleets/${fleet}.json`;
  if (!files.below('fleets/').includes(path)) {
    const message = `${system} is not deployed to ${fleet}`;
    throw new TealformError({
      code: 'not-in-fleet',
      message,
      hint: 'see systems of the fleet in templates/environments.ts',
    });
  }
  const text = files.read(path);
  throwIfAny(files.problems);
  const file = parseFile(text, `output/${system}/${path}`);
  const root = readTemplate(files, file.template.file.replace(/\.yaml$/, ''));
  const roles = rolesOf(file).map((role) => [role.file, files.read(role.file)] as const);
  throwIfAny(files.problems);
  return { system, file, root, roles: Object.fromEntries(roles) };
}

/** Every role that a fleet's file tells to make. */
export function rolesOf({ administration, member, reader }: FleetFile): readonly RoleStack[] {
  return [administration, member, reader].filter((role) => role !== undefined);
}

/** The administrator's account in a region, in the form in which templates are uploaded to one. */
export function environmentIn({ file }: FleetTarget, region: string): DeployEnvironment {
  const { account, partition, emulator } = file.administrator;
  return {
    name: file.fleet,
    account,
    region,
    partition,
    emulator,
    tags: {},
    serviceRole: undefined,
    templateBucket: file.templates.buckets[region],
    systems: undefined,
  };
}

/** The same as something that is uploaded: the templates, and the archive that the values here name. */
export function uploadTarget(target: FleetTarget, region: string): Target {
  const { system, root, file } = target;
  const environment = environmentIn(target, region);
  return { system, environment, root, parameters: {}, policies: {}, stackName: file.stackSet.StackSetName };
}

function parseFile(text: string, path: string): FleetFile {
  const parsed: unknown = JSON.parse(text);
  const version =
    typeof parsed === 'object' && parsed !== null && 'formatVersion' in parsed ? parsed.formatVersion : undefined;
  if (version !== FORM) {
    const message = `${path} is of form ${String(version)}, and this program reads form ${FORM}`;
    throw new TealformError({ code: 'stale-output', message, hint: 'run make synth' });
  }
  // The manifest says that it is what synth wrote, and the version that this program knows its form.
  return parsed as FleetFile;
}

/** The names of a template's listeners: what a wrong colour would reach. */
export function listenersIn({ template }: Pick<TemplateFile, 'template'>): readonly string[] {
  const { Resources } = template;
  if (!isObject(Resources)) return [];
  return Object.entries(Resources).flatMap(([id, resource]) =>
    isObject(resource) && String(resource.Type).startsWith('AWS::ElasticLoadBalancingV2::Listener') ? [id] : [],
  );
}
