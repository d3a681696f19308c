import type { DataType } from '../../graph/dataType';
import type { Attribute, Attributes, Stage } from '../../graph/node';
import { elementCount } from '../../graph/shape';
import type { SourceSpan } from '../../graph/sourceSpan';
import { tensor } from '../../graph/tensor';
import { ShapeError } from '../../ops/operator';
import { type GraphRecorder, UnknownOperatorError } from './graphRecorder';
import type { LineNote } from './lineNote';
import type { SourceFiles } from './sourceFiles';
import type { Stopwatch } from './stopwatch';
import { yamlAsJson } from './yamlText';

/** Elements of known tensors that Python may look at. */
const readableElements = 1 << 16;

/**
 * The functions that Python calls, under the names of `python/_skipline/bridge.py`, where their form is described.
 * Numbers and texts only: handles are texts on the Python side, lists are joined by commas.
 */
export function createBridge(
  recorder: GraphRecorder,
  files: SourceFiles,
  stopwatch: Stopwatch,
  lineNote: LineNote,
) {
  // What recurs crosses once and is then an index; one object for all that share it also keeps results small.
  const spans: SourceSpan[] = [];
  const stacks: (readonly SourceSpan[])[] = [];
  const attributeSets: Attributes[] = [];

  const describe = (handle: number) => {
    const { type, shape } = recorder.typeOf(handle);
    return `${handle}|${type}|${shape.join()}`;
  };

  return {
    emit(
      operator: string,
      handles: string,
      attributes: number,
      outputCount: number,
      stack: number,
      stage: string,
    ): string {
      try {
        const [name, domain = ''] = operator.split(':').reverse();
        return recorder
          .apply({
            operator: name,
            domain,
            inputs:
              handles === ''
                ? []
                : handles.split(',').map((handle) => (handle === '' ? undefined : Number(handle))),
            attributes: attributes < 0 ? noAttributes : attributeSets[attributes],
            outputCount,
            spans: stacks[stack],
            stage: stage === 'state' ? (stage satisfies Stage) : 'forward',
            isDetached: stage === 'detached',
            isQuestion: stage === 'shape',
          })
          .map(describe)
          .join(';');
      } catch (error) {
        if (error instanceof UnknownOperatorError) {
          return `!unknown ${error.message}`;
        }
        if (error instanceof ShapeError) {
          return `!shape ${error.message}`;
        }
        throw error;
      }
    },
    constant(type: DataType, shape: string, values: string): string {
      const extents = numbers(shape);
      const elements = (JSON.parse(values) as unknown[]).map(readNumber);
      return String(recorder.addConstant({ type, shape: extents }, () => tensor(type, extents, elements)));
    },
    packed(type: DataType, shape: string, values: string): string {
      const bytes = Buffer.from(values, 'base64');
      const elements = new Float64Array(bytes.length / Float64Array.BYTES_PER_ELEMENT);
      new Uint8Array(elements.buffer).set(bytes);
      const extents = numbers(shape);
      return String(recorder.addConstant({ type, shape: extents }, () => tensor(type, extents, elements)));
    },
    full(type: DataType, shape: string, value: number): string {
      return String(recorder.addFilled({ type, shape: numbers(shape) }, value));
    },
    state: (type: DataType, shape: string) => String(recorder.addState(type, numbers(shape))),
    own: (handles: string) =>
      numbers(handles)
        .map((handle) => recorder.copy(handle))
        .join(),
    values(handle: string): string {
      if (elementCount(recorder.typeOf(Number(handle)).shape) > readableElements) {
        return '';
      }
      const content = recorder.contentOf(Number(handle));
      if (content === undefined) {
        return '';
      }
      // Python sees what PyTorch would hold, though constants are computed in float64.
      const { type, data } = content;
      const elements = type === 'float32' ? Float32Array.from(data) : data;
      return `[${Array.from(elements, writeNumber).join()}]`;
    },
    span(file: string, line: number, column: number, endLine: number, endColumn: number): number {
      return spans.push({ file, line, column, endLine, endColumn }) - 1;
    },
    stack: (identifiers: string) =>
      stacks.push(numbers(identifiers).map((identifier) => spans[identifier])) - 1,
    attributes: (text: string) => attributeSets.push(parseAttributes(text)) - 1,
    modules(text: string): void {
      for (const { parameters, buffers, source, definition, ...module } of JSON.parse(text) as SaidModule[]) {
        const described = {
          ...module,
          ...(source !== undefined && { source: spans[source] }),
          ...(definition !== undefined && { definition: spans[definition] }),
        };
        recorder.addModule(described, parameters, buffers);
      }
    },
    state_of_model(text: string): void {
      const [parameters, buffers] = JSON.parse(text) as [SaidState[], SaidState[]];
      for (const [handle, path, trainable, aliases] of parameters) {
        recorder.addParameter(Number(handle), path, trainable, aliases);
      }
      for (const [handle, path, persistent, aliases] of buffers) {
        recorder.addBuffer(Number(handle), path, persistent, aliases);
      }
    },
    update_buffer: (buffer: string, next: string) => recorder.updateBuffer(Number(buffer), Number(next)),
    begin_construction(): void {
      spans.length = 0;
      stacks.length = 0;
      attributeSets.length = 0;
      recorder.beginConstruction();
    },
    restart_construction: () => recorder.restartConstruction(),
    begin_forward: () => recorder.beginForward(),
    input: (name: string, type: DataType, shape: string) =>
      String(recorder.addInput(name, type, numbers(shape))),
    enter: (module: string, handles: string, stack: number) =>
      recorder.enterCall(module, numbers(handles), stacks[stack]),
    leave: (call: number, handles: string) => recorder.leaveCall(call, numbers(handles)),
    enter_import: () => recorder.enterImport(),
    leave_import: () => recorder.leaveImport(),
    read: (file: string) => files.read(file),
    locate: (folder: string, name: string) => files.locate(folder, name),
    stamp: (file: string) => files.stamp(file),
    yaml: yamlAsJson,
    interrupt_reason: () => stopwatch.reason ?? 'timeLimit',
    stop_clock: () => stopwatch.stop(),
    note_line: (place: string) => lineNote.write(place),
  };
}

