import { createHash } from 'node:crypto';

/** The checksums that the local cloud can work out, as S3's headers name them. */
export type ChecksumName = 'crc32' | 'crc32c' | 'sha1' | 'sha256';

/** Whether it is one of them. */
export function isChecksum(name: string): name is ChecksumName {
  return name === 'crc32' || name === 'crc32c' || name === 'sha1' || name === 'sha256';
}

/**
 * A checksum in base64, as S3 writes it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checksum(name: ChecksumName, body: Uint8Array): string {
  if (name === 'sha1' || name === 'sha256') return createHash(name).update(body).digest('base64');
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc(name === 'crc32' ? CRC32 : CRC32C, body));
  return bytes.toString('base64');
}

// Node has crc32 in zlib from 20.15 on, which is later than what the project asks for; crc32c it has not.
const CRC32 = makeTable(0xedb88320);
const CRC32C = makeTable(0x82f63b78);

function makeTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

function crc(table: Uint32Array, body: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of body) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
