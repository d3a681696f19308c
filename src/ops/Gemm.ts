import { floatAttribute, intAttribute } from '../graph/attributes';
import type { Attributes } from '../graph/node';
import { formatShape, type Shape } from '../graph/shape';
import { type Operator, ShapeError } from './operator';
import { broadcastData, sumTo } from './support/broadcast';
import { gemm, multiply } from './support/emit';
import { inputTensor, requiredInput } from './support/inputs';
import { accumulateProduct, transposed } from './support/matrix';

/** αA′B′ + βC with matrices A′ [M, K] and B′ [K, N], each transposed or not, and C broadcast. ONNX Gemm-13. A linear layer. */
export const Gemm: Operator = {
  name: 'Gemm',
  infer(context) {
    const a = requiredInput(context, 0);
    const { rows, columns } = sizesOf(context.attributes, a.shape, requiredInput(context, 1).shape);
    const bias = context.inputs[2];
    if (bias !== undefined && !broadcastsTo(bias.shape, [rows, columns])) {
      throw new ShapeError(
        `Gemm has a bias of shape ${formatShape(bias.shape)} but an output of shape ${rows}×${columns}.`,
      );
    }
    return [{ type: a.type, shape: [rows, columns] }];
  },
  evaluate(context) {
    const [a, b, bias] = [inputTensor(context, 0), inputTensor(context, 1), context.inputs[2]];
    const sizes = sizesOf(context.attributes, a.shape, b.shape);
    const { transposeA, transposeB, alpha, beta } = settingsOf(context.attributes);
    const { rows, inner, columns } = sizes;
    const data = new Float64Array(rows * columns);
    const left = transposeA ? transposed(a.data, 0, inner, rows) : a.data;
    const right = transposeB ? transposed(b.data, 0, columns, inner) : b.data;
    accumulateProduct(left, 0, right, 0, data, 0, sizes);
    const added = bias === undefined ? undefined : broadcastData(bias, [rows, columns]);
    for (let element = 0; element < data.length; element++) {
      data[element] = alpha * data[element] + beta * (added?.[element] ?? 0);
    }
    return [{ ...context.outputTypes[0], data }];
  },
  gradient({ node, builder, outputGradients: [gradient] }) {
    const [a, b, bias] = node.inputs;
    const { transposeA, transposeB, alpha, beta } = settingsOf(node.attributes);
    const dy = gradient!;
    return [
      () =>
        transposeA
          ? gemm(builder, b, dy, { transposeA: transposeB, transposeB: true, alpha })
          : gemm(builder, dy, b, { transposeA: false, transposeB: !transposeB, alpha }),
      () =>
        transposeB
          ? gemm(builder, dy, a, { transposeA: true, transposeB: transposeA, alpha })
          : gemm(builder, a, dy, { transposeA: !transposeA, transposeB: false, alpha }),
      () => multiply(builder, sumTo(builder, dy, builder.value(bias).shape), beta),
    ];
  },
  cost(context) {
    const { rows, inner, columns } = sizesOf(
      context.attributes,
      requiredInput(context, 0).shape,
      requiredInput(context, 1).shape,
    );
    return { macs: rows * inner * columns };
  },
};

function settingsOf(attributes: Attributes) {
  return {
    transposeA: intAttribute(attributes, 'transA', 0) === 1,
    transposeB: intAttribute(attributes, 'transB', 0) === 1,
    alpha: floatAttribute(attributes, 'alpha', 1),
    beta: floatAttribute(attributes, 'beta', 1),
  };
}

function sizesOf(
  attributes: Attributes,
  a: Shape,
  b: Shape,
): { rows: number; inner: number; columns: number } {
  const { transposeA, transposeB } = settingsOf(attributes);
  if (a.length !== 2 || b.length !== 2) {
    throw new ShapeError(
      `Gemm multiplies two matrices, not the shapes ${formatShape(a)} and ${formatShape(b)}.`,
    );
  }
  const [rows, inner] = transposeA ? [a[1], a[0]] : a;
  const [features, columns] = transposeB ? [b[1], b[0]] : b;
  if (inner !== features) {
    throw new ShapeError(
      `Gemm has ${features} input features in its weight but its input has ${inner} (shape ${formatShape(a)}).`,
    );
  }
  return { rows, inner, columns };
}

function broadcastsTo(from: Shape, to: Shape): boolean {
  const lead = to.length - from.length;
  return lead >= 0 && from.every((extent, axis) => extent === 1 || extent === to[axis + lead]);
}
