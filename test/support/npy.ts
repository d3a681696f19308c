/** A file of NumPy's format version 1.0 (numpy.lib.format). */
export function npy(
  type: '<f4' | '<i8',
  shape: readonly number[],
  data: Float32Array | BigInt64Array,
): Uint8Array {
  const description = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = description.padEnd(117) + '\n';
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), Buffer.from(data.buffer)]);
}
