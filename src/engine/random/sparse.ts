import type { Generator } from './generator';
import { fillNormal } from './normal';
import { permutation } from './permutation';

/** As `torch.nn.init.sparse_`: each column of a normal sample gets ⌈sparsity · rows⌉ zeros, at the head of a permutation of its rows. */
export function fillSparse(
  generator: Generator,
  data: Float32Array | Float64Array,
  rows: number,
  { std, sparsity }: { readonly std: number; readonly sparsity: number },
): void {
  const columns = data.length / rows;
  fillNormal(generator, data, 0, std);
  const zeros = Math.ceil(sparsity * rows);
  for (let column = 0; column < columns; column++) {
    for (const row of permutation(generator, rows).subarray(0, zeros)) {
      data[row * columns + column] = 0;
    }
  }
}
