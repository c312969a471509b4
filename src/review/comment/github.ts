import type { Forge, ForgeComment } from './forge.ts';
import { type Api, type Call, type Outside, read, send } from './request.ts';

/** A pull request, and the token that opens it. */
export interface PullRequest {
  /** `https://api.github.com`, or an Enterprise Server's. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** `example/hello-server` */
  readonly repository: string;
  readonly number: number;
  readonly token: string;
  readonly readOnlyBecause?: string | undefined;
}

const HINTS: Api['hints'] = {
  // oxlint-disable-next-line no-template-curly-in-string -- as a workflow has it
  unauthorized: 'the token is not valid (any more): pass the workflow its own, `GITHUB_TOKEN: ${{ github.token }}`',
  forbidden:
    'the job needs `permissions: pull-requests: write`, and workflows of the repository must be allowed to have it',
  'not-found': 'the token cannot see that pull request: see GITHUB_REPOSITORY, and whether it may read pull requests',
  'not-taken': 'GitHub does not take that text; what it says is all that is known',
  moved: 'the repository has another name now: see GITHUB_REPOSITORY and GITHUB_API_URL',
  'no-answer': 'see whether GitHub has an incident, and run the job again',
  lost: 'see whether the comment is there, and run the job again',
};

/**
 * The comments of a pull request, which are those of its issue.
 * @see https://docs.github.com/en/rest/issues/comments
 */
export function openPullRequest(outside: Outside, pullRequest: PullRequest): Forge {
  const { apiUrl, graphqlUrl, repository, number, token, readOnlyBecause } = pullRequest;
  const api: Api = {
    name: 'GitHub',
    secret: token,
    hints: HINTS,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'tealform',
      'x-github-api-version': '2022-11-28',
    },
  };
  const issues = `${apiUrl}/repos/${repository}/issues`;
  const call = (method: Call['method'], url: string, body?: unknown, isRepeatable = true) =>
    send(outside, api, { method, url, body, isRepeatable });
  return {
    what: `pull request ${number} of ${repository}`,
    limit: 65_536,
    readOnlyBecause,
    // A workflow's own token may not ask for /user; by GraphQL it is told.
    whoAmI: async () => {
      const { body } = await call('POST', graphqlUrl, { query: 'query { viewer { login databaseId } }' });
      return idOf(read(body, 'data', 'viewer', 'databaseId'));
    },
    comments: async function* () {
      let url: string | undefined = `${issues}/${number}/comments?per_page=100`;
      while (url !== undefined) {
        const { headers, body } = await call('GET', url);
        if (Array.isArray(body)) for (const each of body) yield toComment(each);
        url = nextPage(headers.get('link'), url);
      }
    },
    create: async (body) => toComment((await call('POST', `${issues}/${number}/comments`, { body }, false)).body),
    update: async (id, body) => toComment((await call('PATCH', `${issues}/comments/${id}`, { body })).body),
  };
}

// The token goes along, so a page of another host is none.
function nextPage(link: string | null, from: string): string | undefined {
  const next = /<([^>]*)>;[^,]*\brel="?next"?/.exec(link ?? '')?.[1];
  if (next === undefined) return undefined;
  const url = new URL(next, from);
  return url.origin === new URL(from).origin ? url.href : undefined;
}

function toComment(value: unknown): ForgeComment {
  const url = read(value, 'html_url');
  return {
    id: idOf(read(value, 'id')) ?? '',
    author: idOf(read(value, 'user', 'id')),
    isByWorkflow: read(value, 'user', 'login') === 'github-actions[bot]' && read(value, 'user', 'type') === 'Bot',
    body: String(read(value, 'body') ?? ''),
    url: typeof url === 'string' ? url : undefined,
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}
