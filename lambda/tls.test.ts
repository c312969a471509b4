import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { makeIdentity } from './test-certificate.ts';
import { reported, runProbesAgainst, startTlsApplication } from './test-servers.ts';

const identity = makeIdentity('app.example.com');

/** An application behind this certificate, and the environment in which the hook's Node trusts it. */
async function startTrusted(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-tls-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'trusted.pem');
  writeFileSync(file, identity.cert);
  const seen: unknown[] = [];
  const port = await startTlsApplication(context, identity, ({ headers, socket }, response) => {
    // Requests of a TLS server come through TLS sockets.
    seen.push([headers.host, (socket as TLSSocket & { servername?: unknown }).servername]);
    response.end();
  });
  return { url: `https://127.0.0.1:${port}`, seen, trust: { NODE_EXTRA_CA_CERTS: file } };
}

describe('probes of an HTTPS listener', { concurrency: 4 }, () => {
  test("a probe's host is the server name, the Host header and the name in the certificate", async (context) => {
    const { url, seen, trust } = await startTrusted(context);
    const { result } = await runProbesAgainst(context, url, [{ host: 'app.example.com' }], { env: trust });
    assert.deepEqual(result, { status: 'Succeeded' });
    assert.deepEqual(seen, [['app.example.com', 'app.example.com']]);
  });

  test('HOST_NAME is so for probes that name no host', async (context) => {
    const { url, seen, trust } = await startTrusted(context);
    const { result } = await runProbesAgainst(context, url, [{}], { env: { ...trust, HOST_NAME: 'app.example.com' } });
    assert.deepEqual(result, { status: 'Succeeded' });
    assert.deepEqual(seen, [['app.example.com', 'app.example.com']]);
  });

  test("without any, it is the URL's", async (context) => {
    const { url, trust } = await startTrusted(context);
    const { result } = await runProbesAgainst(context, url.replace('127.0.0.1', 'localhost'), [{}], { env: trust });
    assert.match(JSON.stringify(result), /localhost\. is not in the cert's altnames: DNS:app\.example\.com/);
  });

  test('a certificate for another name fails the probe', async (context) => {
    const { url, seen, trust } = await startTrusted(context);
    const { result, calls } = await runProbesAgainst(context, url, [{ host: 'other.example.com' }], { env: trust });
    assert.match(JSON.stringify(result), /other\.example\.com\. is not in the cert's altnames/);
    assert.deepEqual([seen, calls], [[], [reported('Failed')]]);
  });

  test('a certificate that is not trusted fails the probe, whatever the environment says', async (context) => {
    const { url, seen } = await startTrusted(context);
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };
    const { result, calls } = await runProbesAgainst(context, url, [{ host: 'app.example.com' }], { env });
    assert.match(JSON.stringify(result), /self-signed certificate/);
    assert.deepEqual([seen, calls], [[], [reported('Failed')]]);
  });
});
