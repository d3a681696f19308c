import { describe, expect, it } from 'vitest';
import { addBackward, contributionsThrough, GradientError } from '../../../src/autodiff/backward';
import { int } from '../../../src/graph/attributes';
import type { GraphBuilder } from '../../../src/graph/builder';
import type { Graph } from '../../../src/graph/graph';
import { nodesFor } from '../../../src/graph/nodesFor';
import type { ValueName } from '../../../src/graph/value';
import { evaluateGraph } from '../../../src/ops/evaluateGraph';
import { createBuilder } from '../../../src/ops/registry';
import { numericalGradient, relativeError } from './finiteDifferences';
import { at, feedsFor, residualNetwork } from './residualNetwork';

/** A scalar of the graph's first output that weighs every element differently. */
function withScalar(graph: Graph): { builder: GraphBuilder; graph: Graph; scalar: ValueName } {
  const builder = createBuilder(graph);
  const squared = builder.add('Mul', [graph.outputs[0], graph.outputs[0]]);
  const cubed = builder.add('Mul', [squared, graph.outputs[0]]);
  const scalar = builder.add('ReduceSum', [cubed], { keepdims: int(0) });
  return { builder, graph: builder.finish([scalar]), scalar };
}

function parametersOf(graph: Graph): ValueName[] {
  return [...graph.values.values()].filter(({ role }) => role.kind === 'parameter').map(({ name }) => name);
}

function evaluate(graph: Graph, names: readonly ValueName[]): Float64Array[] {
  const results = evaluateGraph(graph, feedsFor(graph), names);
  return names.map((name) => results.get(name)!.data);
}

describe('the backward pass', () => {
  const network = residualNetwork();
  const { builder, graph, scalar } = withScalar(network.graph);
  const { identity, projection } = network;
  const wanted = [...parametersOf(graph), 'x', identity.fork, identity.merge, projection.merge];
  const backward = addBackward(builder, graph, { from: scalar, wanted });
  const whole = builder.finish([...backward.gradients.values()]);

  it.each(wanted)('gives ∂loss/∂%s as finite differences do', (name) => {
    const [actual] = evaluate(whole, [backward.gradients.get(name)!]);
    const expected = numericalGradient(graph, feedsFor(graph), scalar, name);
    expect(relativeError(expected, actual)).toBeLessThan(1e-8);
  });

  it('splits the gradient at a fork into what comes through the branch and what comes through the shortcut', () => {
    const merge = graph.nodes.find(({ outputs }) => outputs[0] === identity.merge)!;
    const [shortcut] = contributionsThrough(backward, identity.fork, ({ node }) => node === merge.name);
    const [branch] = contributionsThrough(backward, identity.fork, ({ node }) => node !== merge.name);
    const [throughShortcut, throughBranch, total, atMerge] = evaluate(whole, [
      shortcut,
      branch,
      backward.gradients.get(identity.fork)!,
      backward.gradients.get(identity.merge)!,
    ]);
    expect(throughShortcut).toEqual(atMerge);
    expect(
      relativeError(
        total,
        throughBranch.map((value, index) => value + throughShortcut[index]),
      ),
    ).toBeLessThan(1e-14);
    expect(relativeError(total, throughBranch)).toBeGreaterThan(0.1);
  });

  it('adds no node that no gradient needs', () => {
    const added = whole.nodes.slice(graph.nodes.length);
    const needed = new Set(nodesFor(whole, backward.gradients.values()));
    expect(added.filter((node) => !needed.has(node))).toEqual([]);
  });

  it('gives its nodes the origin of the node that they differentiate', () => {
    const added = whole.nodes.slice(graph.nodes.length);
    expect(new Set(added.map(({ origin }) => origin.stage))).toEqual(new Set(['backward']));
    const lines = new Set(added.flatMap(({ origin }) => origin.spans.map(({ line }) => line)));
    expect([...lines].sort()).toEqual([10, 11, 12, 13]);
  });

  it('visits only what lies between a wanted value and the loss', () => {
    const fresh = withScalar(network.graph);
    const { gradients } = addBackward(fresh.builder, fresh.graph, {
      from: fresh.scalar,
      wanted: ['head.weight'],
    });
    const added = fresh.builder.finish([]).nodes.slice(fresh.graph.nodes.length);
    expect([...gradients.keys()]).toEqual(['head.weight']);
    expect(
      added.flatMap(({ origin }) => origin.spans.map(({ line }) => line)).every((line) => line === 13),
    ).toBe(true);
  });

  it('leaves the origin of the builder as it was', () => {
    const fresh = withScalar(network.graph);
    at(fresh.builder, 99);
    addBackward(fresh.builder, fresh.graph, { from: fresh.scalar, wanted: ['x'] });
    expect(fresh.builder.origin.spans[0].line).toBe(99);
  });
});

