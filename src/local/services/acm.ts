import {
  DescribeCertificate$,
  type DescribeCertificateRequest,
  ListCertificates$,
  type ListCertificatesRequest,
} from '@aws-sdk/client-acm';
import type { LocalResource } from '../resource.ts';
import { type LocalService, operation, ServiceError } from '../wire/service.ts';

const CERTIFICATE = 'AWS::CertificateManager::Certificate';

/**
 * Certificates. One that no stack has made exists all the same, and is issued, if its ARN is of this account and region: people
 * order them by hand, and the local cloud cannot.
 * @see https://docs.aws.amazon.com/acm/latest/APIReference/Welcome.html
 */
export const acm: LocalService = {
  id: 'acm',
  protocols: ['json'],
  target: 'CertificateManager',
  operations: [
    operation(
      'DescribeCertificate',
      DescribeCertificate$,
      ['CertificateArn'],
      ({ CertificateArn = '' }: DescribeCertificateRequest, { account }) => {
        const made = account.find(CERTIFICATE, CertificateArn);
        const ours = account.arn('acm', 'certificate/');
        const isOurs = CertificateArn.startsWith(ours) && /^[0-9a-f-]{36}$/.test(CertificateArn.slice(ours.length));
        if (made === undefined && !isOurs)
          throw new ServiceError('ResourceNotFoundException', `Could not find certificate ${CertificateArn}.`);
        return { Certificate: { CertificateArn, Status: 'ISSUED', ...(made && namesOf(made)) } };
      },
    ),
    operation(
      'ListCertificates',
      ListCertificates$,
      ['CertificateStatuses', 'MaxItems', 'NextToken'],
      ({ CertificateStatuses, MaxItems = 100, NextToken }: ListCertificatesRequest, { account }) => {
        const isAsked = CertificateStatuses === undefined || CertificateStatuses.includes('ISSUED');
        const all = isAsked ? account.all(CERTIFICATE) : [];
        const start = Number(NextToken ?? 0);
        const page = all.slice(start, start + MaxItems);
        const next = start + page.length;
        return {
          CertificateSummaryList: page.map((made) => {
            const { DomainName } = namesOf(made);
            return { CertificateArn: made.id, Status: 'ISSUED', ...(DomainName !== undefined && { DomainName }) };
          }),
          ...(next < all.length && { NextToken: String(next) }),
        };
      },
    ),
  ],
};

function namesOf({ properties }: LocalResource) {
  const { DomainName, SubjectAlternativeNames } = properties;
  return {
    ...(DomainName !== undefined && { DomainName }),
    ...(SubjectAlternativeNames !== undefined && { SubjectAlternativeNames }),
  };
}
