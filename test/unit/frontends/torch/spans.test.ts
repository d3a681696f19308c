import { describe, expect, it } from 'vitest';
import type { Node } from '../../../../src/graph/node';
import type { Trace } from '../../../../src/graph/trace';
import { header, markedSpans, modelFile, useTracer } from '../../../support/tracing';

const { traced } = useTracer();

function nodeOf(trace: Trace, operator: string): Node {
  return trace.graph.nodes.find((node) => node.operator === operator)!;
}

describe('source spans', () => {
  it('of an operator are the call expressions that led to it, innermost first', async () => {
    const source = `${header}
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ constructed
    def forward(self, x):
        return F.relu(self.conv(x))
#                     ^^^^^^^^^^^^ conv
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(Block(), nn.Flatten())
#                                 ^^^^^^^ block
    def forward(self, x):
        return self.body(x)
#              ^^^^^^^^^^^^ body
`;
    const spans = markedSpans(source);
    const trace = await traced(source);
    const conv = nodeOf(trace, 'Conv');
    expect(conv.origin.spans).toEqual([spans.conv, spans.body]);
    expect(trace.graph.calls[conv.origin.call]).toMatchObject({
      module: 'body.0.conv',
      spans: [spans.conv, spans.body],
    });
    expect(trace.graph.modules.get('body.0.conv')!.source).toEqual(spans.constructed);
    expect(trace.graph.modules.get('body.0')!.source).toEqual(spans.block);
  });

  it('of a binary operation and of an in-place one are the whole operation', async () => {
    const source = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
    def forward(self, x):
        out = self.linear(x) * x
#             ^^^^^^^^^^^^^^^^^^ product
        out += x
#       ^^^^^^^^ sum
        return out
`;
    const spans = markedSpans(source);
    const trace = await traced(source);
    expect(nodeOf(trace, 'Mul').origin.spans).toEqual([spans.product]);
    expect(nodeOf(trace, 'Add').origin.spans).toEqual([spans.sum]);
  });

  it('span several lines where the expression does', async () => {
    const source = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(
            4,
            4,
        )
    def forward(self, x):
        return self.linear(x)
`;
    const { graph } = await traced(source);
    expect(graph.modules.get('linear')!.source).toEqual({
      file: modelFile,
      line: 6,
      column: 23,
      endLine: 9,
      endColumn: 10,
    });
  });

  it('count columns in UTF-16 code units', async () => {
    const source = `${header}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
    def forward(self, x):
        größe, s = x, "𝛼𝛽"; return self.linear(größe)
`;
    const line = source.split('\n')[7];
    const column = line.indexOf('self.linear') + 1;
    const { graph } = await traced(source);
    expect(graph.nodes[0].origin.spans).toEqual([
      { file: modelFile, line: 8, column, endLine: 8, endColumn: line.length + 1 },
    ]);
  });

  it('of a class are its class line, below its decorators', async () => {
    const source = `${header}
def mark(cls):
    return cls

@mark
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
    def forward(self, x):
        return self.linear(x)
`;
    const { graph } = await traced(source);
    expect(graph.modules.get('')!.definition).toEqual({
      file: modelFile,
      line: 7,
      column: 1,
      endLine: 7,
      endColumn: 22,
    });
    expect(graph.modules.get('')!.isUserDefined).toBe(true);
    expect(graph.modules.get('linear')!.isUserDefined).toBe(false);
  });

  it('of a deep copy are those of its original', async () => {
    const source = `${header}import copy
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.Linear(4, 4)
#               ^^^^^^^^^^^^^^^ original
        self.layers = nn.ModuleList(copy.deepcopy(layer) for _ in range(2))
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
`;
    const { graph } = await traced(source);
    expect(graph.modules.get('layers.1')!.source).toEqual(markedSpans(source).original);
  });

  it('are those of the function that calls, where a loop or a helper calls many times', async () => {
    const source = `${header}
def twice(layer, x):
    return layer(layer(x))
#          ^^^^^^^^^^^^^^^ outer
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
    def forward(self, x):
        return twice(self.linear, x)
#              ^^^^^^^^^^^^^^^^^^^^^ helper
`;
    const spans = markedSpans(source);
    const { graph } = await traced(source);
    expect(graph.calls.filter(({ module }) => module === 'linear')).toHaveLength(2);
    expect(graph.nodes[1].origin.spans).toEqual([spans.outer, spans.helper]);
  });
});
