import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../../src/synth/synthesize.ts';
import { ENVIRONMENTS } from '../environments.ts';
import helloAdmin from '../systems/hello-admin.ts';
import helloServer from '../systems/hello-server.ts';
import { at } from '../variants.ts';
import type { ParameterValues } from './environment.ts';

describe('what hello-admin is told of hello-server', () => {
  const { templates } = synthesize(helloServer);
  const root = templates.find(({ file }) => file === 'root.yaml')?.stack.template;
  const cluster = templates.find(({ file }) => file === 'cluster.yaml')?.stack.template;

  for (const { name, parametersOf } of ENVIRONMENTS) {
    const told: ParameterValues = parametersOf['hello-admin'] ?? {};

    test(`${name}: is outputs of its stack, as far as they are not the system's own`, () => {
      const asked = Object.keys(helloAdmin.build().template.Parameters ?? {});
      const outputs = Object.keys(root?.Outputs ?? {});
      for (const parameter of asked.filter((each) => outputs.includes(each))) {
        assert.ok(told[parameter] !== undefined, parameter);
      }
    });

    test(`${name}: has the names that its templates give, where they give any`, () => {
      const systemName = String(at(root?.Parameters, 'SystemName', 'Default'));
      const named = (id: string, property: string) => {
        const value = at(cluster?.Resources[id], 'Properties', property);
        const text = String(at(value, 'Fn::Sub') ?? `\${${String(at(value, 'Ref'))}}`);
        return text.replace('${SystemName}', systemName);
      };
      assert.equal(told.ClusterName, named('Cluster', 'ClusterName'));
      assert.equal(told.CapacityProviderName, named('CapacityProvider', 'Name'));
    });
  }
});
