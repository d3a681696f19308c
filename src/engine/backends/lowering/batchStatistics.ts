import { floatAttribute, intAttribute } from '../../../graph/attributes';
import type { GraphBuilder } from '../../../graph/builder';
import type { Graph } from '../../../graph/graph';
import type { Node } from '../../../graph/node';
import { rewriteGraph } from '../../../graph/rewrite';
import type { ValueName } from '../../../graph/value';
import { inferTypes } from '../../../ops/registry';
import { allAxes } from '../../../ops/support/axes';
import { channelShape } from '../../../ops/support/channels';
import { add, divide, multiply, reduceMean, reshape, subtract } from '../../../ops/support/emit';

/**
 * The same graph without BatchNormalization in training mode, which is written out. onnxruntime's WebGPU provider takes such
 * a node and fails when it runs: "trainingMode is not supported yet" (onnxruntime 1.30).
 */
export function withWrittenBatchStatistics(graph: Graph): Graph {
  return rewriteGraph(graph, inferTypes, (node, builder) =>
    node.operator === 'BatchNormalization' &&
    node.domain === '' &&
    intAttribute(node.attributes, 'training_mode', 0) === 1
      ? writeOut(node, builder)
      : undefined,
  );
}

function writeOut({ inputs, outputs, attributes }: Node, builder: GraphBuilder): readonly ValueName[] {
  const [x, scale, bias, ...running] = inputs;
  const { shape } = builder.value(x);
  const reduced = allAxes(shape.length).filter((axis) => axis !== 1);
  const perChannel = (value: ValueName) => reshape(builder, value, channelShape(shape[1], shape.length));
  const mean = reduceMean(builder, x, reduced, false);
  const centred = subtract(builder, x, perChannel(mean));
  const variance = reduceMean(builder, multiply(builder, centred, centred), reduced, false);
  const deviation = builder.add('Sqrt', [
    add(builder, variance, floatAttribute(attributes, 'epsilon', 1e-5)),
  ]);
  const scaled = multiply(builder, centred, perChannel(divide(builder, scale, deviation)));
  const momentum = floatAttribute(attributes, 'momentum', 0.9);
  const mixed = [mean, variance].map((batch, at) =>
    momentum === 0
      ? batch
      : add(builder, multiply(builder, running[at], momentum), multiply(builder, batch, 1 - momentum)),
  );
  return [add(builder, scaled, perChannel(bias)), ...mixed].slice(0, outputs.length);
}