describe('a value that is used several times', () => {
  it('sums three contributions in one node', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2] });
    const sum = builder.add('Add', [builder.add('Mul', [x, x]), builder.add('Relu', [x])]);
    const scalar = builder.add('ReduceSum', [sum], { keepdims: int(0) });
    const graph = builder.finish([scalar]);
    const { gradients, contributions } = addBackward(builder, graph, { from: scalar, wanted: [x] });
    const whole = builder.finish([gradients.get(x)!]);
    expect(contributions.get(x)).toHaveLength(3);
    expect(whole.nodes.at(-1)!.operator).toBe('Sum');
    const [actual] = evaluate(whole, [gradients.get(x)!]);
    expect(relativeError(numericalGradient(graph, feedsFor(graph), scalar, x), actual)).toBeLessThan(1e-8);
  });
});

describe('where no gradient flows', () => {
  it('has no gradient behind a piecewise constant operator', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2] });
    const y = builder.addInput('y', { type: 'float32', shape: [2] });
    const product = builder.add('Mul', [builder.add('Sign', [x]), y]);
    const scalar = builder.add('ReduceSum', [product], { keepdims: int(0) });
    const { gradients } = addBackward(builder, builder.finish([scalar]), { from: scalar, wanted: [x, y] });
    expect([...gradients.keys()]).toEqual([y]);
  });

  it('has no gradient of what the loss does not depend on', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2] });
    const unused = builder.addInput('unused', { type: 'float32', shape: [2] });
    builder.add('Relu', [unused]);
    const scalar = builder.add('ReduceSum', [x], { keepdims: int(0) });
    const { gradients } = addBackward(builder, builder.finish([scalar]), {
      from: scalar,
      wanted: [x, unused],
    });
    expect([...gradients.keys()]).toEqual([x]);
  });

  it('names operator and line of a node that has no gradient rule', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [2] });
    at(builder, 42);
    const y = builder.add('Relu', [x]);
    const scalar = builder.add('ReduceSum', [y], { keepdims: int(0) });
    const known = builder.finish([scalar]);
    const graph = {
      ...known,
      nodes: known.nodes.map((node) => (node.operator === 'Relu' ? { ...node, operator: 'Mystery' } : node)),
    };
    const attempt = (): unknown => addBackward(builder, graph, { from: scalar, wanted: [x] });
    expect(attempt).toThrow(GradientError);
    expect(attempt).toThrow(/cannot train through the operator Mystery \(network\.py:42:9\)/);
  });

  it('says where a gradient is needed that a rule does not know', () => {
    const builder = createBuilder();
    const x = builder.addInput('x', { type: 'float32', shape: [1, 1, 2, 4] });
    const cosines = builder.addParameter('cosines', { type: 'float32', shape: [1, 2, 2] }, true);
    const sines = builder.addInput('sines', { type: 'float32', shape: [1, 2, 2] });
    const span = { file: 'network.py', line: 7, column: 16, endLine: 7, endColumn: 30 };
    builder.origin = { stage: 'forward', call: 0, spans: [span] };
    const turned = builder.add('RotaryEmbedding', [x, cosines, sines]);
    const loss = builder.add('ReduceSum', [turned], { keepdims: int(0) });
    const attempt = () => addBackward(builder, builder.finish([loss]), { from: loss, wanted: [cosines] });
    expect(attempt).toThrow(GradientError);
    expect(attempt).toThrow(
      'The gradient of RotaryEmbedding with respect to its angles is not supported (network.py:7:16).',
    );
  });
});
