import { type Problem, TealformError } from '../../dsl/error.ts';
import type { Forge } from './forge.ts';
import { openPullRequest } from './github.ts';
import { openMergeRequest } from './gitlab.ts';
import { type Outside, read } from './request.ts';

/** Variables of the environment that a job of CI has. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What is needed to comment, besides the token. */
const GITHUB = ['GITHUB_TOKEN', 'GITHUB_REPOSITORY', 'GITHUB_EVENT_PATH'];
const GITLAB = ['GITLAB_TOKEN', 'CI_API_V4_URL', 'CI_PROJECT_ID', 'CI_MERGE_REQUEST_IID'];

/** Where to comment, or why there is nothing to be done about it. */
export type Found = { readonly forge: Forge } | { readonly cannotWrite: string };

/**
 * The pull or merge request that a job of GitHub Actions or GitLab CI runs for.
 * @param readEvent reads GitHub's file about the event, which is JSON
 * @throws TealformError `not-in-ci`, `missing-variables` or `no-pull-request`: wrong usage
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function findForge(outside: Outside, variables: Variables, readEvent: (path: string) => unknown): Found {
  const has = (name: string) => Boolean(variables[name]);
  if (has('GITHUB_REPOSITORY') || variables.GITHUB_ACTIONS === 'true') return onGitHub(outside, variables, readEvent);
  if (has('CI_API_V4_URL') || variables.GITLAB_CI === 'true') return onGitLab(outside, variables);
  throw new TealformError({
    code: 'not-in-ci',
    message: 'this is no job of CI, so there is no pull request to comment',
    hint: `GitHub Actions sets ${GITHUB.slice(1).join(', ')} (pass it GITHUB_TOKEN); GitLab CI sets ${GITLAB.slice(1).join(', ')} (make a variable GITLAB_TOKEN)`,
  });
}

function onGitHub(outside: Outside, variables: Variables, readEvent: (path: string) => unknown): Found {
  const missing = missingOf(variables, GITHUB, (name) =>
    // oxlint-disable-next-line no-template-curly-in-string -- as a workflow has it
    name === 'GITHUB_TOKEN' ? 'give the step `env: GITHUB_TOKEN: ${{ github.token }}`' : 'GitHub Actions sets it',
  );
  if (missing.length > 0) throw new TealformError(missing);
  const event = readEvent(variables.GITHUB_EVENT_PATH ?? '');
  const number = Number(
    read(event, 'pull_request', 'number') ?? /^refs\/pull\/(\d+)\//.exec(variables.GITHUB_REF ?? '')?.[1],
  );
  const repository = variables.GITHUB_REPOSITORY ?? '';
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new TealformError({
      code: 'no-pull-request',
      message: `this run is for ${variables.GITHUB_EVENT_NAME ?? 'an event'}, which is no pull request`,
      hint: 'run it for `on: pull_request` only',
    });
  }
  const apiUrl = withoutSlash(variables.GITHUB_API_URL || 'https://api.github.com');
  const graphqlUrl = variables.GITHUB_GRAPHQL_URL || `${apiUrl.replace(/\/v3$/, '')}/graphql`;
  const readOnlyBecause = whyReadOnly(event, variables, repository);
  const token = variables.GITHUB_TOKEN?.trim() ?? '';
  return { forge: openPullRequest(outside, { apiUrl, graphqlUrl, repository, number, token, readOnlyBecause }) };
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories */
function whyReadOnly(event: unknown, { GITHUB_ACTOR }: Variables, repository: string): string | undefined {
  if (GITHUB_ACTOR === 'dependabot[bot]')
    return 'the pull request is from Dependabot, whose workflows get a token that only reads';
  // The head has no repository where the fork is gone.
  const head = read(event, 'pull_request', 'head', 'repo', 'full_name');
  const isFork = read(event, 'pull_request', 'head') !== undefined && head !== repository;
  return isFork ? 'the pull request is from a fork, whose workflows get a token that only reads' : undefined;
}

function onGitLab(outside: Outside, variables: Variables): Found {
  const { CI_API_V4_URL: api = '', CI_MERGE_REQUEST_IID: number, GITLAB_TOKEN = '' } = variables;
  const token = GITLAB_TOKEN.trim();
  // A pipeline of a fork runs in the fork, for a merge request of the project that it was forked from.
  const project = variables.CI_MERGE_REQUEST_PROJECT_ID || variables.CI_PROJECT_ID || '';
  const source = variables.CI_MERGE_REQUEST_SOURCE_PROJECT_ID;
  const isFork = Boolean(source && project) && source !== project;
  const readOnlyBecause = isFork
    ? 'the merge request is from a fork, whose pipelines get no variable of this project'
    : undefined;
  if (readOnlyBecause !== undefined && token === '') return { cannotWrite: readOnlyBecause };
  const missing = missingOf(variables, GITLAB, (name) => {
    if (name === 'GITLAB_TOKEN')
      return 'make a project access token (role Reporter, scope api), and a masked variable of it';
    return name === 'CI_MERGE_REQUEST_IID'
      ? 'GitLab sets it in pipelines for merge requests: `if: $CI_PIPELINE_SOURCE == "merge_request_event"`'
      : 'GitLab CI sets it';
  });
  if (missing.length > 0) throw new TealformError(missing);
  return {
    forge: openMergeRequest(outside, {
      apiUrl: withoutSlash(api),
      project,
      number: Number(number),
      token,
      readOnlyBecause,
    }),
  };
}

function missingOf(variables: Variables, names: readonly string[], hint: (name: string) => string): readonly Problem[] {
  return names
    .filter((name) => !variables[name])
    .map((name) => ({ code: 'missing-variables', message: `${name} is not set`, hint: hint(name) }));
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
