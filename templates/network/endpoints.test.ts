import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../../src/synth/synthesize.ts';
import { newVpc, parameterStore, probe, type SystemOptions, secretsManager } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base } from '../variants.ts';

// Behind endpoints alone, what has no endpoint does not exist. A task whose secrets cannot be read is never started, and
// the deployment fails an hour later.
const closed = {
  ...base,
  network: newVpc({ nat: 'none', endpoints: true }),
  loadBalancer: { scheme: 'internal' },
  hooks: {},
};

describe('a network without NAT has an endpoint for each service that is used', () => {
  test('hooks report to CodeDeploy', () => {
    const hooks = { AfterAllowTestTraffic: probe({ path: '/' }) };
    assert.ok(servicesOf({ ...closed, hooks }).includes('codedeploy'));
    assert.ok(!servicesOf(closed).includes('codedeploy'));
  });

  const secrets: readonly (readonly [string, object, string])[] = [
    ['Secrets Manager', { TOKEN: secretsManager('token') }, 'secretsmanager'],
    ['Parameter Store', { TOKEN: parameterStore('/token') }, 'ssm'],
  ];
  for (const [what, given, service] of secrets) {
    test(`ECS reads secrets in ${what}`, () => {
      const container = { ...base.container, secrets: given };
      assert.ok(servicesOf({ ...closed, container }).includes(service));
      assert.ok(!servicesOf(closed).includes(service));
    });
  }

  test('a shell has its channels', () => {
    assert.ok(servicesOf({ ...closed, service: { exec: true } }).includes('ssmmessages'));
  });

  test('every endpoint answers by the usual name, in each private subnet, to the network alone', () => {
    const resources = networkOf(closed);
    const group = at(resources.EndpointSecurityGroup, 'Properties', 'SecurityGroupIngress') as readonly object[];
    assert.deepEqual(
      group.map((rule) => [at(rule, 'FromPort'), at(rule, 'ToPort'), at(rule, 'CidrIp')]),
      [[443, 443, { Ref: 'VpcCidr' }]],
    );
    for (const [id, endpoint] of Object.entries(resources)) {
      if (at(endpoint, 'Properties', 'VpcEndpointType') !== 'Interface') continue;
      assert.equal(at(endpoint, 'Properties', 'PrivateDnsEnabled'), true, id);
      assert.deepEqual(at(endpoint, 'Properties', 'SubnetIds'), [{ Ref: 'PrivateSubnet1' }, { Ref: 'PrivateSubnet2' }]);
      assert.deepEqual(at(endpoint, 'Properties', 'SecurityGroupIds'), [{ Ref: 'EndpointSecurityGroup' }], id);
    }
  });
});

function networkOf(options: object): Readonly<Record<string, unknown>> {
  const { templates } = synthesize(blueGreenSystem(options as SystemOptions));
  return templates.find(({ file }) => file === 'network.yaml')?.stack.template.Resources ?? {};
}

/** The services that endpoints lead to: `ecr.api`, `logs`. */
function servicesOf(options: object): readonly string[] {
  return Object.values(networkOf(options)).flatMap((resource) => {
    const name = at(resource, 'Properties', 'ServiceName', 'Fn::Sub');
    return name === undefined ? [] : [String(name).replace(/^.*\$\{AWS::Region\}\./, '')];
  });
}
