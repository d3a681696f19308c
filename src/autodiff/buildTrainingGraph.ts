import { type Backward, addBackward, addSum, contributionsThrough, dependents } from './backward';
import { chooseLoss, firstOutput, lossOf } from './losses/losses';
import { addParameterUpdates, type LearntParameter } from './parameterUpdates';
import { type Probe, addProbes } from './probes';
import { withRandomInputs } from './randomInputs';
import type { MergeSides, StateUpdate, TrainingGraph, TrainingGraphOptions } from './trainingGraph';
import type { GraphBuilder } from '../graph/builder';
import { isFloatingPoint } from '../graph/dataType';
import { type Graph, indexGraph, valueOf } from '../graph/graph';
import type { ModulePath } from '../graph/module';
import type { Origin } from '../graph/node';
import { nodesFor } from '../graph/nodesFor';
import type { Value, ValueName } from '../graph/value';
import { createBuilder } from '../ops/registry';

export { chooseLoss };

/**
 * Continues a model's graph with loss, backward pass, optimizer and probes.
 *
 * The model's random numbers become inputs. The loss is taken of the first output; the target is a new input `target`.
 * Outputs of the result: loss, predictions, next state, probe table, and without an optimizer the gradient of every
 * trainable parameter. Nodes that none of them needs are left out.
 * @throws LossError where the output does not fit the loss, GradientError where an operator has no gradient.
 */
export function buildTrainingGraph(model: Graph, options: TrainingGraphOptions): TrainingGraph {
  const { graph, randomInputs } = withRandomInputs(model);
  const builder = createBuilder(graph);
  const originOf = (stage: Origin['stage']): Origin => ({ stage, call: 0, spans: [] });

  builder.origin = originOf('loss');
  const prediction = firstOutput(graph);
  const lossRule = lossOf(options.loss);
  const targetType = lossRule.targetType(valueOf(graph, prediction));
  const target = builder.addInput('target', targetType);
  const loss = lossRule.add(builder, prediction, target);

  const parameters = [...graph.values.values()].filter(
    (value) => value.role.kind === 'parameter' && value.role.trainable,
  );
  const parameterNames = parameters.map(({ name }) => name);
  const activations = options.probes ? lastOutputs(graph) : new Map<ModulePath, ValueName>();
  const merges = options.probes ? options.merges : [];
  const learnt = dependents(graph, parameterNames);
  const backward = addBackward(builder, builder.finish([loss]), {
    from: loss,
    wanted: [
      ...parameterNames,
      // As in PyTorch, only what depends on a trainable parameter has a gradient.
      ...[...activations.values()].filter((value) => learnt.has(value)),
      ...merges.map(({ fork }) => fork),
    ],
  });
  const learntParameters = parameters.flatMap(({ name, role }): LearntParameter[] => {
    const gradient = backward.gradients.get(name);
    return gradient !== undefined && role.kind === 'parameter'
      ? [{ path: role.path, parameter: name, gradient }]
      : [];
  });
  const parameterGradients = new Map(learntParameters.map(({ path, gradient }) => [path, gradient]));

  let probes: TrainingGraph['probes'];
  if (options.probes) {
    builder.origin = originOf('probe');
    probes = addProbes(builder, [
      ...activationProbes(activations, backward),
      ...mergeProbes(builder, graph, merges, backward),
      ...[...parameterGradients].map(([parameter, value]): Probe => ({
        row: { kind: 'parameterGradient', parameter },
        value,
      })),
    ]);
  }

  builder.origin = originOf('optimizer');
  const updated = new Map<ValueName, StateUpdate>();
  const { updates, inputs } = options.update
    ? addParameterUpdates(builder, learntParameters, options.update)
    : { updates: [], inputs: [] };
  const slots = updates.filter(({ kind }) => kind !== 'parameter');
  const slotNames = new Set(slots.map(({ current }) => current));
  for (const update of updates) {
    if (update.kind === 'parameter') {
      updated.set(update.current, update);
    }
  }
  const isAccumulating = (options.update?.accumulate ?? 1) > 1;
  const written = new Set<ValueName>();
  for (const [buffer, content] of graph.bufferUpdates) {
    // A step writes each value to one array, so content that no node makes or that two buffers take gets a node of its own.
    const isOwn = valueOf(graph, content).role.kind === 'intermediate' && !written.has(content);
    const next = isOwn ? content : builder.add('Identity', [content]);
    written.add(next);
    const update = stateUpdate(valueOf(graph, buffer), next);
    updated.set(buffer, isAccumulating ? { ...update, partial: next } : update);
  }

  const outputs = new Set([
    loss,
    ...graph.outputs,
    ...[...updated.values(), ...slots].flatMap(({ next, partial }) => [next!, ...(partial ? [partial] : [])]),
  ]);
  if (probes) {
    [...probes.quick, ...probes.careful, ...probes.sampled].forEach((output) => outputs.add(output));
  }
  if (!options.update) {
    parameterGradients.forEach((gradient) => outputs.add(gradient));
  }
  const whole = prune(builder.finish([...outputs]));
  const state = [...whole.values.values()]
    .filter(({ role }) => role.kind === 'parameter' || role.kind === 'buffer')
    .filter(({ name }) => !slotNames.has(name))
    .map((value) => updated.get(value.name) ?? stateUpdate(value, undefined));
  return {
    graph: whole,
    loss,
    predictions: graph.outputs,
    target: { name: target, ...targetType },
    randomInputs,
    stepInputs: inputs,
    state: [...state, ...slots],
    parameterGradients,
    probes,
  };
}

