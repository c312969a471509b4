import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { answered } from '../call.ts';
import type { Finding } from '../progress.ts';
import type { Check } from './check.ts';

/** Whether the certificate that the listeners are given is there and can be used. */
export const checkCertificate: Check = async ({ clients: { acm, region }, parameters }) => {
  const arn = parameters.CertificateArn;
  if (arn === undefined) return [];
  const answer = await answered(
    acm.send(new DescribeCertificateCommand({ CertificateArn: arn })),
    { action: 'acm:DescribeCertificate', resource: arn, region },
    ['ResourceNotFoundException'],
  );
  const status = answer?.Certificate?.Status;
  if (status === 'ISSUED') return [];
  const finding = { level: 'error', code: 'no-certificate' } as const satisfies Partial<Finding>;
  if (status === undefined) {
    const hint = 'request one in this region, and write its ARN as CertificateArn in templates/environments.ts';
    return [{ ...finding, message: `ACM in ${region} has no certificate ${arn}`, hint }];
  }
  const hint =
    status === 'PENDING_VALIDATION'
      ? 'add the DNS records that ACM asks for, and wait until it is ISSUED'
      : 'request another one, and write its ARN as CertificateArn in templates/environments.ts';
  return [{ ...finding, message: `the certificate ${arn} is ${status}, not ISSUED`, hint }];
};
