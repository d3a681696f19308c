import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { valueOf } from '../../src/graph/graph';
import type { Shape } from '../../src/graph/shape';
import type { Tensor } from '../../src/graph/tensor';
import type { ValueName } from '../../src/graph/value';
import { evaluateGraph } from '../../src/ops/evaluateGraph';
import { useTracer } from '../support/tracing';

/** Type, shape and elements of a tensor; one text for what is no tensor. */
type Result =
  readonly [type: string, shape: Shape, elements: readonly (number | string)[]] | readonly [string];

interface Golden {
  /** Inputs by name, as Python. */
  readonly inputs: Readonly<Record<string, string>>;
  /** A line of Python with its results, or the name of the error that PyTorch raises. */
  readonly cases: readonly (readonly [line: string, results: readonly Result[] | string])[];
  /** How many of the last cases ask for the content of their inputs. */
  readonly known: number;
}

const golden = JSON.parse(
  readFileSync(new URL('golden/tensorOperations.json', import.meta.url), 'utf8'),
) as Golden;
/** Integers and masks stay constants in a graph, where they select. */
const floatingInputs = ['a', 'b', 'c', 'u', 'v', 's'];

/**
 * A model that runs every line and gives its results: for each line a head, whose characters are JSON, then the elements
 * of its tensors.
 */
function model(isGraph: boolean): string {
  const lines = golden.cases
    .slice(0, isGraph ? golden.cases.length - golden.known : undefined)
    .map(([line]) => line);
  return `
import json, math, torch
INPUTS = json.loads(${JSON.stringify(JSON.stringify(golden.inputs))})
LINES = json.loads(${JSON.stringify(JSON.stringify(lines))})
def results_of(result):
    if isinstance(result, (torch.Size, torch.dtype, str)):
        return [str(result)]
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (list, tuple)):
        return [each for item in result for each in results_of(item)]
    return [torch.tensor(result)]
def text(value):
    return torch.tensor([ord(character) for character in json.dumps(value)], dtype=torch.int32)
class Net(torch.nn.Module):
    def forward(self, ${floatingInputs.join(', ')}):
        given = dict(${floatingInputs.map((name) => `${name}=${name}`).join(', ')})
        outputs = [torch.view_as_real(x) if x.is_complex() else x for x in given.values()]
        if ${isGraph ? 'False' : 'True'}:
            outputs = [eval(INPUTS[name], dict(torch=torch)) for name in given]
        for line in LINES:
            scope = dict(torch=torch, math=math, F=torch.nn.functional)
            for name, source in INPUTS.items():
                is_input = ${isGraph ? 'name in given' : 'False'}
                scope[name] = given[name].clone() if is_input else eval(source, scope)
            *statements, last = line.split(';')
            try:
                for statement in statements:
                    exec(statement.strip(), scope)
                results = results_of(eval(last.strip(), scope))
                heads = [[x] if isinstance(x, str) else [str(x.dtype)[6:], list(x.shape)] for x in results]
                outputs += [text(heads), *[x for x in results if not isinstance(x, str)]]
            except Exception as error:
                outputs.append(text([error.__class__.__mro__[0].__name__, str(error)]))
        return outputs
`;
}

interface Answer {
  readonly results: readonly Result[];
  readonly error?: string;
  readonly message?: string;
}

describe.each([
  { how: 'known content is computed while the model is traced', isGraph: false },
  { how: 'unknown content is computed by the graph', isGraph: true },
])('where $how, tensors behave as in PyTorch', ({ isGraph }) => {
  const { traced } = useTracer();
  const answers: Answer[] = [];

  beforeAll(async () => {
    const constants = await run(model(false), new Map());
    const inputs = new Map(floatingInputs.map((name, index) => [name, constants[index]]));
    const outputs = isGraph ? await run(model(true), inputs) : constants;
    answers.push(...answersIn(outputs.slice(floatingInputs.length)));
  }, 60_000);

  async function run(source: string, feeds: ReadonlyMap<ValueName, Tensor>): Promise<Tensor[]> {
    const shapes: Shape[] = [[3, 4], [3, 4], [2, 3, 4], [3, 4], [4], [3, 3]];
    const { graph } = await traced(source, {
      timeLimitSeconds: 50,
      inputs: shapes.map((shape, index) => ({
        name: floatingInputs[index],
        type: 'float32',
        shape: [...shape],
      })),
    });
    const results = evaluateGraph(graph, feeds, graph.outputs);
    return graph.outputs.map((name) => ({ ...valueOf(graph, name), data: results.get(name)!.data }));
  }

  const cases = golden.cases.slice(0, isGraph ? golden.cases.length - golden.known : undefined);
  it.each(cases.map(([line, expected], index) => ({ line, expected, index })))(
    '$line',
    ({ expected, index }) => {
      const answer = answers[index];
      if (typeof expected === 'string') {
        expect(answer.error).toBe(expected === 'NotImplementedError' ? 'RuntimeError' : expected);
        return;
      }
      expect(answer.message).toBeUndefined();
      expect(answer.results.map(headOf)).toEqual(expected.map(headOf));
      expected.forEach((result, at) => expectClose(answer.results[at], result));
    },
  );
});

function answersIn(outputs: readonly Tensor[]): Answer[] {
  const answers: Answer[] = [];
  let next = 0;
  while (next < outputs.length) {
    const head = JSON.parse(String.fromCharCode(...outputs[next++].data)) as unknown[];
    if (typeof head[0] === 'string') {
      const [error, message] = head as string[];
      answers.push({ results: [], error: error === 'ShapeMismatch' ? 'RuntimeError' : error, message });
      continue;
    }
    const results = (head as [string, Shape?][]).map(([type, shape]): Result =>
      shape === undefined ? [type] : [type, shape, [...outputs[next++].data]],
    );
    answers.push({ results });
  }
  return answers;
}

function headOf(result: Result): unknown {
  return result.slice(0, 2);
}

function expectClose([, , actual = []]: Result, [, , expected = []]: Result): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((wanted, element) => {
    const [x, y] = [Number(actual[element]), toNumber(wanted)];
    // Six digits are kept of what PyTorch computes in float32.
    const isClose = Object.is(x, y) || x === y || Math.abs(x - y) <= 2e-5 * Math.max(1, Math.abs(y));
    expect(isClose, `element ${element} is ${x}, not ${y}`).toBe(true);
  });
}

function toNumber(element: number | string): number {
  return typeof element === 'number'
    ? element
    : element === 'inf'
      ? Infinity
      : element === '-inf'
        ? -Infinity
        : NaN;
}
