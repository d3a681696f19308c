import type * as vscode from 'vscode';
import { normalise } from '../frontends/torch/sourceFiles';

/**
 * The file of a document under the name that source spans give it, which has forward slashes on Windows too.
 * Undefined for a text that is no file, such as the older side of a comparison: it has the path of the file all the same.
 */
export function sourceFileOf({ scheme, fsPath }: vscode.Uri): string | undefined {
  return scheme === 'file' ? normalise(fsPath) : undefined;
}
