import { describe, expect, it } from 'vitest';
import { addBackward, GradientError } from '../../../src/autodiff/backward';
import { int, ints, string } from '../../../src/graph/attributes';
import { filled } from '../../../src/graph/tensor';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { ShapeError } from '../../../src/ops/operator';
import { createBuilder } from '../../../src/ops/registry';

const attributes = {
  function: string('torch.linalg.qr'),
  types: ints([1, 11]),
  ranks: ints([2, 1]),
  extents: ints([3, 4, 5]),
};

function opaqueGraph() {
  const builder = createBuilder();
  const x = builder.addParameter('x', { type: 'float32', shape: [3, 4] }, true);
  const outputs = builder.addNode({
    operator: 'Opaque',
    domain: 'skipline',
    inputs: [x],
    attributes,
    outputCount: 2,
  });
  return { builder, x, outputs };
}

describe('an opaque function', () => {
  it('has the outputs that its attributes say', () => {
    const { builder, outputs } = opaqueGraph();
    expect(outputs.map((name) => builder.value(name))).toMatchObject([
      { type: 'float32', shape: [3, 4] },
      { type: 'float64', shape: [5] },
    ]);
  });

  it('is refused where its attributes contradict each other', () => {
    const { builder, x } = opaqueGraph();
    const node = { operator: 'Opaque', domain: 'skipline', inputs: [x] };
    expect(() => builder.addNode({ ...node, attributes: { ...attributes, extents: ints([3, 4]) } })).toThrow(
      new ShapeError(
        'The opaque function torch.linalg.qr names 2 types, 2 ranks and 2 extents for 1 outputs; ranks 2, 1 need 3 extents.',
      ),
    );
    expect(() => builder.addNode({ ...node, attributes, outputCount: 3 })).toThrow('for 3 outputs');
  });

  it('cannot be computed, and says which function it is', () => {
    const { builder, x, outputs } = opaqueGraph();
    const feeds = new Map([[x, filled('float32', [3, 4], 1)]]);
    expect(() => evaluateGraph(builder.finish(outputs), feeds, [outputs[0]])).toThrow(
      'Skipline knows the shape that torch.linalg.qr gives but cannot compute it',
    );
  });

  it('stops training with an error that names the function', () => {
    const { builder, x, outputs } = opaqueGraph();
    const loss = builder.add('ReduceSum', [outputs[0]], { keepdims: int(0) });
    const differentiate = () => addBackward(builder, builder.finish([loss]), { from: loss, wanted: [x] });
    expect(differentiate).toThrow(GradientError);
    expect(differentiate).toThrow('Skipline cannot train through torch.linalg.qr because');
  });
});
