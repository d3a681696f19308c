import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page of a panel: nothing inline, scripts by nonce, styles and fonts from the extension only. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(24).toString('base64');
  const resource = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${resource('webview.css')}" />
    <title>Skipline</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${resource('webview.js')}"></script>
  </body>
</html>`;
}
