/**
 * Makes the rows (or the columns, where there are fewer of them) of a row-major matrix orthonormal, times `gain`, as
 * `torch.nn.init.orthogonal_` does with a sample: the factor Q of A = QR whose R has a positive diagonal (Saxe et al.
 * 2013), of the transpose where there are more columns than rows. That Q is unique, so modified Gram-Schmidt, applied
 * twice and in float64, gives what LAPACK's QR gives to the rounding of the sample's type.
 */
export function makeOrthogonal(data: Float32Array | Float64Array, rows: number, gain: number): void {
  const columns = data.length / rows;
  const isWide = rows < columns;
  const [count, length] = isWide ? [rows, columns] : [columns, rows];
  const [vectorStride, elementStride] = isWide ? [columns, 1] : [1, columns];
  const vectors = Array.from({ length: count }, (_, vector) =>
    Float64Array.from(
      { length },
      (_unused, element) => data[vector * vectorStride + element * elementStride],
    ),
  );
  vectors.forEach((vector, index) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < index; earlier++) {
        subtractProjection(vector, vectors[earlier]);
      }
    }
    normalize(vector);
    vector.forEach((element, place) => {
      data[index * vectorStride + place * elementStride] = element * gain;
    });
  });
}

/** Divides by the Euclidean length, or by 1e-12 where that is less, as `torch.nn.functional.normalize`. */
export function normalize(vector: Float32Array | Float64Array): void {
  let square = 0;
  vector.forEach((element) => {
    square += element * element;
  });
  const length = Math.max(Math.sqrt(square), 1e-12);
  vector.forEach((element, place) => {
    vector[place] = element / length;
  });
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let place = 0; place < vector.length; place++) {
    product += vector[place] * unit[place];
  }
  for (let place = 0; place < vector.length; place++) {
    vector[place] -= product * unit[place];
  }
}
