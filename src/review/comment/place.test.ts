import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import { findForge, type Variables } from './place.ts';

const outside = { fetch, clock: { now: () => new Date(0), sleep: async () => {} } };

const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'example/hello',
  GITHUB_EVENT_PATH: '/event.json',
  GITHUB_TOKEN: 'x',
};
const GITLAB = {
  GITLAB_CI: 'true',
  CI_API_V4_URL: 'https://gitlab.example/api/v4',
  CI_PROJECT_ID: '42',
  CI_MERGE_REQUEST_IID: '7',
  GITLAB_TOKEN: 'x',
};
const EVENT = { pull_request: { number: 7, head: { repo: { full_name: 'example/hello' } } } };

describe('where to comment', () => {
  test('is the pull request of the event, or the merge request of the pipeline', () => {
    assert.equal(forgeOf(GITHUB, EVENT).what, 'pull request 7 of example/hello');
    assert.equal(forgeOf(GITHUB, EVENT).readOnlyBecause, undefined);
    assert.equal(forgeOf(GITLAB).what, 'merge request 7 of project 42');
    assert.equal(forgeOf(GITLAB).readOnlyBecause, undefined);
  });

  test('from a fork or Dependabot it is known beforehand that the token may not write', () => {
    for (const repo of [{ full_name: 'mallory/hello' }, null])
      assert.match(forgeOf(GITHUB, { pull_request: { number: 7, head: { repo } } }).readOnlyBecause ?? '', /fork/);
    assert.match(forgeOf({ ...GITHUB, GITHUB_ACTOR: 'dependabot[bot]' }, EVENT).readOnlyBecause ?? '', /Dependabot/);
  });

  test('of a fork in GitLab it is in the project that is merged into, and without a token nothing is written', () => {
    const fork = { ...GITLAB, CI_MERGE_REQUEST_PROJECT_ID: '41', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '42' };
    assert.equal(forgeOf(fork).what, 'merge request 7 of project 41');
    const found = findForge(outside, { ...fork, GITLAB_TOKEN: '' }, () => undefined);
    assert.match('cannotWrite' in found ? found.cannotWrite : '', /fork/);
  });

  test('outside of CI it is said which variables there would be', () => {
    const { code, message } = refusalOf({});
    assert.equal(code, 'not-in-ci');
    assert.match(message, /GITHUB_TOKEN.*GITLAB_TOKEN/);
  });

  test('what is missing is listed at once, by name, with what to do', () => {
    const github = refusalOf({ GITHUB_ACTIONS: 'true' });
    assert.deepEqual(namesIn(github), ['GITHUB_TOKEN', 'GITHUB_REPOSITORY', 'GITHUB_EVENT_PATH']);
    const gitlab = refusalOf({ GITLAB_CI: 'true', CI_PROJECT_ID: '42' });
    assert.deepEqual(namesIn(gitlab), ['GITLAB_TOKEN', 'CI_API_V4_URL', 'CI_MERGE_REQUEST_IID']);
    assert.ok([...github.problems, ...gitlab.problems].every(({ hint }) => hint));
  });

  test('a run for a push has no pull request', () => {
    const { code, message } = refusalOf({ ...GITHUB, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' });
    assert.equal(code, 'no-pull-request');
    assert.match(message, /this run is for push/);
  });
});

function forgeOf(variables: Variables, event: unknown = {}) {
  const found = findForge(outside, variables, () => event);
  assert.ok('forge' in found);
  return found.forge;
}

function refusalOf(variables: Variables): TealformError {
  try {
    findForge(outside, variables, () => ({}));
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error;
  }
  assert.fail('it was not refused');
}

function namesIn({ problems }: TealformError): readonly (string | undefined)[] {
  return problems.map(({ message }) => message.split(' ')[0]);
}
