import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildStack, Place, stack } from '../src/dsl/index.ts';
import { loadBalancer } from './load-balancer.ts';
import { completeOptions } from './options/complete.ts';
import { base, NAMES, outputOf, templatesOf, type Variant } from './variants.ts';

describe('variants of a system', () => {
  test('with an existing network, there is no network stack and the root asks for its ids', () => {
    const variant = templatesOf('an existing network and cluster, all hooks through two NAT gateways');
    assert.deepEqual(Object.keys(variant).sort(), [
      'artifacts.yaml',
      'deployment.yaml',
      'flat.yaml',
      'hooks.yaml',
      'load-balancer.yaml',
      'pipeline.yaml',
      'root.yaml',
      'service.yaml',
      'source.yaml',
    ]);
    assert.match(variant['root.yaml'] ?? '', /^ {2}VpcId:\n {4}Type: AWS::EC2::VPC::Id$/m);
    assert.match(variant['root.yaml'] ?? '', /^ {2}LoadBalancerSubnetIds:\n {4}Type: List<AWS::EC2::Subnet::Id>$/m);
    assert.match(variant['load-balancer.yaml'] ?? '', /CidrIp: !Select \[1, !Ref HookCidrs\]/);
  });

  test('without NAT, an endpoint leads to each service that a task needs; on awsvpc, not to those of instances', () => {
    const services = (name: Variant) =>
      [...(templatesOf(name)['network.yaml'] ?? '').matchAll(/^ {2}(\w+Endpoint):$/gm)].map(([, id]) => id);
    const tasks = ['S3Endpoint', 'EcrApiEndpoint', 'EcrDockerEndpoint', 'LogsEndpoint'];
    assert.deepEqual(services('no NAT, with endpoints, awsvpc'), tasks);
    assert.deepEqual(services('no NAT, with endpoints, on instances'), [
      ...tasks,
      'EcsEndpoint',
      'EcsAgentEndpoint',
      'EcsTelemetryEndpoint',
    ]);
  });

  test('a third zone moves no subnet', () => {
    const cidrs = (name: Variant) =>
      Object.fromEntries(
        [...(templatesOf(name)['network.yaml'] ?? '').matchAll(/^ {2}(\w+Subnet\d):[\s\S]*?CidrBlock: (.*)$/gm)].map(
          ([, id, block]) => [id, block],
        ),
      );
    const three = cidrs('three zones, a NAT in each');
    const two = cidrs('internal, behind a NAT');
    assert.equal(Object.keys(two).length, 4);
    assert.equal(Object.keys(three).length, 6);
    for (const [id, block] of Object.entries(two)) assert.equal(three[id], block);
  });

  test('a NAT in each zone serves that zone', () => {
    const network = templatesOf('three zones, a NAT in each')['network.yaml'] ?? '';
    for (const zone of [1, 2, 3]) {
      assert.match(
        network,
        new RegExp(`RouteTableId: !Ref PrivateRouteTable${zone}\\n.*\\n {6}NatGatewayId: !Ref NatGateway${zone}`),
      );
    }
  });

  test('HTTPS listeners have the certificate and a current TLS policy, and port 80 redirects', () => {
    const balancer = templatesOf('HTTPS with host name, everything that Fargate can')['load-balancer.yaml'] ?? '';
    assert.equal(balancer.match(/SslPolicy: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09/g)?.length, 2);
    assert.equal(balancer.match(/- CertificateArn: !Ref CertificateArn/g)?.length, 2);
    assert.match(
      balancer,
      /RedirectListener:[\s\S]*?Type: redirect\n[\s\S]*?Port: "443"\n[\s\S]*?StatusCode: HTTP_301/,
    );
    assert.match(balancer, /HostNameRecord:[\s\S]*?HostedZoneId: !GetAtt LoadBalancer\.CanonicalHostedZoneID/);
    assert.match(balancer, /Value: !Sub https:\/\/\$\{HostName\}:8443\//);
  });

  test('an internal load balancer stands where the tasks are and lets no public address in', () => {
    const variant = templatesOf('internal, closed off from the internet');
    assert.match(
      variant['network.yaml'] ?? '',
      /LoadBalancerSubnetIds:\n {4}Value: !Join \[",", \[!Ref PrivateSubnet1, !Ref PrivateSubnet2\]\]/,
    );
    assert.doesNotMatch(variant['network.yaml'] ?? '', /InternetGateway|NatGateway/);
    assert.doesNotMatch(variant['load-balancer.yaml'] ?? '', /HookCidrs|0\.0\.0\.0\/0/);
  });

  test('the log bucket outlives its stack in every case: it is never empty, and S3 deletes no bucket with files', () => {
    for (const name of NAMES) {
      const { templates } = outputOf(name);
      for (const { file, stack } of templates) {
        const bucket = stack.template.Resources.AccessLogBucket;
        if (!bucket) continue;
        assert.equal(bucket.DeletionPolicy, 'Retain', `${name}: ${file}`);
        assert.equal(bucket.UpdateReplacePolicy, 'Retain', `${name}: ${file}`);
      }
    }
    assert.ok(templatesOf('internal, behind a NAT')['load-balancer.yaml']?.includes('AccessLogBucket:'));
  });

  test('blue and green are alike but for their names', () => {
    for (const name of NAMES) {
      const balancer = templatesOf(name)['load-balancer.yaml'] ?? '';
      const body = (colour: string) =>
        new RegExp(String.raw`^ {2}${colour}TargetGroup:\n([\s\S]*?)\n\n`, 'm')
          .exec(balancer)?.[1]
          ?.replaceAll(colour.toLowerCase(), '');
      assert.ok(body('Blue'));
      assert.equal(body('Blue'), body('Green'), name);
    }
  });

  test('the load balancer cannot be nested without saying which colour is live', () => {
    const complete = completeOptions(base, Place.ofCallerOf(templatesOf));
    const { listeners } = complete;
    const shape = loadBalancer({
      ...complete,
      balancer: complete.loadBalancer,
      deregistrationSeconds: 30,
      production: listeners.production,
      test: undefined,
      targetType: 'instance',
      hookAddresses: { count: 0, listeners: [] },
    });
    const given = { SystemName: 'x', VpcId: 'vpc-1', SubnetIds: ['subnet-1'], ClientCidr: '10.0.0.0/8' };
    const forgetful = stack('Root', { description: 'x' }, (_, { nest }) => {
      nest('With', shape, { ...given, LiveColour: 'blue' });
      // @ts-expect-error: LiveColour is missing
      nest('Without', shape, given);
      return {};
    });
    const problems = buildStack(forgetful).problems.map(({ code, logicalId, path }) => [code, logicalId, path]);
    assert.deepEqual(problems, [['missing-parameter', 'Without', 'Parameters.LiveColour']]);
  });

  test('every listener that forwards follows LiveColour', () => {
    for (const name of NAMES) {
      const balancer = templatesOf(name)['load-balancer.yaml'] ?? '';
      const forwards = balancer.match(/- Type: forward\n.*/g) ?? [];
      assert.ok(forwards.length >= 1);
      for (const forward of forwards) {
        assert.match(forward, /TargetGroupArn: !If \[GreenIsLive, !Ref GreenTargetGroup, !Ref BlueTargetGroup\]$/);
      }
    }
  });

  test('every resource says in a comment why it is there', () => {
    for (const name of NAMES) {
      const { templates } = outputOf(name);
      for (const { file, stack } of templates) {
        const silent = Object.keys(stack.template.Resources).filter((id) => !stack.comments[id]);
        assert.deepEqual(silent, [], `${name}: ${file}`);
      }
    }
  });

  test('nothing names a partition, an account or a region', () => {
    for (const name of NAMES) {
      const { templates } = outputOf(name);
      for (const { file, text } of templates) {
        // The digest in the name of a nested template may by chance have no letters.
        const withoutDigests = text.replace(/\.[0-9a-f]{12}\.yaml/g, '');
        assert.doesNotMatch(withoutDigests, /arn:aws[:-]|\b\d{12}\b|\b(us|eu|ap|cn)-[a-z]+-\d\b/, `${name}: ${file}`);
      }
    }
  });
});