/** First output of the last call of every module that gives back a floating-point tensor. */
function lastOutputs(graph: Graph): Map<ModulePath, ValueName> {
  const last = new Map<ModulePath, ValueName>();
  for (const { module, outputs } of graph.calls) {
    if (outputs.length > 0 && isFloatingPoint(valueOf(graph, outputs[0]).type)) {
      last.set(module, outputs[0]);
    }
  }
  return new Map(
    [...graph.modules.keys()].filter((path) => last.has(path)).map((path) => [path, last.get(path)!]),
  );
}

function activationProbes(activations: ReadonlyMap<ModulePath, ValueName>, backward: Backward): Probe[] {
  return [...activations].flatMap(([module, value]) => {
    const activation: Probe = { row: { kind: 'activation', module }, value };
    const gradient = backward.gradients.get(value);
    return gradient === undefined
      ? [activation]
      : [activation, { row: { kind: 'gradient', module }, value: gradient }];
  });
}

function mergeProbes(
  builder: GraphBuilder,
  graph: Graph,
  merges: readonly MergeSides[],
  backward: Backward,
): Probe[] {
  const { nodes } = indexGraph(graph);
  return merges.flatMap(({ path, merge, fork, branch, shortcut }) => {
    const activations: Probe[] = [
      { row: { kind: 'branchActivation', merge: path }, value: branch.value },
      { row: { kind: 'shortcutActivation', merge: path }, value: shortcut.value },
    ];
    const gradients = (['branch', 'shortcut'] as const).flatMap((name): Probe[] => {
      const side = name === 'branch' ? branch : shortcut;
      const members = new Set(side.nodes);
      const parts = contributionsThrough(
        backward,
        fork,
        ({ node }) => members.has(node) || (node === merge && side.value === fork),
      );
      if (parts.length === 0) {
        return [];
      }
      const { origin } = nodes.get(merge)!;
      builder.origin = { ...origin, stage: 'probe' };
      return [{ row: { kind: `${name}Gradient`, merge: path }, value: addSum(builder, parts) }];
    });
    return [...activations, ...gradients];
  });
}

function stateUpdate({ name, role, type, shape }: Value, next: ValueName | undefined): StateUpdate {
  if (role.kind !== 'parameter' && role.kind !== 'buffer') {
    throw new Error(`'${name}' is ${role.kind}, not a parameter or buffer, so a step cannot replace it.`);
  }
  return { kind: role.kind, path: role.path, current: name, next, type, shape };
}

/** Leaves out nodes that no output needs, and values that nothing reads; the model's inputs stay. */
function prune(graph: Graph): Graph {
  const nodes = nodesFor(graph, graph.outputs);
  const read = new Set([...graph.inputs, ...graph.outputs, ...graph.bufferUpdates.keys()]);
  for (const node of nodes) {
    node.inputs.forEach((name) => read.add(name));
    node.outputs.forEach((name) => read.add(name));
  }
  return { ...graph, nodes, values: new Map([...graph.values].filter(([name]) => read.has(name))) };
}
