/** What became of one model, in the words of the survey. */

/** Outcomes, best first; the order of every table. */
export const OUTCOMES = [
  'whole', // every operator of `forward` is in the graph; a message tells where the rest of the file failed
  'part', // the graph up to a failure
  'asks', // the file does not say the arguments or inputs, and the person is asked for them
  'refused', // no graph, and a sentence why
  'crashed', // out of time or memory, or the process died
];

const asking = new Set(['argumentsNeeded', 'inputsNeeded']);
const crashing = new Set(['timeLimit', 'memory', 'crashed']);

/** @param result a trace result (`src/protocol/tracer.ts`), or `{ failure }`. */
export function outcomeOf(result) {
  if (result.failure !== undefined) {
    return { outcome: 'crashed', code: 'crashed', message: result.failure, model: '', inputs: [] };
  }
  const diagnostics = [...(result.trace?.diagnostics ?? []), ...result.diagnostics];
  const error = diagnostics.find(({ severity }) => severity === 'error');
  // A script may fail after its models, for want of its data; they open nevertheless.
  const isWhole = result.trace?.complete === true;
  const nodes = result.trace?.graph.nodes ?? [];
  return {
    outcome: isWhole ? 'whole' : kindOfFailure(error, nodes.length > 0),
    code: error?.code,
    message: error?.message,
    place: error?.span && `${error.span.file}:${error.span.line}`,
    model: result.trace?.model ?? '',
    assumed: Object.keys(result.trace?.assumedArguments ?? {}),
    inputs: result.inputs.map(textOf),
    nodes: nodes.length,
    parameters: result.analysis?.parameters,
    opaque: nodes.filter(({ domain }) => domain !== undefined && domain !== '').length,
    warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
    inertImports: result.trace?.inertImports ?? [],
  };
}

function kindOfFailure(error, hasNodes) {
  if (error === undefined) return 'crashed';
  if (crashing.has(error.code)) return 'crashed';
  if (asking.has(error.code)) return 'asks';
  return hasNodes ? 'part' : 'refused';
}

/** `int64:1x128`, as the command line takes it. */
function textOf({ type, shape }) {
  const extents = shape.length === 0 ? 'scalar' : shape.join('x');
  return type === 'float32' ? extents : `${type}:${extents}`;
}

/** Why a file does not open whole, for the counts of the survey; the first that fits. */
export const CATEGORIES = [
  ['no arguments stand anywhere in the repository', ({ code }) => code === 'argumentsNeeded'],
  ['nothing says what the input is', ({ code }) => code === 'inputsNeeded' || code === 'noOutput'],
  ['a package that it needs is not installed', ({ message }) => /not installed|No module named/.test(message)],
  ['it starts a program, or reads a file that is not in the repository', ({ message }) => outside.test(message)],
  ['what it computes depends on the data', ({ code, message }) => code === 'dataDependent' || /depends on the data/.test(message)],
  ['Skipline has no such operation yet', ({ code }) => /^unsupported/.test(code ?? '')],
  ['no input that was tried fits', ({ outcome, code, message }) => code === 'shapeMismatch' || outcome === 'part' || /while running/.test(message)],
  ['it takes too long or too much memory', ({ outcome }) => outcome === 'crashed'],
  ['its code fails while it is imported or constructed', () => true],
]; // prettier-ignore

const outside = /FileNotFoundError|PermissionError|no program can be started|No such file/;

/** @param row of the survey that is not whole. */
export function categoryOf(row) {
  return CATEGORIES.find(([, fits]) => fits({ message: '', ...row }))[0];
}
