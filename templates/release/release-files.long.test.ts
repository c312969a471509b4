import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/lib/root.ts';
import { loadSystems } from '../../scripts/lib/systems.ts';
import { type Synthesized, synthesize } from '../../src/synth/synthesize.ts';
import { NAMES, outputOf, type Variant } from '../variants.ts';
import { appSpecProblems } from './app-spec-schema.ts';
import { taskDefinitionProblems } from './ecs-model.ts';
import { buildSpecOf, fillIn } from './emitted.ts';
import { imageDetailProblems } from './image-detail.ts';
import { type Build, runBuild } from './run-build.ts';

const systems = await loadSystems();

/** Every variant, and every system that there is, by what it is called. */
const emitted: readonly { readonly name: string; readonly output: () => Synthesized }[] = [
  ...NAMES.map((name) => ({ name, output: () => outputOf(name) })),
  ...systems.map((system) => ({ name: `templates/systems: ${system.name}`, output: () => synthesize(system) })),
];

/** Those whose repository has the files. */
const BRINGING: readonly string[] = [
  'an existing network and cluster, all hooks through two NAT gateways',
] satisfies readonly Variant[];

/** The one whose build is another account's. */
const AFAR = 'released from a tools account' satisfies Variant;

describe('what a release consists of', () => {
  for (const { name, output } of emitted) {
    test(`as it is there to be read: ${name}`, () => {
      assert.deepEqual(problemsOfRelease(releaseOf(output())), []);
    });

    test(`as builds write it: ${name}`, (context) => {
      const read = releaseOf(output());
      const files = BRINGING.includes(name)
        ? { 'taskdef.json': fillIn(read('taskdef.json')), 'appspec.yaml': fillIn(read('appspec.yaml')) }
        : {};
      for (const [where, buildSpec] of buildSpecsOf(output())) {
        assert.deepEqual(problemsOf(runBuild(context, buildSpec, { files })), [], where);
      }
    });
  }

  for (const { name } of systems) {
    test(`as it stands in output/${name}/release/`, (context) => {
      const folder = join(ROOT, 'output', name, 'release');
      const read = (file: string) => readFileSync(join(folder, file), 'utf8');
      assert.deepEqual(problemsOfRelease(read), []);
      if (!existsSync(join(folder, 'buildspec.yml'))) return;
      assert.deepEqual(problemsOf(runBuild(context, fillIn(read('buildspec.yml')))), []);
    });
  }

  test('has a build in both forms of the template, and one to be read, wherever there is a source', () => {
    // A pipeline in a tools account is in neither form.
    const here = emitted.filter(({ name }) => name !== AFAR);
    const builds = here.map(({ output }) => buildSpecsOf(output()).map(([where]) => where));
    const built = builds.filter((each) => each.length > 0);
    for (const each of built) assert.deepEqual(each, ['pipeline.yaml', 'flat.yaml', 'release/buildspec.yml']);
    assert.ok(built.length >= 4, 'there are variants with a source');
  });
});

/** The files of a release to be read. */
function releaseOf({ files }: Synthesized): (file: string) => string {
  return (file) => files.find(({ path }) => path === `release/${file}`)?.text ?? '';
}

/** The buildspecs of a system, by the files that they stand in. */
function buildSpecsOf(output: Synthesized): readonly (readonly [string, string])[] {
  const inTemplates = output.templates.map(({ file, stack }) => [file, buildSpecOf(stack.template) ?? ''] as const);
  const toBeRead = ['release/buildspec.yml', fillIn(releaseOf(output)('buildspec.yml'))] as const;
  return [...inTemplates, toBeRead].filter(([, text]) => text !== '');
}

/** What is wrong with what a build hands over. */
function problemsOf({ status, stderr, files, read }: Build): readonly string[] {
  if (status !== 0) return [`the build fails: ${stderr}`];
  const missing = ['taskdef.json', 'appspec.yaml'].filter((file) => !files.includes(file));
  return [
    ...missing.map((file) => `${file} is not handed over`),
    ...(files.includes('imageDetail.json') ? imageDetailProblems(read('imageDetail.json')) : []),
    ...problemsOfRelease(read),
  ];
}

/** What is wrong with a task definition and an AppSpec, each alone and beside the other. */
function problemsOfRelease(read: (file: string) => string): readonly string[] {
  const definition = JSON.parse(fillIn(read('taskdef.json')));
  const appSpec = fillIn(read('appspec.yaml'));
  const problems = [...taskDefinitionProblems(definition), ...appSpecProblems(appSpec)];
  return problems.length > 0
    ? problems
    : disagreements(definition, parse(appSpec).Resources[0].TargetService.Properties);
}

interface TaskDefinition {
  readonly networkMode?: string;
  readonly containerDefinitions: readonly {
    readonly name?: string;
    readonly image?: string;
    readonly logConfiguration?: object;
    readonly portMappings?: readonly { readonly containerPort?: number }[];
  }[];
}

interface ServiceProperties {
  readonly LoadBalancerInfo: { readonly ContainerName: string; readonly ContainerPort: number };
  readonly NetworkConfiguration?: object;
}

function disagreements(
  { networkMode, containerDefinitions }: TaskDefinition,
  { LoadBalancerInfo, NetworkConfiguration }: ServiceProperties,
): readonly string[] {
  const { ContainerName, ContainerPort } = LoadBalancerInfo;
  const serving = containerDefinitions.find(({ name }) => name === ContainerName);
  const silent = containerDefinitions.filter(({ logConfiguration }) => logConfiguration === undefined);
  return [
    ...(serving?.portMappings?.some(({ containerPort }) => containerPort === ContainerPort)
      ? []
      : [`no container ${ContainerName} listens on ${ContainerPort}`]),
    ...(serving?.image === '<IMAGE1_NAME>' ? [] : ['the container that serves is not the one that is released']),
    ...silent.map(({ name }) => `${name} logs nowhere`),
    ...((networkMode === 'awsvpc') === (NetworkConfiguration !== undefined)
      ? []
      : [`the network mode is ${networkMode}, which the AppSpec does not suit`]),
  ];
}
