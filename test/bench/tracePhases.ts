/**
 * Where the time of a trace goes. `node test/bench/tracePhases.mjs [MODEL …]` prints, for torchvision's models, the
 * milliseconds of processor time of the main thread by phase, at the median of some re-traces of an edited file.
 */
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { createBridge } from '../../src/frontends/torch/bridge';
import { GraphRecorder } from '../../src/frontends/torch/graphRecorder';
import { runtimeFiles, startPython } from '../../src/frontends/torch/pythonRuntime';
import { runTrace, tidy, type Tracer } from '../../src/frontends/torch/runTrace';
import { LineNote } from '../../src/frontends/torch/lineNote';
import { ReadOnlyFolders } from '../../src/frontends/torch/readOnlyFolders';
import { SourceFiles } from '../../src/frontends/torch/sourceFiles';
import { Stopwatch } from '../../src/frontends/torch/stopwatch';

const [dist, pythonPath, ...names] = process.argv.slice(2);
const rounds = 15;

const fileOf: Readonly<Record<string, string>> = { swin: 'swin_transformer', vit: 'vision_transformer' };

/** Functions of the bridge whose first call ends a phase. */
const borders: Readonly<Record<string, string>> = {
  begin_forward: 'import and construct',
  input: 'describe modules and state',
  stop_clock: 'forward',
};

/** Wall time counts what others do on the machine; where the system tells it, this is the thread's own. */
function milliseconds(): number {
  try {
    return Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

async function main(): Promise<void> {
  const recorder = new GraphRecorder();
  const files = new SourceFiles();
  const lineNote = new LineNote();
  let stopwatch: Stopwatch | undefined;
  let phases: Record<string, number> = {};
  let since = 0;
  const ended = (phase: string) => {
    const now = milliseconds();
    phases[phase] ??= now - since;
    since = now;
  };
  const python = await startPython(runtimeFiles(dist), (memoryInUse) => {
    stopwatch = new Stopwatch(memoryInUse, Infinity);
    const bridge = createBridge(recorder, files, stopwatch, lineNote);
    const watched = new Proxy(bridge, {
      get(target, name: keyof typeof bridge) {
        const original = target[name] as (...given: unknown[]) => unknown;
        return !(name in borders)
          ? original
          : (...given: unknown[]) => {
              ended(borders[name]);
              return original(...given);
            };
      },
    });
    return { bridge: watched, stopwatch };
  });
  const tracer: Tracer = {
    python: {
      ...python,
      trace(request) {
        const answer = python.trace(request);
        ended('answer');
        return answer;
      },
    },
    recorder,
    files,
    folders: new ReadOnlyFolders(python.fileSystem, files),
    stopwatch: stopwatch!,
    lineNote,
  };
  const table: Record<string, Record<string, string>> = {};
  for (const name of names) {
    const family = /^[a-z]+/.exec(name)![0];
    const file = path.join(pythonPath, 'torchvision/models', `${fileOf[family] ?? family}.py`);
    const text = fs.readFileSync(file, 'utf8');
    const measured: Record<string, number[]> = {};
    for (let edit = 0; edit < rounds + 3; edit++) {
      phases = {};
      since = milliseconds();
      const began = since;
      const result = runTrace(tracer, {
        kind: 'trace',
        id: edit,
        file,
        name,
        arguments: {},
        mode: 'evaluation',
        overlays: { [file]: text.replace('super().__init__()', `super().__init__()  # ${edit}`) },
        workspaceFolders: [],
        pythonPath: [pythonPath],
        timeLimitSeconds: 60,
      });
      ended('initialization and analysis');
      const message = v8.serialize(result);
      ended('write the message');
      v8.deserialize(message);
      ended('read the message');
      phases.all = milliseconds() - began;
      tidy(tracer);
      ended('tidy up, afterwards');
      // The first ones still compile Python's own code.
      if (edit >= 3) {
        for (const [phase, spent] of Object.entries(phases)) {
          (measured[phase] ??= []).push(spent);
        }
      }
    }
    for (const [phase, spent] of Object.entries(measured)) {
      (table[phase] ??= {})[name] = median(spent).toFixed(1);
    }
  }
  console.table(table);
}

void main();
