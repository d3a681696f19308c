import { execFile } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
export const sampleFile = path.join(root, 'media/samples/resnet20.py');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a user does. */
export function skipline(...words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, 'dist/cli.js'), ...words],
      { maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
          stdout,
          stderr,
        });
      },
    );
  });
}

/** The JSON document that a command prints. @throws where it fails. */
export async function skiplineJson<Document>(...words: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await skipline(...words, '--json');
  if (code !== 0) {
    throw new Error(`skipline ${words.join(' ')} ended with ${code}: ${stderr}`);
  }
  // The caller states the shape of the document, which its assertions then check.
  return JSON.parse(stdout) as Document;
}
