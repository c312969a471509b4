// For tests only: who may take the deployer's two roles on.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import { ACCOUNT, type System } from './hello.ts';
import { from } from './shared-rows.ts';

const ISSUER = 'token.actions.githubusercontent.com';
const TAKE_ON = 'sts:AssumeRoleWithWebIdentity';

/** What GitHub's tokens say in their subject: where the workflow runs for a deployment environment, and where it does not. */
const subject = (repository: string, rest: string) => `repo:${repository}:${rest}`;

/** CI is let in by its token: this repository, this environment, meant for AWS in this partition. */
export function identityRows({ get, provider, suffix }: System): readonly Row[] {
  const role = get('DeployRole', 'Arn');
  const audience = `sts.${suffix}`;
  const token = (sub: string, aud = audience) => ({ [`${ISSUER}:aud`]: aud, [`${ISSUER}:sub`]: sub });
  const right = subject('example/hello-server', 'environment:production');
  const wrong = [
    subject('example/other', 'environment:production'),
    subject('someone/hello-server', 'environment:production'),
    subject('example/hello-server-fork', 'environment:production'),
    subject('example/hello-server', 'environment:staging'),
    subject('example/hello-server', 'environment:production-2'),
    subject('example/hello-server', 'ref:refs/heads/main'),
    subject('example/hello-server', 'ref:refs/heads/feature'),
    subject('example/hello-server', 'ref:refs/tags/v1'),
    subject('example/hello-server', 'pull_request'),
    'repo:example/hello-server:*',
  ];
  const elsewhere = suffix === 'amazonaws.com' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
  return [
    may(provider, TAKE_ON, role, token(right)),
    ...wrong.map((each) => mayNot(provider, TAKE_ON, role, token(each))),
    ...['https://github.com/example', elsewhere, 'sigstore'].map((each) =>
      mayNot(provider, TAKE_ON, role, token(right, each)),
    ),
    mayNot(provider, TAKE_ON, role, { [`${ISSUER}:sub`]: right }),
    mayNot(provider, TAKE_ON, role, { [`${ISSUER}:aud`]: audience }),
    mayNot(provider, TAKE_ON, role),
    // Another issuer, even if it says the same of itself.
    mayNot(provider.replace(ISSUER, 'gitlab.com'), TAKE_ON, role, token(right)),
    mayNot(provider, 'sts:AssumeRole', role, token(right)),
    mayNot(provider, TAKE_ON, get('ServiceRole', 'Arn'), token(right)),
    ...['Administrator', 'TaskRole', 'BuildRole'].map((who) => mayNot(who, ['sts:AssumeRole', TAKE_ON], role)),
  ];
}

/** CloudFormation takes its role on for whoever may pass it: `iam:PassRole`'s matter, which CI has for this one. */
export function serviceTrustRows({ get, arn }: System): readonly Row[] {
  const role = get('ServiceRole', 'Arn');
  return [
    may('cloudformation.amazonaws.com', 'sts:AssumeRole', role),
    mayNot('codebuild.amazonaws.com', 'sts:AssumeRole', role, from(ACCOUNT, arn('codebuild', 'project/hello-server'))),
    mayNot('cloudformation.amazonaws.com', 'sts:AssumeRole', get('DeployRole', 'Arn')),
    ...['DeployRole', 'BuildRole', 'TaskRole', 'Administrator'].map((who) => mayNot(who, 'sts:AssumeRole', role)),
  ];
}
