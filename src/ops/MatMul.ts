import type { GraphBuilder } from '../graph/builder';
import { broadcastShapes, elementCount, formatShape, type Shape } from '../graph/shape';
import type { ValueName } from '../graph/value';
import { type Operator, ShapeError } from './operator';
import { broadcastOffsets, sumTo } from './support/broadcast';
import { gemm, reshape, transposeMatrix } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { accumulateProduct } from './support/matrix';

/** Matrix product A [batch…, M, K] · B [batch…, K, N] as NumPy's matmul, vectors included. ONNX MatMul-13. */
export const MatMul: Operator = {
  name: 'MatMul',
  infer(context) {
    const [a, b] = [requiredInput(context, 0), requiredInput(context, 1)];
    return [{ type: a.type, shape: productOf(context.operator, a.shape, b.shape).output }];
  },
  evaluate(context) {
    const [a, b] = [inputTensor(context, 0), inputTensor(context, 1)];
    const { batch, aBatch, bBatch, rows, inner, columns } = productOf('MatMul', a.shape, b.shape);
    const aOffsets = broadcastOffsets(aBatch, batch);
    const bOffsets = broadcastOffsets(bBatch, batch);
    const data = new Float64Array(elementCount(batch) * rows * columns);
    aOffsets.forEach((aOffset, index) => {
      accumulateProduct(
        a.data,
        aOffset * rows * inner,
        b.data,
        bOffsets[index] * inner * columns,
        data,
        index * rows * columns,
        { rows, inner, columns },
      );
    });
    return [{ ...context.outputTypes[0], data }];
  },
  gradient({ node, builder, outputGradients: [gradient] }) {
    const [aShape, bShape] = node.inputs.map((input) => builder.value(input).shape);
    const product = productOf('MatMul', aShape, bShape);
    const { batch, rows, inner, columns } = product;
    const a = () => reshape(builder, node.inputs[0], [...product.aBatch, rows, inner]);
    const b = () => reshape(builder, node.inputs[1], [...product.bBatch, inner, columns]);
    const dy = () => reshape(builder, gradient!, [...batch, rows, columns]);
    const isSharedMatrix = product.bBatch.length === 0;
    const allRows = elementCount(batch) * rows;
    return [
      () =>
        reshape(
          builder,
          isSharedMatrix
            ? gemm(builder, reshape(builder, dy(), [allRows, columns]), b(), {
                transposeA: false,
                transposeB: true,
              })
            : matrixGradient(builder, dy(), transposeMatrix(builder, b()), [...product.aBatch, rows, inner]),
          aShape,
        ),
      () =>
        reshape(
          builder,
          isSharedMatrix
            ? // One weight for the whole batch: the rows of all its matrices are the rows of one.
              gemm(
                builder,
                reshape(builder, a(), [allRows, inner]),
                reshape(builder, dy(), [allRows, columns]),
                { transposeA: true, transposeB: false },
              )
            : matrixGradient(builder, transposeMatrix(builder, a()), dy(), [
                ...product.bBatch,
                inner,
                columns,
              ]),
          bShape,
        ),
    ];
  },
  cost(context) {
    const [a, b] = [requiredInput(context, 0), requiredInput(context, 1)];
    const { batch, rows, inner, columns } = productOf(context.operator, a.shape, b.shape);
    return { macs: elementCount(batch) * rows * inner * columns };
  },
};

function matrixGradient(builder: GraphBuilder, left: ValueName, right: ValueName, to: Shape): ValueName {
  return sumTo(builder, builder.add('MatMul', [left, right]), to);
}

interface Product {
  readonly batch: Shape;
  readonly aBatch: Shape;
  readonly bBatch: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly output: Shape;
}

/** A vector on the left is one row, on the right one column, and that axis is dropped from the output. */
function productOf(operator: string, a: Shape, b: Shape): Product {
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const [aBatch, bBatch] = [left.slice(0, -2), right.slice(0, -2)];
  const batch = broadcastShapes(aBatch, bBatch);
  const inner = left.at(-1);
  if (
    a.length === 0 ||
    b.length === 0 ||
    batch === undefined ||
    inner === undefined ||
    inner !== right.at(-2)
  ) {
    throw new ShapeError(`${operator} cannot multiply the shapes ${formatShape(a)} and ${formatShape(b)}.`);
  }
  const [rows, columns] = [left.at(-2)!, right.at(-1)!];
  return {
    batch,
    aBatch,
    bBatch,
    rows,
    inner,
    columns,
    output: [...batch, ...(a.length === 1 ? [] : [rows]), ...(b.length === 1 ? [] : [columns])],
  };
}
