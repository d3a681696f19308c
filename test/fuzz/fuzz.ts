import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomNumbers } from '../support/random';
import type { Format } from './format';
import { choose, mutate } from './mutate';

/** What came of the mutations of a format. */
export interface FuzzResult {
  readonly accepted: number;
  readonly refused: number;
  /** Different sentences, apart from numbers and names. */
  readonly sentences: number;
  /** Processor time of the longest file, in milliseconds. */
  readonly longest: number;
  /** Growth of the memory of the process, in bytes, at its highest after any file. */
  readonly memory: number;
  /** What must not happen, each with the number of the mutation that shows it. */
  readonly faults: readonly string[];
}

/** Milliseconds of processor time that one small file may take; waiting for the processor does not count. */
const mostMilliseconds = 2000;
const mostMemory = 400 * 2 ** 20;
const mostFaults = 20;

/** Reads `count` mutations of a format's seeds. The same seed gives the same files. @param from number of the first mutation. */
export async function fuzz(format: Format, count: number, seed: number, from = 0): Promise<FuzzResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skipline-fuzz-'));
  const file = path.join(folder, format.file);
  mkdirSync(path.dirname(file), { recursive: true });
  for (const [name, content] of Object.entries(format.beside ?? {})) {
    writeFileSync(path.join(folder, name), content);
  }
  let [accepted, refused, longest, memory] = [0, 0, 0, 0];
  const sentences = new Set<string>();
  const faults: string[] = [];
  const before = process.memoryUsage.rss();
  try {
    for (let number = from; number < from + count && faults.length < mostFaults; number++) {
      writeFileSync(file, mutation(format, seed, number));
      const begin = process.cpuUsage();
      let told: readonly string[];
      try {
        told = await format.read(file);
        accepted++;
      } catch (error) {
        refused++;
        told = [sentenceOf(error)];
      }
      const { user, system } = process.cpuUsage(begin);
      longest = Math.max(longest, (user + system) / 1000);
      memory = Math.max(memory, process.memoryUsage.rss() - before);
      for (const sentence of told) {
        sentences.add(sentence.replaceAll(folder, '').replace(/\d+|'[^']*'/g, ''));
        const fault = faultOf(sentence, folder);
        if (fault !== undefined) {
          faults.push(`mutation ${number}: ${fault}: ${JSON.stringify(sentence.slice(0, 300))}`);
        }
      }
      if ((user + system) / 1000 > mostMilliseconds || memory > mostMemory) {
        faults.push(
          `mutation ${number}: ${Math.round((user + system) / 1000)} ms, ${Math.round(memory / 2 ** 20)} MiB`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { accepted, refused, sentences: sentences.size, longest, memory, faults };
}

/** One mutation of a format, by its number. */
export function mutation({ name, seeds, inside }: Format, seed: number, number: number): Buffer {
  const random = randomNumbers(seed * 1_000_003 + number * 7 + name.length);
  const original = choose(random, seeds);
  const change = (content: Buffer) => mutate(content, random);
  return inside !== undefined && random() < 0.6 ? inside(original, change) : change(original);
}

/** Faults of the reader itself carry the names of JavaScript's own errors. */
function sentenceOf(error: unknown): string {
  const isOwn = error instanceof Error && ['DataError', 'WeightsError', 'Error'].includes(error.name);
  return isOwn ? error.message : `(${error instanceof Error ? (error.stack ?? error.name) : String(error)})`;
}

/** What is wrong with what the user is told. */
function faultOf(sentence: string, folder: string): string | undefined {
  if (sentence.startsWith('(')) {
    return 'no sentence of its own';
  }
  // A report of keys names them line by line, and is asked for.
  const [first, ...rest] = sentence.split('\n');
  const isReport = /^(The weights '.*' do not fit|Of the weights ')/.test(first);
  if (rest.length > 0 && !(isReport && rest.length <= 4)) {
    return 'more than one line';
  }
  if (!sentence.includes(folder)) {
    return 'no file named';
  }
  return /[.:]$/.test(first) ? undefined : 'no whole sentence';
}
