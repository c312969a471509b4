import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import type { Forge } from './forge.ts';
import { openPullRequest } from './github.ts';
import { openMergeRequest } from './gitlab.ts';
import { markerLine } from './marker.ts';
import { postComment } from './post.ts';
import { type ForgeServer, openForgeServer, type StoredComment, WORKFLOW } from './testing/forge-server.ts';

const LINE = markerLine('plan');
const SECRET = 'ghs_0secret0';

const stranger = (id: number, body: string): StoredComment => ({ id, userId: 5, login: 'mallory', body });
const own = (id: number, body: string): StoredComment => ({ id, userId: WORKFLOW.id, login: WORKFLOW.login, body });

describe('one comment', () => {
  for (const kind of ['GitHub', 'GitLab'] as const) {
    const start = (context: TestContext, why?: string) => open(context, kind, why);

    test(`${kind}: is created, then edited in place, then left alone`, async (context) => {
      const { server, forge } = await start(context);
      assert.equal((await postComment(forge, LINE, 'one\n')).kind, 'created');
      assert.equal((await postComment(forge, LINE, 'two\n')).kind, 'edited');
      const before = server.calls.length;
      assert.equal((await postComment(forge, LINE, 'two\r\n\n')).kind, 'unchanged');
      assert.deepEqual(
        server.calls.slice(before).filter((call) => !call.startsWith('GET') && !call.includes('graphql')),
        [],
      );
      assert.deepEqual(
        server.comments.map(({ body }) => body),
        ['<!-- tealform plan -->\ntwo'],
      );
    });

    test(`${kind}: is found on the third page`, async (context) => {
      const { server, forge } = await start(context);
      for (let id = 1; id <= 230; id += 1) server.comments.push(stranger(id, 'looks good'));
      server.comments.push(own(231, `${LINE}\nold`));
      assert.equal((await postComment(forge, LINE, 'new')).kind, 'edited');
      assert.equal(server.comments[230]?.body, `${LINE}\nnew`);
    });

    test(`${kind}: another's comment with the marker is not touched`, async (context) => {
      const { server, forge } = await start(context);
      server.comments.push(stranger(1, `${LINE}\nmine`), own(2, `said it:\n${LINE}`));
      assert.equal((await postComment(forge, LINE, 'plan')).kind, 'created');
      assert.deepEqual(
        server.comments.map(({ body }) => body),
        [`${LINE}\nmine`, `said it:\n${LINE}`, `${LINE}\nplan`],
      );
    });

    test(`${kind}: of several of its own the first is edited, and each marker has its own`, async (context) => {
      const { server, forge } = await start(context);
      const other = markerLine('plan dev');
      server.comments.push(own(1, `${other}\ndev`), own(2, `${LINE}\na`), own(3, `${LINE}\nb`));
      assert.deepEqual(await postComment(forge, LINE, 'c').then(({ kind: what, others }) => [what, others]), [
        'edited',
        1,
      ]);
      assert.deepEqual(
        server.comments.map(({ body }) => body),
        [`${other}\ndev`, `${LINE}\nc`, `${LINE}\nb`],
      );
    });

    test(`${kind}: what the server fails at is tried again, a limit is waited for as long as it says`, async (context) => {
      const { server, forge, waits } = await start(context);
      server.troubles.push(
        { of: /^GET/, status: 502, body: '<html>bad gateway</html>' },
        { of: /^GET/ },
        { of: /^POST .*(comments|notes)/, status: 429, headers: { 'retry-after': '7' }, body: { message: 'slow' } },
      );
      assert.equal((await postComment(forge, LINE, 'plan')).kind, 'created');
      assert.deepEqual(waits, [1000, 2000, 7000]);
      assert.equal(server.comments.length, 1);
    });

    test(`${kind}: an answer that was lost does not make a second comment`, async (context) => {
      for (const status of [undefined, 503]) {
        const { server, forge } = await start(context);
        server.troubles.push({ of: /^POST .*(comments|notes)/, isDone: true, ...(status && { status }) });
        assert.equal((await postComment(forge, LINE, 'plan')).kind, 'unchanged');
        assert.equal(server.comments.length, 1);
      }
    });

    test(`${kind}: waiting ends; the error says for how long`, async (context) => {
      const { server, forge, waits } = await start(context);
      server.troubles.push({ of: /^GET/, status: 429, headers: { 'retry-after': '3600' }, body: {} });
      await assert.rejects(postComment(forge, LINE, 'plan'), problem('rate-limited', /wait 3600 s/));
      for (let count = 0; count < 9; count += 1) server.troubles.push({ of: /^GET/, status: 500 });
      await assert.rejects(postComment(forge, LINE, 'plan'), problem('no-answer', /answers 500 to GET/));
      assert.deepEqual(waits, [1000, 2000, 4000, 8000]);
    });

    test(`${kind}: what is refused has a hint, and no error shows the token`, async (context) => {
      const expected = [
        [401, 'unauthorized', /not valid/],
        [403, 'forbidden', /needs/],
        [404, 'not-found', /see/],
        [422, 'not-taken', /GitHub|GitLab/],
        [301, 'moved', /see/],
      ] as const;
      for (const [status, code, hint] of expected) {
        const { server, forge } = await start(context);
        const body = { message: `no, ${SECRET}`, errors: [{ field: 'body' }] };
        server.troubles.push({ of: /^POST .*(comments|notes)/, status, body });
        await assert.rejects(postComment(forge, LINE, 'plan'), problem(code, hint));
        assert.deepEqual(
          [...server.tokens].map((token) => token.replace('Bearer ', '')),
          [SECRET],
        );
      }
    });

    test(`${kind}: a token that only reads is no failure where that was to be expected`, async (context) => {
      const { server, forge } = await start(context, 'the pull request is from a fork');
      server.troubles.push({
        of: /^POST .*(comments|notes)/,
        status: 403,
        body: { message: 'Resource not accessible' },
      });
      assert.equal((await postComment(forge, LINE, 'plan')).kind, 'read-only');
    });

    test(`${kind}: one that was deleted meanwhile is made anew`, async (context) => {
      const { server, forge } = await start(context);
      server.comments.push(own(1, `${LINE}\nold`));
      server.troubles.push({ of: /^(PATCH|PUT)/, status: 404, body: { message: 'Not Found' } });
      const list = forge.comments;
      let looks = 0;
      const forgetful: Forge = {
        ...forge,
        comments: () => {
          looks += 1;
          if (looks === 2) server.comments.pop();
          return list();
        },
      };
      assert.equal((await postComment(forgetful, LINE, 'new')).kind, 'created');
    });

    test(`${kind}: what is too long is refused before anything is asked`, async (context) => {
      const { server, forge } = await start(context);
      await assert.rejects(postComment(forge, LINE, 'x'.repeat(forge.limit)), problem('too-long', /shorten/));
      assert.deepEqual(server.calls, []);
    });
  }

  test('GitHub: where nobody tells whose the token is, only what workflows have written is edited', async (context) => {
    const { server, forge } = await open(context, 'GitHub');
    server.me = undefined;
    server.comments.push(stranger(1, `${LINE}\nmine`), own(2, `${LINE}\nold`));
    assert.equal((await postComment(forge, LINE, 'new')).kind, 'edited');
    assert.deepEqual(
      server.comments.map(({ body }) => body),
      [`${LINE}\nmine`, `${LINE}\nnew`],
    );
  });

  test('GitHub: a secondary limit is a 403 that says so', async (context) => {
    const { server, forge, waits } = await open(context, 'GitHub', 'the pull request is from a fork');
    const says = { message: 'You have exceeded a secondary rate limit' };
    server.troubles.push({ of: /^POST/, status: 403, body: says });
    const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1030' };
    server.troubles.push({ of: /^POST/, status: 403, headers: reset, body: { message: 'API limit' } });
    assert.equal((await postComment(forge, LINE, 'plan')).kind, 'created');
    assert.deepEqual(waits, [60_000, 30_000]);
  });

  test('GitHub: a next page on another host is not asked for, since the token would go along', async (context) => {
    const { server, forge } = await open(context, 'GitHub');
    const link = '<https://elsewhere.example/comments?page=2>; rel="next"';
    server.troubles.push({ of: /^GET/, status: 200, headers: { link }, body: [] });
    assert.equal((await postComment(forge, LINE, 'plan')).kind, 'created');
  });
});

async function open(
  context: TestContext,
  kind: 'GitHub' | 'GitLab',
  readOnlyBecause?: string,
): Promise<{ readonly server: ForgeServer; readonly forge: Forge; readonly waits: number[] }> {
  const server = await openForgeServer(context);
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  const outside = { fetch, clock: { now: () => new Date(1_000_000), sleep } };
  const common = { number: 7, token: SECRET, readOnlyBecause };
  const forge =
    kind === 'GitHub'
      ? openPullRequest(outside, {
          ...common,
          apiUrl: server.url,
          graphqlUrl: `${server.url}/graphql`,
          repository: 'example/hello',
        })
      : openMergeRequest(outside, { ...common, apiUrl: `${server.url}/api/v4`, project: '42' });
  return { server, forge, waits };
}

function problem(code: string, text: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof TealformError);
    assert.equal(error.code, code);
    assert.match(error.message, text);
    assert.doesNotMatch(error.message, new RegExp(SECRET));
    return true;
  };
}
