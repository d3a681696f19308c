/** Computes once, when first asked: nodes that several gradients of one operator share are added by whichever comes first. */
export function lazy<Result>(compute: () => Result): () => Result {
  let known: { readonly result: Result } | undefined;
  return () => (known ??= { result: compute() }).result;
}
