// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholders
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { at, NAMES, resourceOf, type Variant } from '../variants.ts';

const usual = 'three zones, a NAT in each';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const DIGEST = `sha256:${'a'.repeat(64)}`;

/** The buildspec of a variant as its template holds it, with values where the template has references. */
function buildSpecOf(name: Variant): {
  readonly phases: Record<string, { readonly commands: readonly string[] }>;
  readonly artifacts: { readonly files: readonly string[] };
} {
  const source = at(resourceOf(name, 'pipeline.yaml', 'BuildProject'), 'Properties', 'Source', 'BuildSpec');
  const sub = at(source, 'Fn::Sub');
  const text = String(Array.isArray(sub) ? sub[0] : sub)
    .replace('${SystemName}', 'variant')
    .replace(/\$\{(?!!)([\w:.]+)\}/g, (_, reference) => VALUES[reference] ?? `value-of-${reference}`)
    .replaceAll('${!', '${');
  return parse(text);
}

const VALUES: Readonly<Record<string, string>> = {
  SystemName: 'variant',
  'AWS::AccountId': '111122223333',
  'AWS::Region': 'eu-central-1',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::Partition': 'aws',
};

/** Runs the phases as CodeBuild does: command after command in one shell, a phase ended by the first that fails. */
function runBuild(context: TestContext, name: Variant, { isThere = false, pushFails = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-build-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const standIn = (program: string, script: string) => {
    writeFileSync(join(folder, program), `#!/bin/bash\necho "${program} $*" >> "${folder}/calls"\n${script}\n`);
    chmodSync(join(folder, program), 0o755);
  };
  if (isThere) writeFileSync(join(folder, 'pushed'), '');
  standIn(
    'aws',
    `case "$*" in
  "ecr get-login-password") echo password ;;
  *"--query"*) [ -e "${folder}/pushed" ] && echo ${DIGEST} ;;
  *) [ -e "${folder}/pushed" ] ;;
esac`,
  );
  standIn(
    'docker',
    `case "$1" in login) cat > /dev/null ;; push) ${pushFails ? 'exit 1' : `touch "${folder}/pushed"`} ;; esac`,
  );
  const { phases, artifacts } = buildSpecOf(name);
  const commands = ['pre_build', 'build'].flatMap((phase) => phases[phase]?.commands ?? []);
  const script = commands.map((command) => `${command.trimEnd()}\n[ $? = 0 ] || exit 1`).join('\n');
  const { status, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH}`, CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT },
  });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { status, stderr, read, files: artifacts.files, calls: () => read('calls').trim().split('\n') };
}

describe('the build', () => {
  test('builds the image of a commit, pushes it, and hands over only the files of the release', (context) => {
    const build = runBuild(context, usual);
    assert.equal(build.status, 0, build.stderr);
    assert.deepEqual(build.files, ['imageDetail.json', 'taskdef.json', 'appspec.yaml']);
    const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/variant';
    assert.deepEqual(JSON.parse(build.read('imageDetail.json')), { ImageURI: `${image}@${DIGEST}` });
    assert.deepEqual(
      build.calls().filter((call) => call.startsWith('docker')),
      [
        'docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com',
        `docker build --build-arg VERSION=${COMMIT} --tag ${image}:${COMMIT} --file Dockerfile .`,
        `docker push ${image}:${COMMIT}`,
      ],
    );
  });

  test('takes the image that is there when a commit is built again', (context) => {
    const build = runBuild(context, usual, { isThere: true });
    assert.equal(build.status, 0, build.stderr);
    assert.ok(!build.calls().some((call) => /^docker (build|push)/.test(call)));
  });

  test('fails when the image cannot be pushed', (context) => {
    assert.equal(runBuild(context, usual, { pushFails: true }).status, 1);
  });

  test('writes a task definition that is JSON with its placeholder, and an AppSpec that is YAML with its own', (context) => {
    const build = runBuild(context, usual);
    const { containerDefinitions } = JSON.parse(build.read('taskdef.json'));
    assert.equal(containerDefinitions[0].image, '<IMAGE1_NAME>');
    assert.deepEqual(parse(build.read('appspec.yaml')), {
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: '<TASK_DEFINITION>',
              LoadBalancerInfo: { ContainerName: 'variant', ContainerPort: 8000 },
              CapacityProviderStrategy: [{ CapacityProvider: 'value-of-CapacityProviderName', Weight: 1 }],
            },
          },
        },
      ],
      Hooks: [{ AfterAllowTestTraffic: 'CodeDeployHook_variant_AfterAllowTestTraffic' }],
    });
  });

  test('says on Fargate where tasks run and what they are placed on, as CodeDeploy drops what it does not find', (context) => {
    const build = runBuild(context, 'HTTPS with host name, everything that Fargate can');
    assert.equal(build.status, 0, build.stderr);
    const { Properties } = parse(build.read('appspec.yaml')).Resources[0].TargetService;
    assert.deepEqual(Properties.CapacityProviderStrategy, [
      { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 3 },
    ]);
    assert.deepEqual(Properties.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp, 'DISABLED');
    assert.equal(Properties.NetworkConfiguration.AwsvpcConfiguration.Subnets.length, 1);
  });

  test('builds nothing where images come from elsewhere, and writes no files that the repository has', (context) => {
    const fromImage = runBuild(context, 'Fargate in public, hooks behind a NAT');
    assert.equal(fromImage.status, 0, fromImage.stderr);
    assert.deepEqual(fromImage.files, ['taskdef.json', 'appspec.yaml']);
    assert.throws(() => fromImage.calls(), /ENOENT/);
    const { phases } = buildSpecOf('an existing network and cluster, all hooks through two NAT gateways');
    assert.ok(!phases.build?.commands.some((command) => command.startsWith('cat >')));
  });

  test('is there in every system that has a source', () => {
    const projects = NAMES.filter((name) => resourceOf(name, 'pipeline.yaml', 'BuildProject'));
    assert.equal(projects.length, 4);
  });
});
