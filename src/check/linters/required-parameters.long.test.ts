import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { validateTemplates } from './aws-validate.ts';

const listener = (certificates: string) => `
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  CertificateArn:
    Type: String
  LoadBalancerArn:
    Type: String
  TargetGroupArn:
    Type: String
Resources:
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref LoadBalancerArn
      Protocol: HTTPS
      Port: 443
${certificates}
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref TargetGroupArn
Outputs:
  Certificate:
    Value: !Ref CertificateArn
`;

test('a certificate from a parameter without default counts, one that is not there is still missed', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-lint-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'given.yaml'),
    listener('      Certificates:\n        - CertificateArn: !Ref CertificateArn'),
  );
  writeFileSync(join(folder, 'missing.yaml'), listener('      SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06'));
  const files = [join(folder, 'given.yaml'), join(folder, 'missing.yaml')];
  const { findings } = await validateTemplates(files, {
    regions: ['us-east-1'],
    show: (file) => file.slice(folder.length + 1),
  });
  assert.deepEqual(
    findings.filter(({ severity }) => severity !== 'info').map(({ file, rule }) => [file, rule]),
    [['missing.yaml', 'E3676']],
  );
});
