import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Properties, parseType, specOf } from '../../aws/spec.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { lines, resource } from './reviewed.fixtures.ts';
import { SETTINGS } from './settings.ts';
import { tlsLevel } from './tls-policy.ts';

const template = (LaunchTemplateData: Data) => ({ LaunchTemplateData });
const encrypted = (SSEAlgorithm: string, KMSMasterKeyID?: string): DataObject => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      { ServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID !== undefined && { KMSMasterKeyID }) } },
    ],
  },
});
const container = (members: DataObject): DataObject => ({ ContainerDefinitions: [{ Name: 'web', ...members }] });
const attributes = (...pairs: readonly (readonly [string, Data])[]): DataObject => ({
  LoadBalancerAttributes: pairs.map(([Key, Value]) => ({ Key, Value })),
});
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const TASK = 'AWS::ECS::TaskDefinition';
const DROP = 'routing.http.drop_invalid_header_fields.enabled';

type Row = readonly [type: string, before: DataObject, after: DataObject, ...said: string[]];

const ROWS: Readonly<Record<string, Row>> = {
  'metadata without a token': [
    'AWS::EC2::LaunchTemplate',
    template({ MetadataOptions: { HttpTokens: 'required' } }),
    template({}),
    'opens protection-removed X LaunchTemplateData.MetadataOptions.HttpTokens: metadata, and the role in it, is given without a token: HttpTokens is not said, was required',
  ],
  'a disk that is not encrypted': [
    'AWS::EC2::LaunchTemplate',
    template({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }] }),
    template({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: 'false' } }] }),
    'opens encryption-removed X LaunchTemplateData.BlockDeviceMappings[/dev/xvda].Ebs.Encrypted: is not encrypted: Encrypted is false, was true',
  ],
  'an address for instances': [
    'AWS::EC2::LaunchTemplate',
    template({ NetworkInterfaces: [{ DeviceIndex: 0 }] }),
    template({ NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }] }),
    'opens public-access X LaunchTemplateData.NetworkInterfaces[0].AssociatePublicIpAddress: may have an address on the internet: AssociatePublicIpAddress is true, was not said',
  ],
  'a bucket that holds back less': [
    'AWS::S3::Bucket',
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true } },
    { PublicAccessBlockConfiguration: { BlockPublicAcls: 'false' } },
    'opens public-access X PublicAccessBlockConfiguration: holds public access back less: BlockPublicAcls is false, was true; BlockPublicPolicy is not said, was true',
  ],
  'a bucket for readers': [
    'AWS::S3::Bucket',
    {},
    { AccessControl: 'PublicRead' },
    'opens public-access X AccessControl: lets anyone do more: AccessControl is PublicRead, was not said',
  ],
  'a bucket without its key': [
    'AWS::S3::Bucket',
    encrypted('aws:kms', 'key'),
    encrypted('AES256'),
    'opens encryption-weakened X BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID: is no longer encrypted with a key of its own: KMSMasterKeyID is not said, was key',
    'opens encryption-weakened X BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm: whoever may read an object needs no key for it: SSEAlgorithm is AES256, was aws:kms',
  ],
  'a bucket that forgets': [
    'AWS::S3::Bucket',
    { VersioningConfiguration: { Status: 'Enabled' } },
    { VersioningConfiguration: { Status: 'Suspended' } },
    'opens protection-removed X VersioningConfiguration.Status: what is overwritten or deleted is lost: Status is Suspended, was Enabled',
  ],
  'a topic in the clear': [
    'AWS::SNS::Topic',
    { KmsMasterKeyId: 'key' },
    {},
    'opens encryption-removed X KmsMasterKeyId: is not encrypted: KmsMasterKeyId is not said, was key',
  ],
  'another key': [
    'AWS::SNS::Topic',
    { KmsMasterKeyId: 'one' },
    { KmsMasterKeyId: '\uE000Two\u0000Arn\uE001' },
    `opens key-changed X KmsMasterKeyId: is encrypted with another key: KmsMasterKeyId is \${Two.Arn}, was one`,
  ],
  'a key that stays the same': [
    'AWS::KMS::Key',
    { EnableKeyRotation: true },
    {},
    'opens protection-removed X EnableKeyRotation: the key is no longer rotated: EnableKeyRotation is not said, was true',
  ],
  'a load balancer on the internet': [
    BALANCER,
    { Scheme: 'internal' },
    { Scheme: 'internet-facing' },
    'opens public-access X Scheme: can be reached from the internet: Scheme is internet-facing, was internal',
  ],
  'attributes, in whatever order': [
    BALANCER,
    { Scheme: 'internal', ...attributes([DROP, true], ['deletion_protection.enabled', 'true']) },
    { Scheme: 'internal', ...attributes(['deletion_protection.enabled', 'false'], [DROP, 'true']) },
    'opens protection-removed X LoadBalancerAttributes[deletion_protection.enabled].Value: can be deleted by a call: deletion_protection.enabled is false, was true',
  ],
  'a listener without TLS': [
    LISTENER,
    { Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn' }], SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
    { Protocol: 'HTTP' },
    'opens encryption-removed X Protocol: traffic is not encrypted: Protocol is HTTP, was HTTPS',
    'opens encryption-removed X Certificates: has no certificate: Certificates is not said, was given',
    'opens encryption-weakened X SslPolicy: lets in older versions of TLS: SslPolicy is not said, was ELBSecurityPolicy-TLS13-1-2-2021-06',
  ],
  'other ciphers': [
    LISTENER,
    { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
    { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06' },
    'opens tls-policy-changed X SslPolicy: has other ciphers: SslPolicy is ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06, was ELBSecurityPolicy-TLS13-1-2-2021-06',
  ],
  'what only a deployment knows': [
    LISTENER,
    { Protocol: 'HTTPS' },
    { Protocol: '\uE000Protocol\uE001' },
    `opens not-compared X Protocol: cannot be compared: Protocol is \${Protocol}, was HTTPS`,
  ],
  'tasks with addresses, and shells in them': [
    'AWS::ECS::Service',
    { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } } },
    { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } }, EnableExecuteCommand: true },
    'opens public-access X NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp: may have an address on the internet: AssignPublicIp is ENABLED, was DISABLED',
    'opens privilege-added X EnableExecuteCommand: who may ecs:ExecuteCommand gets a shell in its containers: EnableExecuteCommand is true, was not said',
  ],
  'a container that may more': [
    TASK,
    container({ ReadonlyRootFilesystem: true, User: 'node', LinuxParameters: { Capabilities: { Drop: ['ALL'] } } }),
    container({ Privileged: true, User: '0:0', LinuxParameters: { Capabilities: { Add: ['SYS_ADMIN'] } } }),
    'opens privilege-added X ContainerDefinitions[web].Privileged: has what root of the instance has: Privileged is true, was not said',
    'opens privilege-added X ContainerDefinitions[web].ReadonlyRootFilesystem: may write to its own files: ReadonlyRootFilesystem is not said, was true',
    'opens privilege-added X ContainerDefinitions[web].User: runs as root, or may: User is 0:0, was node',
    'opens privilege-added X ContainerDefinitions[web].LinuxParameters.Capabilities: is given the capabilities SYS_ADMIN',
    'opens privilege-added X ContainerDefinitions[web].LinuxParameters.Capabilities: no longer goes without the capabilities ALL',
  ],
  'a secret in the open': [
    TASK,
    container({ Secrets: [{ Name: 'TOKEN', ValueFrom: 'arn' }] }),
    container({ Environment: [{ Name: 'TOKEN', Value: 'x' }] }),
    'opens secret-exposed X ContainerDefinitions[web].Environment: TOKEN was a secret and stands in the open',
  ],
  'builds that may anything': [
    'AWS::CodeBuild::Project',
    { Environment: { PrivilegedMode: false } },
    { Environment: { PrivilegedMode: 'true' } },
    'opens privilege-added X Environment.PrivilegedMode: builds may do anything on what they run on: PrivilegedMode is true, was false',
  ],
};

