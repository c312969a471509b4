import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { madeUpValues } from '../../src/check/permissions/made-up.ts';
import { ResolvedTemplate } from '../../src/check/permissions/resolve.ts';
import type { Data } from '../../src/dsl/template.ts';
import { Account } from '../../src/local/account.ts';
import { PIPELINE } from '../../src/local/resources/code-pipeline.ts';
import { readProject } from '../../src/rehearsal/pipeline/build-project.ts';
import { readBuildSpec } from '../../src/rehearsal/pipeline/build-spec.ts';
import { whatIsNotSupported } from '../../src/rehearsal/pipeline/supported.ts';
import { hasPipeline, NAMES, templateOf, type Variant } from '../variants.ts';

const WHEREABOUTS = { partition: 'aws', region: 'eu-central-1', accountId: '111122223333' };

describe('what templates say of pipelines and builds', () => {
  for (const name of NAMES.filter(hasPipeline)) {
    test(`is all understood by a rehearsal: ${name}`, () => {
      const { account, pipeline, project } = deployed(name);
      assert.deepEqual(whatIsNotSupported(pipeline, WHEREABOUTS.region), []);
      const { buildSpec } = readProject(account, project.id);
      assert.ok(readBuildSpec(buildSpec ?? '').artifacts.files.includes('appspec.yaml'));
    });
  }
});

function deployed(name: Variant) {
  const template = templateOf(name, 'pipeline.yaml');
  assert.ok(template);
  const { Parameters = {} } = template;
  const given = Object.entries(Parameters).map(([parameter, { Default, AllowedValues, Type }]): [string, Data] => {
    if (Default !== undefined) return [parameter, Default];
    return [parameter, AllowedValues?.[0] ?? (Type.startsWith('List') ? ['one', 'two'] : `made-up-${parameter}`)];
  });
  const target = { partition: WHEREABOUTS.partition, region: WHEREABOUTS.region, account: WHEREABOUTS.accountId };
  const values = madeUpValues(target, Object.fromEntries(given));
  const resolved = new ResolvedTemplate(template, {
    ...values,
    resource: (reference) => values.resource(reference) ?? `made-up-${reference.logicalId}`,
  });
  const account = Account.empty(WHEREABOUTS);
  const put = (type: string, logicalId: string) => {
    const properties = resolved.properties(logicalId);
    const id = String(properties.Name);
    return account.put({ type, id, properties, attributes: { Arn: `arn:made-up:${id}` } });
  };
  return {
    account,
    pipeline: put(PIPELINE, 'Pipeline'),
    project: put('AWS::CodeBuild::Project', 'BuildProject'),
  };
}
