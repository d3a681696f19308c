/**
 * C += A·B for row-major matrices A [rows, inner], B [inner, columns], C [rows, columns] that begin at the given offsets
 * of their arrays. Four rows of B are taken at once, so that each element of C is loaded and stored a fourth as often.
 */
export function accumulateProduct(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  c: Float64Array,
  cStart: number,
  { rows, inner, columns }: { readonly rows: number; readonly inner: number; readonly columns: number },
): void {
  const blocked = inner - (inner % 4);
  for (let row = 0; row < rows; row++) {
    const aRow = aStart + row * inner;
    const cRow = cStart + row * columns;
    for (let k = 0; k < blocked; k += 4) {
      const a0 = a[aRow + k];
      const a1 = a[aRow + k + 1];
      const a2 = a[aRow + k + 2];
      const a3 = a[aRow + k + 3];
      const b0 = bStart + k * columns;
      const b1 = b0 + columns;
      const b2 = b1 + columns;
      const b3 = b2 + columns;
      for (let column = 0; column < columns; column++) {
        c[cRow + column] +=
          a0 * b[b0 + column] + a1 * b[b1 + column] + a2 * b[b2 + column] + a3 * b[b3 + column];
      }
    }
    for (let k = blocked; k < inner; k++) {
      const a0 = a[aRow + k];
      const b0 = bStart + k * columns;
      for (let column = 0; column < columns; column++) {
        c[cRow + column] += a0 * b[b0 + column];
      }
    }
  }
}

/** Transpose of a row-major matrix [rows, columns] that begins at `start`. */
export function transposed(data: Float64Array, start: number, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[start + row * columns + column];
    }
  }
  return result;
}
