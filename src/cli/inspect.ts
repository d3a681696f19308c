import { stringAttribute } from '../graph/attributes';
import type { ModuleSummary, ResidualBlock } from '../analysis/analysis';
import { valueOf } from '../graph/graph';
import { formatShape } from '../graph/shape';
import { formatSpan } from '../graph/sourceSpan';
import { Opaque } from '../ops/Opaque';
import { findOperator } from '../ops/registry';
import { parseInspectOptions } from './options';
import { formatCount, formatMacs, table } from './text';
import { describe, type TracedModel, traceModel } from './traceModel';

/** `skipline inspect`: the network, its size and its residual blocks. */
export async function inspect(words: readonly string[]): Promise<void> {
  const options = parseInspectOptions(words);
  const model = await traceModel(options, options.train ? 'training' : 'evaluation');
  const report = inspection(model);
  process.stdout.write(options.json ? JSON.stringify(report) + '\n' : inspectionText(report));
}

type Inspection = ReturnType<typeof inspection>;

/** The JSON document of the design. */
export function inspection({ trace, analysis, diagnostics }: TracedModel) {
  const { graph } = trace;
  const named = (name: string) => {
    const { type, shape } = valueOf(graph, name);
    return { name, type, shape };
  };
  const network = graph.nodes.filter((node) => node.origin.stage === 'forward');
  return {
    model: trace.model,
    assumedArguments: trace.assumedArguments ?? {},
    file: trace.file,
    inputs: graph.inputs.map(named),
    outputs: graph.outputs.map(named),
    parameters: analysis.parameters,
    buffers: analysis.buffers,
    macs: analysis.macs,
    nodes: network.length,
    hash: analysis.hash,
    modules: analysis.modules,
    residualBlocks: analysis.residualBlocks.map(residualBlock),
    streams: analysis.streams,
    repeats: analysis.repeats,
    opaque: network
      .filter(
        (node) => node.operator === Opaque.name || findOperator(node.operator, node.domain) === undefined,
      )
      .map((node) => ({
        function: stringAttribute(node.attributes, 'function', node.operator),
        source: node.origin.spans.at(0),
        outputShapes: node.outputs.map((name) => valueOf(graph, name).shape),
      })),
    diagnostics: [
      ...diagnostics,
      ...trace.inertImports.map((name) => ({
        severity: 'information' as const,
        code: 'inertImport',
        message: `The import '${name}' was replaced by an inert stand-in.`,
      })),
    ],
  };
}

function residualBlock({ branch, shortcut, ...block }: ResidualBlock) {
  return { ...block, branch: branch.modules, shortcut: shortcut.modules };
}

function inspectionText(report: Inspection): string {
  const shapes = (values: Inspection['inputs']) => values.map(({ shape }) => formatShape(shape)).join(', ');
  const lines = [
    `${report.model}  ${report.file}`,
    `${shapes(report.inputs)} → ${shapes(report.outputs)}`,
    `${formatCount(report.parameters)} parameters, ${formatMacs(report.macs)}, ${report.nodes} operators`,
    '',
    ...table(
      ['module', 'type', 'output', 'parameters', 'MACs'],
      report.modules.filter(({ path }) => path !== '').map(moduleRow),
    ),
  ];
  if (report.residualBlocks.length > 0) {
    lines.push(
      '',
      ...table(
        ['residual block', 'kind', 'equation'],
        report.residualBlocks.map(({ path, kind, equation }) => [path, kind, equation]),
      ),
    );
  }
  for (const { function: name, source, outputShapes } of report.opaque) {
    const place = source === undefined ? '' : `${formatSpan(source)}: `;
    lines.push('', `${place}${name} is not computed; it gives ${outputShapes.map(formatShape).join(', ')}.`);
  }
  for (const diagnostic of report.diagnostics) {
    lines.push('', describe(diagnostic));
  }
  return lines.join('\n') + '\n';
}

function moduleRow({ path, type, outputShapes, parameters, macs }: ModuleSummary): string[] {
  const indent = '  '.repeat(path.split('.').length - 1);
  return [
    indent + path,
    type,
    outputShapes.map(formatShape).join(', '),
    parameters === 0 ? '' : formatCount(parameters),
    macs === 0 ? '' : formatMacs(macs),
  ];
}
