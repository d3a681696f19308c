import * as vscode from 'vscode';

/** Says what is missing where a command has no model to be about. */
export function tellThatNoModelIsThere(): void {
  const document = vscode.window.activeTextEditor?.document;
  const isUnsaved = document?.languageId === 'python' && document.uri.scheme === 'untitled';
  void vscode.window.showInformationMessage(
    isUnsaved
      ? vscode.l10n.t('Save the file first: networks are read from files on the disk.')
      : vscode.l10n.t('Open a Python file that defines a network first.'),
  );
}