for (const [title, [type, before, after, ...said]] of Object.entries(ROWS)) {
  test(`said of settings: ${title}`, () => {
    const [old, young] = [[resource('X', type, before)], [resource('X', type, after)]];
    assert.deepEqual(lines(old, young), said);
    assert.deepEqual(lines(old, old), []);
    const turns = said.every((line) => !/ (key-changed|tls-policy-changed|not-compared) /.test(line));
    const back = lines(young, old);
    assert.equal(back.length, said.length);
    if (turns)
      assert.ok(
        back.every((line) => line.startsWith('closes')),
        back.join(),
      );
  });
}

test('a resource that is new is told of where it is open by itself, one that was there where it was', () => {
  const open = resource('LoadBalancer', BALANCER, { Scheme: 'internet-facing' });
  const closed = resource('LoadBalancer', BALANCER, { Scheme: 'internal' });
  assert.deepEqual(lines([], [open]), [
    'opens public-access LoadBalancer Scheme: can be reached from the internet: Scheme is internet-facing',
  ]);
  assert.deepEqual(lines([open], []), [
    'closes public-access-removed LoadBalancer Scheme: gone is what can be reached from the internet: Scheme was internet-facing',
  ]);
  assert.deepEqual(lines([], [closed]), []);
  assert.deepEqual(
    lines([], [resource('Bucket', 'AWS::S3::Bucket', {})]),
    [],
    'S3 blocks public access in new buckets',
  );
});

