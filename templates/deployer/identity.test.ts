import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { at } from '../variants.ts';
import { type CiIdentity, gitHubActions, tokenIssuer } from './identity.ts';
import { render } from './statements.ts';

describe('who may deploy', () => {
  const trustOf = (identity: CiIdentity) => {
    const { template } = render('hello-server', { identity }).stack;
    const trust = at(template.Resources.DeployRole?.Properties, 'AssumeRolePolicyDocument', 'Statement');
    assert.ok(Array.isArray(trust) && trust.length === 1);
    return { trust: trust[0], parameters: template.Parameters ?? {}, resources: template.Resources };
  };

  test('is a workflow of the repository, for a deployment environment, with a token for AWS', () => {
    const { trust } = trustOf(gitHubActions({ by: 'environment' }));
    assert.deepEqual(trust, {
      Effect: 'Allow',
      Principal: { Federated: { Ref: 'IdentityProviderArn' } },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': { 'Fn::Sub': 'sts.${AWS::URLSuffix}' },
          'token.actions.githubusercontent.com:sub': {
            'Fn::Sub': 'repo:${Repository}:environment:${DeploymentEnvironment}',
          },
        },
      },
    });
  });

  test('or for a branch, or whatever another issuer calls it', () => {
    assert.deepEqual(
      at(
        trustOf(gitHubActions({ by: 'branch' })).trust,
        'Condition',
        'StringEquals',
        'token.actions.githubusercontent.com:sub',
      ),
      { 'Fn::Sub': 'repo:${Repository}:ref:refs/heads/${Branch}' },
    );
    assert.deepEqual(at(trustOf(tokenIssuer({ issuer: 'gitlab.com' })).trust, 'Condition', 'StringEquals'), {
      'gitlab.com:aud': { 'Fn::Sub': 'sts.${AWS::URLSuffix}' },
      'gitlab.com:sub': { Ref: 'Subject' },
    });
  });

  test('is vouched for by a provider that exists, or by one that the stack makes', () => {
    const made = trustOf(gitHubActions({ by: 'branch', provider: 'new' }));
    assert.equal(made.parameters.IdentityProviderArn, undefined);
    assert.deepEqual(at(made.trust, 'Principal', 'Federated'), { 'Fn::GetAtt': ['IdentityProvider', 'Arn'] });
    assert.deepEqual(at(made.resources.IdentityProvider?.Properties, 'ClientIdList'), [
      { 'Fn::Sub': 'sts.${AWS::URLSuffix}' },
    ]);
  });

  test('can be said with the ids that GitHub puts into subjects, and never with a wildcard', () => {
    const { parameters } = trustOf(gitHubActions({ by: 'branch' }));
    const takes = (name: string, value: string) =>
      new RegExp(`^(?:${parameters[name]?.AllowedPattern})$`, 'u').test(value);
    assert.ok(takes('Repository', 'octo-org/hello-server'));
    assert.ok(takes('Repository', 'octo-org@123456/hello.server@456789'));
    const whole = trustOf(tokenIssuer({ issuer: 'gitlab.com' })).parameters;
    const isTaken = { Repository: takes, Branch: takes };
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('*', '?', ':', ' '), fc.string(), (before, wild, behind) => {
        const value = `${before}${wild}${behind}`;
        for (const [name, check] of Object.entries(isTaken)) assert.ok(!check(name, value), value);
        if (wild !== ':') assert.ok(!new RegExp(`^(?:${whole.Subject?.AllowedPattern})$`, 'u').test(value));
      }),
    );
  });
});