/** A module as Python describes it: tensors by their handles, places by their identifiers. */
interface SaidModule {
  readonly path: string;
  readonly type: string;
  readonly isUserDefined: boolean;
  readonly description: string;
  readonly parameters: readonly number[];
  readonly buffers: readonly number[];
  readonly source?: number;
  readonly definition?: number;
}

/** Whether a parameter is trained, a buffer is saved; the other names that it has. */
type SaidState = readonly [handle: string, path: string, flag: boolean, aliases: readonly string[]];

const noAttributes: Attributes = {};

export type Bridge = ReturnType<typeof createBridge>;

function numbers(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}

/** JSON has no infinities: Python writes them as `inf`, `-inf`, `nan`. */
function readNumber(element: unknown): number {
  if (typeof element !== 'string') {
    return Number(element);
  }
  return element === 'inf' ? Infinity : element === '-inf' ? -Infinity : NaN;
}

/** As Python's JSON reader takes them. */
function writeNumber(element: number): string {
  if (Number.isNaN(element)) {
    return 'NaN';
  }
  return element === Infinity ? 'Infinity' : element === -Infinity ? '-Infinity' : String(element);
}

function parseAttributes(text: string): Attributes {
  // Written by `_skipline/attributes.py` as pairs of kind and value.
  const pairs = JSON.parse(text) as Record<string, [Attribute['kind'], never]>;
  return Object.fromEntries(
    Object.entries(pairs).map(([name, [kind, value]]): [string, Attribute] => [name, { kind, value }]),
  );
}