test('a public repository is open by being there', () => {
  const images = [resource('Images', 'AWS::ECR::PublicRepository', {})];
  assert.deepEqual(lines([], images), ['opens public-access Images: anyone may pull its images']);
  assert.deepEqual(lines(images, []), ['closes public-access-removed Images: gone: anyone may pull its images']);
  assert.deepEqual(lines(images, images), []);
});

test('what guards something is missed where that is still there', () => {
  const balancer = resource('LoadBalancer', BALANCER, { Scheme: 'internal' });
  const firewall = (path: string) =>
    resource(path, 'AWS::WAFv2::WebACLAssociation', { ResourceArn: '\uE000LoadBalancer\uE001', WebACLArn: 'arn' });
  assert.deepEqual(lines([balancer, firewall('Waf')], [balancer]), [
    'opens protection-removed Waf: requests are no longer filtered',
  ]);
  assert.deepEqual(lines([balancer], [balancer, firewall('Waf')]), [
    'closes protection-added Waf: requests are filtered',
  ]);
  assert.deepEqual(lines([balancer, firewall('Waf')], []), []);
  assert.deepEqual(lines([balancer, firewall('Waf')], [balancer, firewall('Other')]), []);
});

test('every setting is where the schema of its type has it', () => {
  let known = 0;
  for (const { types, path } of SETTINGS) {
    for (const type of types) {
      const spec = specOf(type);
      if (!spec) continue;
      known += 1;
      let properties: Properties = spec.properties;
      for (const name of path
        .replace(/\[(?:\d+|[^\]=]*=[^\]]*)\]/g, '')
        .replace(/\[([^\]]*)\]/g, '')
        .split('.')) {
        const property = properties[name];
        assert.ok(property, `${type} has no ${name} of ${path}`);
        let inner = parseType(property.type);
        if (inner.kind === 'list') inner = inner.element;
        properties = inner.kind === 'definition' ? (spec.definitions[inner.name] ?? {}) : {};
      }
    }
  }
  assert.ok(known > 40, `${known} are of types that are known`);
});

test('values of the schema can be compared with one another', () => {
  const open = SETTINGS.flatMap((setting) =>
    setting.types.flatMap((type) => {
      const name = setting.path.slice(setting.path.lastIndexOf('.') + 1);
      const values = setting.path.includes('.') ? undefined : specOf(type)?.properties[name]?.values;
      return (values ?? [])
        .filter((value) => setting.level(String(value)) === undefined)
        .map((value) => `${type} ${value}`);
    }),
  );
  assert.deepEqual(open, []);
});

test('a policy of a listener tells the oldest version of TLS that it lets in', () => {
  assert.equal(tlsLevel(''), 0);
  assert.equal(tlsLevel('ELBSecurityPolicy-TLS-1-2-Ext-2018-06'), 2);
  assert.equal(tlsLevel('ELBSecurityPolicy-TLS13-1-3-2021-06'), 3);
  assert.equal(tlsLevel('ELBSecurityPolicy-FS-1-1-2019-08'), 1);
  assert.equal(tlsLevel('of-our-own'), undefined);
});
