import type { Forge, ForgeComment } from './forge.ts';
import { type Api, type Call, type Outside, read, send } from './request.ts';

/** A merge request, and the token that opens it. */
export interface MergeRequest {
  /** `https://gitlab.com/api/v4` */
  readonly apiUrl: string;
  /** The id or the path of the project that is merged into. */
  readonly project: string;
  /** Its number in the project: `iid`. */
  readonly number: number;
  /** A personal, group or project access token with scope `api`; a job's own token may not comment. */
  readonly token: string;
  readonly readOnlyBecause?: string | undefined;
}

const HINTS: Api['hints'] = {
  unauthorized: 'GITLAB_TOKEN is not valid (any more): make another project access token with scope api',
  forbidden: 'GITLAB_TOKEN needs scope api, and its role in the project must be Reporter at least',
  'not-found': 'GITLAB_TOKEN cannot see that merge request: is it of this project, and its role Reporter at least?',
  'not-taken': 'GitLab does not take that text; what it says is all that is known',
  moved: 'see CI_API_V4_URL: the address of the API has changed',
  'no-answer': 'see whether GitLab can be reached from the runner, and run the job again',
  lost: 'see whether the comment is there, and run the job again',
};

/**
 * The comments of a merge request, which GitLab calls notes.
 * @see https://docs.gitlab.com/api/notes/#merge-requests
 */
export function openMergeRequest(outside: Outside, mergeRequest: MergeRequest): Forge {
  const { apiUrl, project, number, token, readOnlyBecause } = mergeRequest;
  const api: Api = {
    name: 'GitLab',
    secret: token,
    hints: HINTS,
    headers: { accept: 'application/json', 'private-token': token, 'user-agent': 'tealform' },
  };
  const notes = `${apiUrl}/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`;
  const call = (method: Call['method'], url: string, body?: unknown, isRepeatable = true) =>
    send(outside, api, { method, url, body, isRepeatable });
  return {
    what: `merge request ${number} of project ${project}`,
    limit: 1_000_000,
    readOnlyBecause,
    whoAmI: async () => idOf(read((await call('GET', `${apiUrl}/user`)).body, 'id')),
    comments: async function* () {
      let page = '1';
      while (page !== '') {
        const { headers, body } = await call('GET', `${notes}?sort=asc&order_by=created_at&per_page=100&page=${page}`);
        if (Array.isArray(body)) for (const each of body) if (read(each, 'system') !== true) yield toComment(each);
        const next = headers.get('x-next-page') ?? '';
        page = /^\d+$/.test(next) && next !== page ? next : '';
      }
    },
    create: async (body) => toComment((await call('POST', notes, { body }, false)).body),
    update: async (id, body) => toComment((await call('PUT', `${notes}/${id}`, { body })).body),
  };
}

function toComment(value: unknown): ForgeComment {
  return {
    id: idOf(read(value, 'id')) ?? '',
    author: idOf(read(value, 'author', 'id')),
    isByWorkflow: false,
    body: String(read(value, 'body') ?? ''),
    url: undefined,
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}
