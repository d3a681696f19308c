import type { Analysis, ModuleSummary, ResidualBlock } from '../analysis/analysis';
import { parentPath, type Module, type ModulePath } from '../graph/module';
import type { NodeName } from '../graph/node';
import type { SourceSpan } from '../graph/sourceSpan';
import type { Trace } from '../graph/trace';

/** What stands on one line of a source file. */
export interface LineFacts {
  /** Line, from 1, in the text that was traced. */
  readonly line: number;
  /** Modules whose constructor call ends on this line, outermost only, in the order of `named_modules()`. */
  readonly constructed: readonly ModuleSummary[];
  /** Modules with children that are called on this line, outermost only. */
  readonly called: readonly ModuleSummary[];
  /** Residual blocks whose merge is on this line. */
  readonly merges: readonly ResidualBlock[];
}

/** What the cursor of an editor stands on. */
export interface Located {
  readonly nodes: readonly NodeName[];
  readonly modules: readonly ModulePath[];
}

/** A trace seen from the source files that made it. */
export class SourceIndex {
  readonly #modules: ReadonlyMap<ModulePath, Module>;
  readonly #facts = new Map<string, Map<number, LineFacts>>();

  constructor(
    readonly trace: Trace,
    readonly analysis: Analysis,
  ) {
    this.#modules = trace.graph.modules;
    const constructed = groupByLine(analysis.modules.filter(hasSource), (summary) => [summary.source]);
    const parents = new Set(analysis.modules.flatMap(({ path }) => parentPath(path) ?? []));
    const called = groupByLine(
      analysis.modules.filter(({ path }) => path !== '' && parents.has(path)),
      ({ calls }) => calls,
    );
    const merges = groupByLine(analysis.residualBlocks.filter(hasSource), (block) => [block.source]);
    for (const file of new Set([...constructed.keys(), ...called.keys(), ...merges.keys()])) {
      const lines = new Map<number, LineFacts>();
      const numbers = new Set(
        [constructed, called, merges].flatMap((map) => [...(map.get(file)?.keys() ?? [])]),
      );
      for (const line of [...numbers].sort((a, b) => a - b)) {
        lines.set(line, {
          line,
          constructed: outermost(constructed.get(file)?.get(line) ?? []),
          called: outermost(called.get(file)?.get(line) ?? []),
          merges: merges.get(file)?.get(line) ?? [],
        });
      }
      this.#facts.set(file, lines);
    }
  }

  get files(): Iterable<string> {
    return this.#facts.keys();
  }

  has(file: string): boolean {
    return this.#facts.has(file);
  }

  /** In the order of the lines. */
  linesOf(file: string): Iterable<LineFacts> {
    return this.#facts.get(file)?.values() ?? [];
  }

  factsAt(file: string, line: number): LineFacts | undefined {
    return this.#facts.get(file)?.get(line);
  }

  /** Modules of a user-defined class. */
  instancesOf(type: string): ModuleSummary[] {
    return this.analysis.modules.filter(
      (summary) => summary.type === type && this.#modules.get(summary.path)?.isUserDefined === true,
    );
  }

  /** What a line stands for: what is constructed, called or computed there, or the instances of a class on its head. */
  locate(file: string, line: number): Located {
    const covers = (span: SourceSpan | undefined) =>
      span !== undefined && span.file === file && span.line <= line && line <= span.endLine;
    const height = (span: SourceSpan) => span.endLine - span.line;

    let modules: ModulePath[] = [];
    let smallest = Infinity;
    const consider = (path: ModulePath, span: SourceSpan) => {
      if (covers(span) && height(span) <= smallest) {
        modules = height(span) < smallest ? [path] : [...modules, path];
        smallest = height(span);
      }
    };
    for (const { path, source, calls } of this.analysis.modules) {
      for (const span of source ? [source, ...calls] : calls) {
        consider(path, span);
      }
    }
    const nodes = this.trace.graph.nodes
      .filter((node) => node.origin.stage === 'forward' && covers(node.origin.spans[0]))
      .map((node) => node.name);
    if (modules.length === 0 && nodes.length === 0) {
      modules = [...this.#modules.values()]
        .filter(({ definition }) => definition?.file === file && definition.line === line)
        .map(({ path }) => path);
    }
    return { nodes, modules: [...new Set(modules)] };
  }
}

function hasSource<T extends { readonly source?: SourceSpan }>(
  item: T,
): item is T & { readonly source: SourceSpan } {
  return item.source !== undefined;
}

/** Items by file and by the line that their spans end on, each once. */
function groupByLine<T>(
  items: readonly T[],
  spansOf: (item: T) => readonly SourceSpan[],
): Map<string, Map<number, T[]>> {
  const groups = new Map<string, Map<number, Set<T>>>();
  for (const item of items) {
    for (const { file, endLine } of spansOf(item)) {
      const lines = groups.get(file) ?? new Map<number, Set<T>>();
      groups.set(file, lines);
      lines.set(endLine, (lines.get(endLine) ?? new Set<T>()).add(item));
    }
  }
  return new Map(
    [...groups].map(([file, lines]) => [file, new Map([...lines].map(([line, set]) => [line, [...set]]))]),
  );
}

/**
 * Drops the modules that lie inside another one of the list: a line `nn.Sequential(nn.Conv2d(…))` is about the
 * Sequential, and so is the line that calls it.
 */
function outermost(modules: readonly ModuleSummary[]): ModuleSummary[] {
  const paths = new Set(modules.map(({ path }) => path));
  return modules.filter(({ path }) => {
    for (let around = parentPath(path); around !== undefined; around = parentPath(around)) {
      if (paths.has(around)) {
        return false;
      }
    }
    return true;
  });
}
