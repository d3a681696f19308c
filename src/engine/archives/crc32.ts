/** Remainders of every byte followed by 0 to 3 zero bytes, so that four bytes are taken at a time. */
const tables = [0, 1, 2, 3].map(() => new Uint32Array(256));
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder & 1) === 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  tables[0][byte] = remainder;
}
for (let byte = 0; byte < 256; byte++) {
  for (let zeros = 1; zeros < 4; zeros++) {
    const before = tables[zeros - 1][byte];
    tables[zeros][byte] = (before >>> 8) ^ tables[0][before & 255];
  }
}

/** CRC-32 of ISO 3309, as zip files have it. Node's own `zlib.crc32` came later than the Node of VS Code 1.100. */
export function crc32(bytes: Uint8Array): number {
  const [one, two, three, four] = tables;
  let remainder = 0xffffffff;
  let index = 0;
  for (; index + 4 <= bytes.length; index += 4) {
    remainder ^= bytes[index] | (bytes[index + 1] << 8) | (bytes[index + 2] << 16) | (bytes[index + 3] << 24);
    remainder =
      four[remainder & 255] ^
      three[(remainder >>> 8) & 255] ^
      two[(remainder >>> 16) & 255] ^
      one[remainder >>> 24];
  }
  for (; index < bytes.length; index++) {
    remainder = (remainder >>> 8) ^ one[(remainder ^ bytes[index]) & 255];
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
