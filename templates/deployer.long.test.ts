import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { SQS } from '../src/aws/index.ts';
import { lintTemplates } from '../src/check/linters/lint.ts';
import { buildStack, stack, TealformError } from '../src/dsl/index.ts';
import { synthesize } from '../src/synth/synthesize.ts';
import { render, roots } from './deployer/statements.ts';
import { type CiIdentity, gitHubActions, renderDeployer, tokenIssuer } from './deployer.ts';
import { blueGreenSystem } from './system.ts';
import helloServer from './systems/hello-server.ts';
import { at, base } from './variants.ts';

describe('the template of a deployer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-deployer-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('is clean to both linters, whoever deploys what', async () => {
    const identities: readonly CiIdentity[] = [
      gitHubActions({ by: 'environment' }),
      gitHubActions({ by: 'branch', provider: 'new' }),
      tokenIssuer({ issuer: 'gitlab.com' }),
    ];
    const variants = [
      'hello-server',
      'HTTPS with host name, everything that Fargate can',
      'an existing network',
    ] as const;
    const files = identities.map((identity, index) => {
      const file = `deployer-${index}.yaml`;
      const name = variants[index] ?? 'hello-server';
      writeFileSync(join(folder, file), render(name, { identity, permissionsBoundary: index === 1 }).text);
      return file;
    });
    const result = await lintTemplates(files, { cwd: folder, env: process.env });
    assert.deepEqual(result.failures, []);
    assert.deepEqual(
      result.findings
        .filter(({ severity }) => severity !== 'info')
        .map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`),
      [],
    );
  });

  test('lets in whoever the system says', () => {
    const gitLab = blueGreenSystem({ ...base, deployedBy: tokenIssuer({ issuer: 'gitlab.com' }) });
    const texts = [blueGreenSystem(base), gitLab].map(
      (system) => synthesize(system).files.find(({ path }) => path === 'deployer.yaml')?.text ?? '',
    );
    assert.match(texts[0] ?? '', /token\.actions\.githubusercontent\.com:sub: !Sub repo:/);
    assert.match(texts[1] ?? '', /gitlab\.com:sub: !Ref Subject/);
    assert.doesNotMatch(texts[1] ?? '', /githubusercontent/);
  });

  test('is a file of its own, says in a comment what each resource is for, and is the same each time', () => {
    const options = {
      name: 'hello-server',
      root: roots.get('hello-server') ?? helloServer.build(),
      permissionsBoundary: false,
      tags: {},
    };
    const { file, text, stack: built } = renderDeployer(options);
    assert.equal(file, 'deployer.yaml');
    assert.equal(renderDeployer(options).text, text);
    assert.deepEqual(
      Object.keys(built.template.Resources).filter((id) => !built.comments[id]),
      [],
    );
  });

  test('names no partition, account, region or host of AWS but those of services', () => {
    for (const name of roots.keys()) {
      const { text } = render(name);
      assert.doesNotMatch(text, /arn:aws[:-]|\b\d{12}\b|\b(us|eu|ap|cn)-[a-z]+-\d\b/);
      const hosts = [...text.matchAll(/[\w.-]+\.amazonaws\.com/g)].map(([host]) => host);
      assert.ok(
        hosts.every((host) => /^[a-z-]+(\.application-autoscaling)?\.amazonaws\.com$|^ecs\./.test(host)),
        String(hosts),
      );
    }
  });

  test('has the tags of the system, and roles with names that can be written down', () => {
    const { stack: built } = render('hello-server', { tags: { team: 'platform' } });
    for (const [id, name] of [
      ['ServiceRole', 'cloudformation'],
      ['DeployRole', 'deployer'],
    ] as const) {
      const properties = built.template.Resources[id]?.Properties;
      assert.deepEqual(at(properties, 'RoleName'), { 'Fn::Sub': `\${SystemName}-${name}-\${AWS::Region}` });
      assert.deepEqual(at(properties, 'Tags'), [
        { Key: 'Name', Value: { 'Fn::Sub': `\${SystemName}-${name}` } },
        { Key: 'team', Value: 'platform' },
      ]);
      assert.equal(at(properties, 'PermissionsBoundary'), undefined);
    }
  });

  test('is refused for a system with a resource that CloudFormation would not be allowed to create', () => {
    const root = buildStack(
      stack('Root', { description: 'x' }, (_, { resource }) => {
        resource('Queue', new SQS.Queue());
        return {};
      }),
    );
    assert.throws(
      () => renderDeployer({ name: 'x', root, permissionsBoundary: false, tags: {} }),
      (error) => {
        assert.ok(error instanceof TealformError);
        assert.deepEqual(
          error.problems.map(({ code, message }) => [code, message]),
          [['unknown-permissions', 'nobody has said what CloudFormation must be allowed to do for AWS::SQS::Queue']],
        );
        return true;
      },
    );
  });
});
