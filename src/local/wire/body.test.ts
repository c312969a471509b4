import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { unchunk, verifyBody } from './body.ts';
import { checksum } from './checksum.ts';

const STREAM = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };

function chunked(chunks: readonly Uint8Array[], end = '\r\n'): Buffer {
  const parts = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)};chunk-signature=0\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`0\r\n${end}`)]);
}

describe('a body in chunks', () => {
  test('is what it was before, whatever is in it', () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const { body } = unchunk(chunked(chunks), STREAM);
        assert.deepEqual(Buffer.from(body), Buffer.concat(chunks));
      }),
    );
  });

  test('brings headers behind it, and loses the coding that it came in', () => {
    const raw = chunked([Buffer.from('a')], 'x-amz-checksum-crc32:6Le+Qw==\r\n\r\n');
    const { headers } = unchunk(raw, { ...STREAM, 'content-encoding': 'aws-chunked,gzip' });
    assert.deepEqual(headers, { ...STREAM, 'content-encoding': 'gzip', 'x-amz-checksum-crc32': '6Le+Qw==' });
    verifyBody(unchunk(raw, STREAM));
    assert.equal(unchunk(raw, { ...STREAM, 'content-encoding': 'aws-chunked' }).headers['content-encoding'], undefined);
  });

  test('that is cut off anywhere is refused', () => {
    const whole = chunked([Buffer.from('some bytes')]);
    for (let length = 0; length < whole.length - 4; length += 1)
      assert.throws(() => unchunk(whole.subarray(0, length), STREAM), { code: 'IncompleteBody' }, String(length));
    assert.throws(() => unchunk(whole, { ...STREAM, 'x-amz-decoded-content-length': '11' }), /has 10 bytes, not 11/);
  });
});

describe('a checksum', () => {
  // Those of "123456789" that the literature on each gives.
  for (const [name, hex] of [
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
  ] as const)
    test(`${name} is the one that everybody computes`, () => {
      assert.equal(Buffer.from(checksum(name, Buffer.from('123456789')), 'base64').toString('hex'), hex);
    });

  test('that differs, or that nobody here can compute, is refused', () => {
    const verify = (headers: Record<string, string>) => verifyBody({ body: Buffer.from('a'), headers });
    verify({ 'content-md5': 'DMF1ucDxtqgxw5niaXcmYQ==', 'x-amz-checksum-mode': 'ENABLED' });
    assert.throws(() => verify({ 'content-md5': 'AMF1ucDxtqgxw5niaXcmYQ==' }), { code: 'BadDigest' });
    assert.throws(() => verify({ 'x-amz-checksum-sha1': 'x' }), { code: 'BadDigest', message: /SHA1/ });
    assert.throws(() => verify({ 'x-amz-checksum-crc64nvme': 'x' }), { code: 'NotImplemented', message: /crc64nvme/ });
    assert.throws(() => verify({ 'x-amz-content-sha256': '0'.repeat(64) }), { code: 'XAmzContentSHA256Mismatch' });
  });
});
