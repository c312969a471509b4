import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { change, make, smallSystem } from '../services/small-system.ts';
import { actionsOf, loadBalancersOf, weightsOf } from './elbv2.ts';
import { modelOf } from './index.ts';

const ELB = 'AWS::ElasticLoadBalancingV2';

describe('load balancers and what stands on them', () => {
  test('have ARNs that are made from each other', () => {
    const { account, loadBalancer, blue, production } = smallSystem();
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000';
    assert.match(loadBalancer.id, new RegExp(`^${arn}:loadbalancer/app/web/[0-9a-f]{16}$`));
    const { LoadBalancerFullName, DNSName, CanonicalHostedZoneID } = loadBalancer.attributes;
    assert.equal(`${arn}:loadbalancer/${LoadBalancerFullName}`, loadBalancer.id);
    assert.match(String(DNSName), /^web-\d+\.us-east-1\.elb\.amazonaws\.com$/);
    assert.equal(CanonicalHostedZoneID, 'Z35SXDOTRQ7X7K');
    assert.equal(blue.id, `${arn}:${blue.attributes.TargetGroupFullName}`);
    assert.match(production.id, new RegExp(`^${arn}:listener/${LoadBalancerFullName}/[0-9a-f]{16}$`));
    const rule = {
      ListenerArn: production.id,
      Priority: 1,
      Conditions: [],
      Actions: [{ Type: 'forward', TargetGroupArn: blue.id }],
    };
    assert.match(
      make(account, `${ELB}::ListenerRule`, 'Rule', rule).id,
      /:listener-rule\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
    );
    assert.throws(() => make(account, `${ELB}::ListenerRule`, 'Other', rule), {
      message: "Priority '1' is currently in use",
    });
  });

  test('take each port once', () => {
    const { account, loadBalancer, green } = smallSystem();
    const listener = {
      LoadBalancerArn: loadBalancer.id,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: green.id }],
    };
    assert.throws(() => make(account, `${ELB}::Listener`, 'Third', { ...listener, Port: '80' }), {
      code: 'AlreadyExists',
      message: `A listener already exists on this port for this load balancer '${loadBalancer.id}'`,
    });
    const third = make(account, `${ELB}::Listener`, 'Third', { ...listener, Port: 81 });
    assert.throws(() => change(account, third.id, third.type, { ...listener, Port: 8080 }), { code: 'AlreadyExists' });
    assert.equal(change(account, third.id, third.type, { ...listener, Port: 82 }).properties.Port, 82);
  });

  test('do not go while they are used', () => {
    const { account, blue, green } = smallSystem();
    assert.throws(() => modelOf(blue.type).remove(blue, account), {
      message: `Target group '${blue.id}' is currently in use by a listener or a rule`,
    });
    modelOf(green.type).remove(green, account);
  });

  test('do not go while a release has given them traffic, whatever the template says', () => {
    const { account, blue, green, production } = smallSystem();
    const TargetGroups = [
      { TargetGroupArn: green.id, Weight: 100 },
      { TargetGroupArn: blue.id, Weight: 0 },
    ];
    const listener = account.touch(production, {
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    });
    assert.deepEqual(weightsOf(listener), { [green.id]: 100, [blue.id]: 0 });
    assert.equal(loadBalancersOf(account, green.id).length, 1);
    assert.throws(() => modelOf(green.type).remove(green, account), { code: 'ResourceConflict' });
  });

  test('say what their template says again once it changes them', () => {
    const { account, blue, green, production } = smallSystem();
    account.touch(production, { DefaultActions: [{ Type: 'forward', TargetGroupArn: green.id }] });
    const changed = change(account, production.id, production.type, { ...production.properties, Port: 81 });
    assert.deepEqual(actionsOf(changed), [{ Type: 'forward', TargetGroupArn: blue.id }]);
  });

  test('do not take names that are taken, groups that are not there, or groups of another load balancer', () => {
    const { account, vpc, subnets, loadBalancer, blue } = smallSystem();
    assert.throws(() => make(account, blue.type, 'Blue', { Name: 'blue', VpcId: vpc.id }), {
      message: "A target group with the same name 'blue' exists, but with different settings",
    });
    const other = make(account, loadBalancer.type, 'Other', { Subnets: subnets.map(({ id }) => id) });
    const forward = (TargetGroupArn: string) => ({
      LoadBalancerArn: other.id,
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    });
    assert.throws(() => make(account, `${ELB}::Listener`, 'L', forward('arn:none')), {
      message: 'One or more target groups not found',
    });
    assert.throws(() => make(account, `${ELB}::Listener`, 'L', forward(blue.id)), {
      message: `The following target groups cannot be associated with more than one load balancer: ${blue.id}`,
    });
  });

  test('need two zones, and a bucket for logs that lets them in', () => {
    const { account, subnets } = smallSystem();
    const [first] = subnets.map(({ id }) => id);
    assert.throws(() => make(account, `${ELB}::LoadBalancer`, 'One', { Subnets: [first ?? ''] }), {
      message: 'At least two subnets in two different Availability Zones must be specified',
    });
    const LoadBalancerAttributes = [
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'access_logs.s3.bucket', Value: 'logs' },
    ];
    const logged = { Subnets: subnets.map(({ id }) => id), LoadBalancerAttributes };
    make(account, 'AWS::S3::Bucket', 'Logs', { BucketName: 'logs' });
    assert.throws(() => make(account, `${ELB}::LoadBalancer`, 'Logged', logged), {
      message: 'Access Denied for bucket: logs. Please check S3bucket permission',
    });
    make(account, 'AWS::S3::BucketPolicy', 'Policy', { Bucket: 'logs', PolicyDocument: {} });
    make(account, `${ELB}::LoadBalancer`, 'Logged', logged);
  });
});
