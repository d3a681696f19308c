/**
 * onnxruntime adds up a row in few running sums, whose error grows with its length: 2·10⁻⁴ over 1.6 million squares,
 * 10⁻⁷ over rows of this length whose sums are then added. Several rows are also spread over its threads.
 */
const longestRow = 4096;

/** The fewest rows of equal length that are not too long; one where the count has no such divisor nearby. */
export function rowsOf(count: number): number {
  const fewest = Math.ceil(count / longestRow);
  for (let rows = fewest; rows <= 16 * fewest; rows++) {
    if (count % rows === 0) {
      return rows;
    }
  }
  return 1;
}
